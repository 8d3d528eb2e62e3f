// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.spi.Payload;
import java.util.ArrayList;
import java.util.List;

/** Puts the outputs of several steps together: results in order, other lists joined. */
final class Gather implements Planner {
    static final String NAME = "gather";

    @Override
    public Expansion expand(PlanInput input) {
        List<Payload> results = new ArrayList<>();
        List<Payload> points = new ArrayList<>();
        for (StepOutcome outcome : input.outcomes()) {
            Payload result = outcome.outputs().get("result");
            if (result != null) {
                results.add(result);
            }
            results.addAll(outcome.outputs().items("results"));
            points.addAll(outcome.outputs().items("points"));
        }
        return Expansion.outputs(Payload.Fields.EMPTY
                .with("results", new Payload.Items(results))
                .with("points", new Payload.Items(points)));
    }
}
