// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import java.util.List;

/** A gate: what comes after it happens only if every action before it was done. */
final class AllDone implements Planner {
    static final String NAME = "all-done";

    private final PayloadMapper mapper;

    AllDone(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public boolean previews() {
        return true;
    }

    @Override
    public Expansion expand(PlanInput input) {
        for (StepOutcome outcome : input.outcomes()) {
            List<Payload> failed = outcome.outputs().items("failed");
            if (!failed.isEmpty()) {
                return Expansion.failed(mapper.read(failed.get(0), Failure.class));
            }
            for (Payload each : outcome.outputs().items("results")) {
                Failure failure = mapper.read(each, ActionResult.class).failure();
                if (failure != null) {
                    return Expansion.failed(failure);
                }
            }
        }
        return Expansion.outputs(Payload.Fields.EMPTY);
    }
}
