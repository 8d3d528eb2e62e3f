// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StepLifecycleTest {
    /** The table by hand: from, event, to. What does not stand here must be refused. */
    private static final Set<String> TABLE = Set.of(
            "PENDING INTEND INTENDED",
            "PENDING START STARTED",
            "PENDING SUCCEED SUCCEEDED",
            "PENDING FAIL FAILED",
            "PENDING PARK PARKED",
            "PENDING CANCEL CANCELLED",
            "PENDING SKIP SKIPPED",
            "INTENDED START STARTED",
            "INTENDED SUCCEED SUCCEEDED",
            "INTENDED FAIL FAILED",
            "INTENDED LOSE_SIGHT UNKNOWN",
            "INTENDED PUT_BACK PENDING",
            "INTENDED PARK PARKED",
            "STARTED MOVE STARTED",
            "STARTED SUCCEED SUCCEEDED",
            "STARTED FAIL FAILED",
            "STARTED LOSE_SIGHT UNKNOWN",
            "STARTED PARK PARKED",
            "STARTED CANCEL CANCELLED",
            "UNKNOWN ADOPT_STARTED STARTED",
            "UNKNOWN SUCCEED SUCCEEDED",
            "UNKNOWN SEND_AGAIN INTENDED",
            "UNKNOWN PUT_BACK PENDING",
            "UNKNOWN FAIL FAILED",
            "UNKNOWN PARK PARKED",
            "FAILED NEXT_GENERATION PENDING",
            "PARKED RETRY PENDING",
            "PARKED ADOPT_STARTED STARTED",
            "PARKED SUCCEED SUCCEEDED",
            "PARKED SKIP SKIPPED",
            "PARKED FAIL FAILED",
            "PARKED CANCEL CANCELLED");

    @Test
    void theTableIsWhatItIs() {
        Set<String> found = new TreeSet<>();
        for (StepState from : StepState.values()) {
            for (StepEvent event : StepEvent.values()) {
                StepLifecycle.find(from, event).ifPresent(to -> found.add(from + " " + event + " " + to));
            }
        }

        assertThat(found).containsExactlyInAnyOrderElementsOf(TABLE);
    }

    @Test
    void everythingElseIsRefusedAndNamesStateAndEvent() {
        for (StepState from : StepState.values()) {
            for (StepEvent event : StepEvent.values()) {
                if (StepLifecycle.find(from, event).isPresent()) {
                    assertThat(StepLifecycle.next(from, event))
                            .isEqualTo(StepLifecycle.find(from, event).orElseThrow());
                } else {
                    assertThatIllegalStateException()
                            .isThrownBy(() -> StepLifecycle.next(from, event))
                            .withMessageStartingWith("A step that is " + from + " knows no " + event + "; it knows [");
                }
            }
        }
    }

    @Test
    void nothingFollowsAnEndButTheNextGenerationOfAFailure() {
        for (StepState from : StepState.values()) {
            if (from.ended()) {
                for (StepEvent event : StepEvent.values()) {
                    assertThat(StepLifecycle.find(from, event).isPresent())
                            .as("%s %s", from, event)
                            .isEqualTo(from == StepState.FAILED && event == StepEvent.NEXT_GENERATION);
                }
            }
        }
        assertThat(Arrays.stream(StepState.values()).filter(StepState::ended))
                .containsExactly(StepState.SUCCEEDED, StepState.FAILED, StepState.CANCELLED, StepState.SKIPPED);
    }

    @Test
    void everyStateCanBeReachedAndEveryUnendedOneCanEnd() {
        assertThat(reachableFrom(StepState.PENDING)).containsExactlyInAnyOrder(StepState.values());
        for (StepState from : StepState.values()) {
            assertThat(reachableFrom(from)).as(from.name()).anyMatch(StepState::ended);
        }
    }

    @Test
    void whatIsNotKnownNeverEndsAsCancelledOrSkipped() {
        assertThat(StepLifecycle.find(StepState.UNKNOWN, StepEvent.CANCEL)).isEmpty();
        assertThat(StepLifecycle.find(StepState.UNKNOWN, StepEvent.SKIP)).isEmpty();
        assertThat(StepLifecycle.find(StepState.INTENDED, StepEvent.CANCEL)).isEmpty();
    }

    private static Set<StepState> reachableFrom(StepState start) {
        Set<StepState> reached = EnumSet.of(start);
        Deque<StepState> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            StepState from = open.pop();
            for (StepEvent event : StepEvent.values()) {
                StepLifecycle.find(from, event).filter(reached::add).ifPresent(open::push);
            }
        }
        return reached;
    }
}
