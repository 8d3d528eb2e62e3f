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
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.StepEvent;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.StepRow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks planners what follows. One expansion of an operation at a time, since each takes numbers for its steps. Touched
 * by the loop only.
 */
final class Expansions {
    private static final Logger LOG = LoggerFactory.getLogger(Expansions.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Engine engine;
    private final Map<String, Planner> planners;
    private final PayloadMapper mapper;
    private final Deque<Ready> waiting = new ArrayDeque<>();
    private boolean planning;

    Expansions(Engine engine, Map<String, Planner> planners, PayloadMapper mapper) {
        this.engine = engine;
        this.planners = planners;
        this.mapper = mapper;
    }

    /** A step that can be planned, with what was read again for it. */
    private record Ready(LiveStep step, Map<Integer, StepOutcome> recalled) {}

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
        step.queued = true;
        Map<Integer, Boolean> gone = new TreeMap<>();
        for (Link link : step.node.links()) {
            if (!Flow.holds(step) || !step.run.steps.containsKey(link.step())) {
                gone.put(link.step(), step.run.fates.sent(link.step()));
            }
        }
        if (gone.isEmpty()) {
            waiting.add(new Ready(step, Map.of()));
            pump();
        } else {
            recall(step, gone);
        }
    }

    /** Reads again what steps gave that have left memory. */
    private void recall(LiveStep step, Map<Integer, Boolean> gone) {
        Seat seat = engine.seats.enter(step.home);
        engine.journal.read(() -> outcomes(step.run.id, gone), (outcomes, failure) -> {
            Seats.leave(seat);
            if (outcomes == null) {
                LOG.warn("The store could not be read for {}; trying again", step, failure);
                engine.seats.after(step, RETRY, () -> recall(step, gone));
            } else {
                waiting.add(new Ready(step, outcomes));
                pump();
            }
        });
    }

    private Map<Integer, StepOutcome> outcomes(OperationId operation, Map<Integer, Boolean> sent) {
        Map<Integer, StepOutcome> outcomes = new HashMap<>();
        for (int number : sent.keySet()) {
            StepRow row = engine.config
                    .store()
                    .step(operation, number)
                    .orElseThrow(
                            () -> new IllegalStateException("the store has lost step " + operation + "/" + number));
            StepProgress progress = row.progress().fields().isEmpty()
                    ? StepProgress.NONE
                    : mapper.read(row.progress(), StepProgress.class);
            outcomes.put(
                    number,
                    new StepOutcome(
                            number,
                            row.node().text("name"),
                            row.state(),
                            progress.outputs(),
                            progress.members(),
                            progress.failure(),
                            progress.leftBehind(),
                            sent.getOrDefault(number, false),
                            progress.intendedAt(),
                            progress.endedAt()));
        }
        return outcomes;
    }

    private void pump() {
        // An expansion may make further steps ready at once: those queue here instead of growing the stack.
        if (planning) {
            return;
        }
        planning = true;
        try {
            for (Ready next = waiting.poll(); next != null; next = waiting.poll()) {
                LiveStep step = next.step();
                step.queued = false;
                if (step.state == StepState.PENDING
                        && !step.writing
                        && engine.seats.mine(step)
                        && !engine.flow.cancelled(step)) {
                    plan(step, (Work.Expand) step.work(), next.recalled());
                }
            }
        } finally {
            planning = false;
        }
    }

    private void plan(LiveStep step, Work.Expand work, Map<Integer, StepOutcome> recalled) {
        List<StepOutcome> outcomes = new ArrayList<>(step.node.links().size());
        for (Link link : step.node.links()) {
            LiveStep before = step.run.steps.get(link.step());
            StepOutcome outcome = before == null ? recalled.get(link.step()) : before.outcome();
            if (outcome == null) {
                throw new IllegalStateException(step + " is planned without what step " + link.step() + " gave");
            }
            outcomes.add(outcome);
        }
        PlanInput input = new PlanInput(
                step.run.id.value(),
                engine.config.installation(),
                step.node.number(),
                step.run.nextStep,
                work.arguments(),
                outcomes,
                engine.now(),
                engine.journal.epoch(),
                List.copyOf(step.run.lost));
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
