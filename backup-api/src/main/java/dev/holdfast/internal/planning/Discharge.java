// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.Owed;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was owed has been tried: it is no longer owed, or it is parked for a person, with the reason. */
final class Discharge implements Planner {
    static final String NAME = "discharge";

    private final PayloadMapper mapper;

    Discharge(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public Expansion expand(PlanInput input) {
        Payload told = input.arguments().get("owed");
        if (told == null) {
            throw new IllegalArgumentException("Nothing is said to be owed");
        }
        Owed owed = mapper.read(told, Owed.class);
        StepOutcome outcome = input.outcomes().get(0);
        if (outcome.state() == StepState.CANCELLED) {
            return Expansion.outputs(Payload.Fields.EMPTY);
        }
        Failure failure = failure(outcome, owed.work() instanceof Work.Request);
        if (failure == null) {
            return Expansion.outputs(Payload.Fields.EMPTY)
                    .withRemovals(List.of(new Expansion.Removal(RecordRow.Kind.OBLIGATION, owed.key())));
        }
        Payload.Fields outputs =
                Payload.Fields.EMPTY.with("stepFailures", new Payload.Items(List.of(mapper.write(failure))));
        return Expansion.outputs(outputs)
                .withRecords(List.of(owed.parked(failure).row(mapper)));
    }

    /** Why it is not done; what is gone needs neither to be stopped nor removed. */
    private @Nullable Failure failure(StepOutcome outcome, boolean request) {
        if (!outcome.succeeded()) {
            Failure failure = outcome.failure() != null
                    ? outcome.failure()
                    : Failure.of(FailureKind.UNRECOGNISED, "Cannot do " + outcome.name(), "it was " + outcome.state());
            return request && failure.kind() == FailureKind.GONE ? null : failure;
        }
        return ActionResult.firstFailure(outcome, mapper);
    }
}
