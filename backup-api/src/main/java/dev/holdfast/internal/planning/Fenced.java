// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;

/** The gate of a failover whose source answers: nothing is started at the target unless all at the source is stopped. */
final class Fenced implements Planner {
    static final String NAME = "fenced";

    private final PayloadMapper mapper;

    Fenced(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public boolean previews() {
        return true;
    }

    @Override
    public Expansion expand(PlanInput input) {
        for (StepOutcome outcome : input.outcomes()) {
            Failure failure = ActionResult.firstFailure(outcome, mapper);
            if (failure != null) {
                return Expansion.failed(new Failure(
                        failure.kind(),
                        "Cannot stop what runs at the source: " + failure.what(),
                        failure.why(),
                        "stop it there yourself, or fail over with the source LOST if it is; nothing was started"));
            }
        }
        return Expansion.outputs(Payload.Fields.EMPTY);
    }
}
