// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.operation.OperationState;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Says what came of an operation: all, a part, or nothing of what was asked for. A part is never called success. */
final class Conclude implements Planner {
    static final String NAME = "conclude";

    private final PayloadMapper mapper;

    Conclude(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public Expansion expand(PlanInput input) {
        Payload.Fields outputs = Payload.Fields.EMPTY;
        // One failure may be told by a step and by what follows from it.
        Set<Payload> failures = new LinkedHashSet<>();
        int done = 0;
        for (StepOutcome outcome : input.outcomes()) {
            for (var field : outcome.outputs().fields().entrySet()) {
                outputs = outputs.with(field.getKey(), field.getValue());
            }
            if (outcome.failure() != null) {
                failures.add(mapper.write(outcome.failure()));
            } else if (!outcome.succeeded()) {
                failures.add(mapper.write(Failure.of(
                        dev.holdfast.failure.FailureKind.GONE,
                        "Cannot do " + outcome.name(),
                        "it was " + outcome.state())));
            }
            failures.addAll(outcome.outputs().items("failed"));
            if (outcome.outputs().get("done") instanceof Payload.Whole tallied) {
                done += Math.toIntExact(tallied.value());
            }
            failures.addAll(outcome.outputs().items("problems"));
            for (Payload each : outcome.outputs().items("results")) {
                ActionResult result = mapper.read(each, ActionResult.class);
                if (result.failure() == null) {
                    done++;
                } else {
                    failures.add(mapper.write(result.failure()));
                }
            }
        }
        OperationState verdict = failures.isEmpty()
                ? OperationState.SUCCEEDED
                : done > 0 ? OperationState.PARTIAL : OperationState.FAILED;
        return Expansion.outputs(
                outputs.with("verdict", verdict.name()).with("failures", new Payload.Items(List.copyOf(failures))));
    }
}
