// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.operation.StepState;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.ProductKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what became of one action: done, and how well; or not, and then whether it is planned anew, what it left behind
 * being cleaned up.
 */
final class Judge implements Planner {
    static final String NAME = "judge";

    private final PayloadMapper mapper;

    Judge(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * What is judged.
     *
     * @param purpose whose credentials
     * @param priority in which class it queues
     * @param item the action
     * @param completing the names of the steps that yield its result
     * @param satisfied whether it needed no request
     * @param refused why it could not be planned, or {@code null}
     * @param known facts for the next attempt
     * @param attempt which attempt this was
     * @param makers the steps that make something for this action alone
     */
    record Arguments(
            Purpose purpose,
            Priority priority,
            Item item,
            List<String> completing,
            boolean satisfied,
            @Nullable Failure refused,
            List<KnownFacts.Given> known,
            int attempt,
            List<Maker> makers) {
        Arguments {
            makers = List.copyOf(makers);
            completing = List.copyOf(completing);
            known = List.copyOf(known);
        }
    }

    /**
     * A step that makes something.
     *
     * @param step its name
     * @param kind what it makes
     * @param lane where
     */
    record Maker(String step, ProductKind kind, Lane lane) {}

    @Override
    public Expansion expand(PlanInput input) {
        Arguments arguments = mapper.read(input.arguments(), Arguments.class);
        Failure failure = failure(input, arguments);
        ConsistencyLevel got = level(input, arguments);
        boolean tooLow =
                failure == null && !got.satisfies(floor(arguments.item().action()));
        if (tooLow) {
            failure = Failure.of(
                    FailureKind.TRANSIENT,
                    "Cannot take " + arguments.item().label() + " as consistent as asked",
                    "the guest was not held until the end; it is only " + got);
        }
        boolean again =
                failure != null && arguments.attempt() < Perform.ATTEMPTS && (tooLow || worthAnother(input, failure));
        List<LeftBehind> left = failure == null ? List.of() : leftBehind(input, arguments);
        ActionResult result = result(input, arguments, got, failure);
        if (failure == null) {
            return done(input, arguments, result);
        } else if (!again && left.isEmpty()) {
            return Expansion.outputs(output(result));
        }
        return anew(input, arguments, result, left, again);
    }

    private @Nullable Failure failure(PlanInput input, Arguments arguments) {
        if (arguments.refused() != null) {
            return arguments.refused();
        } else if (arguments.satisfied()) {
            return null;
        }
        Failure first = null;
        boolean all = !arguments.completing().isEmpty();
        for (StepOutcome outcome : input.outcomes()) {
            // A step that its guards skipped says why.
            boolean not = outcome.state() == StepState.FAILED || outcome.state() == StepState.SKIPPED;
            if (first == null && not) {
                first = outcome.failure();
            }
            if (arguments.completing().contains(outcome.name()) && !outcome.succeeded()) {
                all = false;
            }
        }
        if (all) {
            return null;
        }
        return first != null
                ? first
                : new Failure(
                        FailureKind.TRANSIENT,
                        "Cannot do " + arguments.item().label(),
                        "what it depended on was not done, or it was cancelled",
                        "look at what it depended on, then ask for it again");
    }

    /** Whether planning anew may help: a fact had changed, or the cloud broke something after it had accepted it. */
    private static boolean worthAnother(PlanInput input, Failure failure) {
        if (failure.kind() == FailureKind.STALE) {
            return true;
        }
        boolean sent =
                input.outcomes().stream().anyMatch(outcome -> outcome.state() == StepState.FAILED && outcome.sent());
        return sent && (failure.kind() == FailureKind.TRANSIENT || failure.kind() == FailureKind.GONE);
    }

    private static ConsistencyLevel floor(Action action) {
        if (action instanceof Action.TakeSnapshots take) {
            return take.floor();
        }
        return action instanceof Action.TakeImage take ? take.floor() : ConsistencyLevel.CRASH;
    }

    private static ConsistencyLevel asked(Action action) {
        if (action instanceof Action.TakeSnapshots take) {
            return take.level();
        }
        return action instanceof Action.TakeImage take ? take.level() : ConsistencyLevel.CRASH;
    }

    /** Never better than shown: by a thaw that found the freeze in force, or by the cloud's own word. */
    private static ConsistencyLevel level(PlanInput input, Arguments arguments) {
        boolean thaws = false;
        boolean held = true;
        ConsistencyLevel told = null;
        for (StepOutcome outcome : input.outcomes()) {
            if (outcome.outputs().get(Outputs.HELD) != null) {
                thaws = true;
                held &= outcome.succeeded() && outcome.outputs().truth(Outputs.HELD);
            }
            if (outcome.outputs().get(Outputs.LEVEL) instanceof Payload.Text level) {
                ConsistencyLevel each = ConsistencyLevel.valueOf(level.value());
                told = told == null || each.compareTo(told) < 0 ? each : told;
            }
        }
        if (told != null) {
            return told;
        }
        return thaws && held ? asked(arguments.item().action()) : ConsistencyLevel.CRASH;
    }

    /** What failed steps left, and what the others made in vain. */
    private static List<LeftBehind> leftBehind(PlanInput input, Arguments arguments) {
        Set<LeftBehind> left = new LinkedHashSet<>();
        for (StepOutcome outcome : input.outcomes()) {
            left.addAll(outcome.leftBehind());
            for (Maker maker : arguments.makers()) {
                if (maker.step().equals(outcome.name()) && outcome.succeeded()) {
                    if (outcome.outputs().get(Outputs.ID) instanceof Payload.Text id) {
                        left.add(new LeftBehind(maker.lane(), single(maker.kind()), id.value()));
                    }
                    for (Payload disk : outcome.outputs().items(Outputs.DISKS)) {
                        left.add(new LeftBehind(maker.lane(), ProductKind.DISK, ((Payload.Text) disk).value()));
                    }
                    for (Member member : outcome.members()) {
                        if (member.cloudId() != null) {
                            left.add(new LeftBehind(maker.lane(), single(maker.kind()), member.cloudId()));
                        }
                    }
                }
            }
        }
        return List.copyOf(left);
    }

    private static ProductKind single(ProductKind kind) {
        return switch (kind) {
            case SNAPSHOT_SET -> ProductKind.SNAPSHOT;
            case MACHINES -> ProductKind.MACHINE;
            default -> kind;
        };
    }

    private static ActionResult result(
            PlanInput input, Arguments arguments, ConsistencyLevel got, @Nullable Failure failure) {
        Payload.Fields outputs = Payload.Fields.EMPTY;
        List<Member> members = new ArrayList<>();
        long heldMillis = 0;
        for (StepOutcome outcome : input.outcomes()) {
            if (arguments.completing().contains(outcome.name())) {
                for (var field : outcome.outputs().fields().entrySet()) {
                    outputs = outputs.with(field.getKey(), field.getValue());
                }
                members.addAll(outcome.members());
            }
            if (outcome.outputs().get(Outputs.HELD_MILLIS) instanceof Payload.Whole millis) {
                heldMillis = Math.max(heldMillis, millis.value());
            }
        }
        Instant intended = input.outcomes().stream()
                .map(StepOutcome::intendedAt)
                .filter(java.util.Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(input.now());
        return new ActionResult(
                arguments.item().action().id(),
                arguments.item().label(),
                outputs,
                members,
                got,
                Duration.ofMillis(heldMillis),
                intended,
                failure);
    }

    private Payload.Fields output(ActionResult result) {
        return Payload.Fields.EMPTY.with("result", mapper.write(result));
    }

    private Expansion done(PlanInput input, Arguments arguments, ActionResult result) {
        Item item = arguments.item();
        if (item.then() == null) {
            return Expansion.outputs(output(result));
        }
        GraphBuilder builder = new GraphBuilder(input);
        Payload.Fields told = item.context().with("result", mapper.write(result));
        int next = builder.add(
                item.then() + " " + item.label(),
                new Work.Expand(item.then(), 1, told),
                arguments.priority(),
                List.of(),
                true,
                item.label());
        return Expansion.of(builder.build(), next).withOutputs(output(result));
    }

    private Expansion anew(
            PlanInput input, Arguments arguments, ActionResult result, List<LeftBehind> left, boolean again) {
        GraphBuilder builder = new GraphBuilder(input);
        if (!left.isEmpty()) {
            builder.add(
                    "clean up after " + arguments.item().label(),
                    CleanUp.work(left, mapper),
                    Priority.SETTLE,
                    List.of());
        }
        if (!again) {
            return Expansion.of(builder.build(), -1).withOutputs(output(result));
        }
        Perform.Arguments next = new Perform.Arguments(
                arguments.purpose(),
                arguments.priority(),
                List.of(arguments.item().waitingFor(List.of())),
                arguments.known(),
                List.of(),
                0,
                arguments.attempt() + 1,
                false);
        int perform = builder.add(
                "attempt " + next.attempt() + " of " + arguments.item().label(),
                Perform.work(next, mapper),
                arguments.priority(),
                List.of());
        return Expansion.of(builder.build(), perform);
    }
}
