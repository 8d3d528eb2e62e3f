// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.Link;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.StepEvent;
import dev.holdfast.operation.StepState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks planners what follows. One expansion of an operation at a time, since each takes numbers for its steps. Touched
 * by the loop only.
 */
final class Expansions {
    private static final Logger LOG = LoggerFactory.getLogger(Expansions.class);

    private final Engine engine;
    private final Map<String, Planner> planners;
    private final Deque<LiveStep> waiting = new ArrayDeque<>();
    private boolean planning;

    Expansions(Engine engine, Map<String, Planner> planners) {
        this.engine = engine;
        this.planners = planners;
    }

    boolean previews(Work.Expand work) {
        Planner planner = planners.get(work.planner() + "/" + work.version());
        return planner != null && planner.previews();
    }

    boolean cleansUp(Work.Expand work) {
        Planner planner = planners.get(work.planner() + "/" + work.version());
        return planner != null && planner.cleansUp();
    }

    void expand(LiveStep step, Work.Expand work) {
        Planner planner = planners.get(work.planner() + "/" + work.version());
        if (planner == null) {
            engine.flow.write(
                    step,
                    StepEvent.PARK,
                    step.progress.parked(new Failure(
                            FailureKind.UNSUPPORTED,
                            "Cannot plan " + step.node.name(),
                            "this version of Holdfast has no planner " + work.planner() + "/" + work.version(),
                            "run it with the version that accepted the operation, or cancel it")),
                    List.of());
            return;
        }
        waiting.add(step);
        step.queued = true;
        pump();
    }

    private void pump() {
        // An expansion may make further steps ready at once: those queue here instead of growing the stack.
        if (planning) {
            return;
        }
        planning = true;
        try {
            for (LiveStep step = waiting.poll(); step != null; step = waiting.poll()) {
                step.queued = false;
                if (step.state == StepState.PENDING && !step.writing) {
                    plan(step, (Work.Expand) step.node.work());
                }
            }
        } finally {
            planning = false;
        }
    }

    private void plan(LiveStep step, Work.Expand work) {
        List<StepOutcome> outcomes = new ArrayList<>(step.node.links().size());
        for (Link link : step.node.links()) {
            LiveStep before = step.run.steps.get(link.step());
            if (before != null) {
                outcomes.add(before.outcome());
            }
        }
        PlanInput input = new PlanInput(
                step.run.id.value(),
                engine.config.installation(),
                step.node.number(),
                step.run.nextStep,
                work.arguments(),
                outcomes,
                engine.now());
        Expansion expansion;
        try {
            Planner planner = planners.get(work.planner() + "/" + work.version());
            expansion = planner == null ? Expansion.failed(gone(work)) : planner.expand(input);
        } catch (RuntimeException e) {
            LOG.error("Planner {} failed in {}", work.planner(), step, e);
            expansion = Expansion.failed(new Failure(
                    FailureKind.INVALID,
                    "Cannot plan " + step.node.name(),
                    "the planner failed: " + e,
                    "report this with the log; nothing was sent for this step"));
        }
        engine.flow.expanded(step, expansion);
    }

    private static Failure gone(Work.Expand work) {
        return Failure.of(FailureKind.UNSUPPORTED, "Cannot plan", "planner " + work.planner() + " is gone");
    }
}
