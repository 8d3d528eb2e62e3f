// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import java.util.ArrayList;
import java.util.List;

/** Puts the outputs of several steps together: results in order, or how many and what failed; other lists joined. */
final class Gather implements Planner {
    static final String NAME = "gather";

    private final PayloadMapper mapper;

    Gather(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    /** Keeps what came of each. */
    static Work.Expand results() {
        return new Work.Expand(NAME, 1, Payload.Fields.EMPTY);
    }

    /** Keeps how many are done and what failed: all that is asked of thousands. */
    static Work.Expand tally() {
        return new Work.Expand(NAME, 1, Payload.Fields.EMPTY.with("tally", Payload.of(true)));
    }

    @Override
    public Expansion expand(PlanInput input) {
        List<Payload> results = new ArrayList<>();
        List<Payload> points = new ArrayList<>();
        List<Payload> failed = new ArrayList<>();
        long done = 0;
        for (StepOutcome outcome : input.outcomes()) {
            if (outcome.failure() != null && outcome.outputs().fields().isEmpty()) {
                // It could not even be planned, so that nobody else tells of it.
                failed.add(mapper.write(outcome.failure()));
            }
            Payload result = outcome.outputs().get("result");
            if (result != null) {
                results.add(result);
            }
            results.addAll(outcome.outputs().items("results"));
            failed.addAll(outcome.outputs().items("failed"));
            done += outcome.outputs().get("done") instanceof Payload.Whole told ? told.value() : 0;
            points.addAll(outcome.outputs().items("points"));
        }
        Payload.Fields outputs = Payload.Fields.EMPTY.with("points", new Payload.Items(points));
        if (!input.arguments().truth("tally")) {
            return Expansion.outputs(outputs.with("results", new Payload.Items(results))
                    .with("failed", failed.isEmpty() ? null : new Payload.Items(failed)));
        }
        for (Payload each : results) {
            Failure failure = mapper.read(each, ActionResult.class).failure();
            if (failure == null) {
                done++;
            } else {
                failed.add(mapper.write(failure));
            }
        }
        return Expansion.outputs(outputs.with("done", done).with("failed", new Payload.Items(failed)));
    }
}
