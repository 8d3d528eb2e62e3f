// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TurnTest {
    private static final Instant BEGINNING = Instant.parse("2026-11-01T10:00:00Z");

    private int steps;

    private LiveStep ready(Priority priority, Duration after) {
        Run run = new Run(
                new OperationRow(new OperationId("op-1"), 1, null, OperationState.RUNNING, 0, Payload.Fields.EMPTY),
                new Packing(PayloadMapper.withoutSecrets()));
        StepNode node = new StepNode(
                steps++,
                "step",
                -1,
                new Work.Expand("planner", 1, Payload.Fields.EMPTY),
                priority,
                List.of(),
                false,
                -1,
                List.of(),
                null);
        LiveStep step = new LiveStep(run, node, StepState.PENDING, 1, 1, StepProgress.NONE);
        Turn.give(step, BEGINNING.plus(after).toEpochMilli());
        return step;
    }

    private static List<Priority> order(LiveStep... steps) {
        return Stream.of(steps)
                .sorted(Turn.ORDER)
                .map(step -> step.node.priority())
                .toList();
    }

    @Test
    void whatIsReadyAtTheSameTimeGoesByItsClass() {
        LiveStep[] all = Stream.of(Priority.values())
                .map(priority -> ready(priority, Duration.ZERO))
                .toArray(LiveStep[]::new);
        assertThat(order(all)).containsExactly(Priority.values());
    }

    @Test
    void theEndOfAHoldAndRecoveryGoFirstHoweverLateTheyCome() {
        assertThat(order(
                        ready(Priority.DRILL, Duration.ZERO),
                        ready(Priority.PROTECT, Duration.ZERO),
                        ready(Priority.RECOVER, Duration.ofDays(30)),
                        ready(Priority.RELEASE, Duration.ofDays(31))))
                .containsExactly(Priority.RELEASE, Priority.RECOVER, Priority.DRILL, Priority.PROTECT);
    }

    @Test
    void aLowerClassLetsTheHigherOnePassForAnHour() {
        assertThat(order(ready(Priority.PROTECT, Duration.ZERO), ready(Priority.DRILL, Duration.ofMinutes(59))))
                .containsExactly(Priority.DRILL, Priority.PROTECT);
        assertThat(order(ready(Priority.PROTECT, Duration.ZERO), ready(Priority.DRILL, Duration.ofMinutes(61))))
                .containsExactly(Priority.PROTECT, Priority.DRILL);
    }

    @Test
    void noClassWaitsForEver() {
        assertThat(order(
                        ready(Priority.HOUSEKEEPING, Duration.ZERO),
                        ready(Priority.SETTLE, Duration.ofMinutes(61)),
                        ready(Priority.PROTECT, Duration.ofMinutes(121)),
                        ready(Priority.DRILL, Duration.ofMinutes(181))))
                .containsExactly(Priority.HOUSEKEEPING, Priority.SETTLE, Priority.PROTECT, Priority.DRILL);
    }

    @Test
    void aStepKeepsItsPlaceWhenItWaitsAgain() {
        LiveStep first = ready(Priority.PROTECT, Duration.ZERO);
        LiveStep second = ready(Priority.PROTECT, Duration.ofMinutes(5));
        Turn.give(first, BEGINNING.plus(Duration.ofHours(5)).toEpochMilli());
        assertThat(Turn.ORDER.compare(first, second)).isNegative();
    }
}
