// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.Failure;
import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Step;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.StepRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows stored steps to people. */
public final class StepView {
    private StepView() {}

    /**
     * Shows rows.
     *
     * @param rows the rows of one operation
     * @param mapper reads them
     * @return the steps, by number
     */
    public static List<Step> of(List<StepRow> rows, PayloadMapper mapper) {
        List<Step> steps = new ArrayList<>(rows.size());
        for (StepRow row : rows) {
            StepNode node = mapper.read(row.node(), StepNode.class);
            StepProgress progress = progress(row, mapper);
            Failure failure = progress.failure();
            steps.add(new Step(
                    row.number(),
                    node.name(),
                    node.item(),
                    node.parent(),
                    row.state(),
                    row.generation(),
                    node.work() instanceof Work.Request,
                    node.work() instanceof Work.Request request
                            ? request.primitive().lane()
                            : node.work() instanceof Work.Read read
                                    ? read.query().lane()
                                    : null,
                    progress.intendedAt() == null ? progress.answeredAt() : progress.intendedAt(),
                    progress.endedAt(),
                    failure == null ? null : failure.toString(),
                    question(node, row, failure)));
        }
        return steps;
    }

    private static @Nullable String question(StepNode node, StepRow row, @Nullable Failure failure) {
        if (!Decisions.waits(node.work() instanceof Work.Approval, row.state())) {
            return null;
        }
        return node.work() instanceof Work.Approval approval
                ? approval.question()
                : "Nobody knows what became of '" + node.name() + "'"
                        + (failure == null ? "" : ": " + failure.why())
                        + ". Retry it, skip it, adopt what it made, or refuse it?";
    }

    static StepProgress progress(StepRow row, PayloadMapper mapper) {
        return row.progress().fields().isEmpty() ? StepProgress.NONE : mapper.read(row.progress(), StepProgress.class);
    }

    /**
     * Why a step failed.
     *
     * @param row the row
     * @param mapper reads it
     * @return the failure, or {@code null}
     */
    public static @Nullable Failure failure(StepRow row, PayloadMapper mapper) {
        return progress(row, mapper).failure();
    }

    /**
     * What a step gave.
     *
     * @param row the row
     * @param mapper reads it
     * @return its outputs
     */
    public static Payload.Fields outputs(StepRow row, PayloadMapper mapper) {
        return progress(row, mapper).outputs();
    }
}
