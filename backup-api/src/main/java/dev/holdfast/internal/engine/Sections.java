// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Link;
import dev.holdfast.operation.StepEvent;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Steps that hold the world still. All that their calls need is reserved, and all their intents are durable, before the
 * first is sent; each next one goes out the moment the one before allows it; the end of the hold is sent whatever
 * happens, also when the store cannot be reached. An interrupted section is never continued. Touched by the loop only.
 */
final class Sections {
    private final Engine engine;
    private final Map<String, Open> open = new TreeMap<>();

    private static final class Open {
        final List<LiveStep> members = new ArrayList<>();
        boolean broken;
        HostRuntime.@Nullable Timer deadline;

        /** The turn that does not end before nothing is held any more. */
        @Nullable
        Seat seat;

        void enter(@Nullable Seat turn) {
            seat = turn;
            if (turn != null) {
                turn.sections++;
            }
        }
    }

    Sections(Engine engine) {
        this.engine = engine;
    }

    private static String name(LiveStep step) {
        return step.run.id + "/" + step.node.section();
    }

    private static List<LiveStep> members(LiveStep step) {
        return List.copyOf(step.run.members.getOrDefault(step.node.section(), List.of()));
    }

    /** The first step of a section is ready: starts it if all of it has room. */
    void begin(LiveStep first, Desk desk) {
        List<LiveStep> members = members(first);
        List<LimitUse> all = new ArrayList<>();
        for (LiveStep member : members) {
            Primitive primitive = member.primitive();
            all.addAll(primitive.limits());
        }
        long now = engine.ticks();
        Limiter.Wait wait = desk.limiter.check(all, desk.lane, first.node.priority(), now, engine.wallMillis());
        if (wait != null) {
            desk.waitAt(first, wait);
            return;
        }
        Seat seat = engine.seats.seat(desk.lane);
        if (seat != null && seat.draining) {
            // Whoever has the lane next begins it.
            seat.missed = true;
            return;
        }
        Open section = new Open();
        section.members.addAll(members);
        section.enter(engine.seats.enter(first.home));
        List<Change> changes = new ArrayList<>();
        for (LiveStep member : members) {
            Primitive primitive = member.primitive();
            desk.take(member, primitive.limits());
            member.transition(StepEvent.INTEND, member.progress.intended(engine.now()));
            member.writing = true;
            changes.add(new Change.PutStep(engine.flow.row(member)));
        }
        engine.seats.fence(changes, first);
        open.put(name(first), section);
        engine.journal.write(new ChangeSet(changes), refused -> {
            members.forEach(member -> member.writing = false);
            if (refused != null && !engine.seats.alone()) {
                open.remove(name(first));
                members.forEach(engine::release);
                engine.follower.reload(first.run);
                return;
            }
            if (refused != null) {
                throw new IllegalStateException("The journal refused a section of " + first + ": " + refused.what());
            }
            if (engine.takeOver.lost(first)) {
                members.forEach(engine.takeOver::end);
            } else {
                started(first, section);
            }
        });
    }

    private void started(LiveStep first, Open section) {
        Section declared = first.run.sections.get(first.node.section());
        if (declared != null) {
            section.deadline = engine.seats.after(
                    engine.desk(first).lane, declared.deadline(), () -> interrupt(section, "its deadline passed"));
        }
        send(first);
    }

    private void send(LiveStep step) {
        if (engine.requests.resolved(step) != null) {
            engine.requests.call(step, engine.desk(step));
        }
    }

    /** A step was answered, or it is known that nobody knows: lets the next of its section go at once. */
    void answered(LiveStep step) {
        if (step.node.section() < 0) {
            return;
        }
        Open section = open.get(name(step));
        if (section == null) {
            if (step.ended() && members(step).stream().allMatch(LiveStep::ended)) {
                step.run.members.remove(step.node.section());
            }
            return;
        }
        if (step.state == StepState.UNKNOWN && !endsHold(step)) {
            // It may land only after the release.
            section.broken = true;
        }
        for (LiveStep member : section.members) {
            if (member.state == StepState.INTENDED && member.sends == 0 && !member.calling) {
                release(section, member);
            }
        }
        if (section.members.stream().filter(Sections::endsHold).allMatch(LiveStep::ended)) {
            released(section);
        }
        if (section.members.stream().allMatch(LiveStep::ended)) {
            released(section);
            open.remove(name(step));
            step.run.members.remove(step.node.section());
        }
    }

    /** Nothing is held any more: however long the work under the hold still takes, no deadline is missed. */
    private static void released(Open section) {
        if (section.deadline != null) {
            section.deadline.cancel();
        }
        Seat seat = section.seat;
        if (seat != null) {
            seat.sections--;
            Seats.leave(seat);
            section.seat = null;
        }
    }

    /** The lane is not ours any more; after a turn that ended in good order nothing is held there. */
    void forget(LiveStep step) {
        if (step.node.section() >= 0) {
            Open section = open.remove(name(step));
            if (section != null) {
                released(section);
            }
        }
    }

    private void release(Open section, LiveStep member) {
        boolean wait = false;
        boolean never = false;
        for (Link link : member.node.links()) {
            LiveStep before = member.run.steps.get(link.step());
            if (before == null || before.node.section() != member.node.section()) {
                continue;
            }
            boolean failed = before.state == StepState.FAILED
                    || before.state == StepState.UNKNOWN
                    || before.state == StepState.PARKED;
            switch (link.kind()) {
                case FINISHED -> {
                    wait |= before.state != StepState.SUCCEEDED;
                    never |= failed || section.broken;
                }
                case STARTED -> {
                    wait |= !before.answered();
                    never |= failed || section.broken;
                }
                case FAILED -> wait |= before.state != StepState.FAILED;
                case FINALLY -> wait |= !before.ended() && !failed && !section.broken;
                case ANSWERED -> wait |= !before.answered() && !before.ended() && !failed && !section.broken;
            }
        }
        if (never) {
            fail(member, "the section was interrupted before it was sent");
        } else if (!wait) {
            send(member);
        }
    }

    private void fail(LiveStep member, String why) {
        Runnable write = () ->
                engine.requests.fail(member, Failure.of(FailureKind.TRANSIENT, "Cannot do " + member.node.name(), why));
        if (member.writing) {
            member.afterWrite = write;
        } else {
            write.run();
        }
    }

    private void interrupt(Open section, String why) {
        if (section.broken) {
            return;
        }
        section.broken = true;
        for (LiveStep member : List.copyOf(section.members)) {
            if (member.state == StepState.INTENDED && member.sends == 0) {
                release(section, member);
            } else if (member.state == StepState.INTENDED && !member.calling && beginsHold(member)) {
                fail(member, "the section was interrupted before it was accepted");
            }
        }
        section.members.stream().findFirst().ifPresent(step -> engine.outbox.waiting(step, "interrupted: " + why));
    }

    /** After a restart: ends the hold first; what was sent is only looked for, never sent again. */
    void resume(LiveStep step) {
        Open section = open.get(name(step));
        if (section == null) {
            section = new Open();
            section.broken = true;
            section.members.addAll(members(step));
            section.enter(engine.seats.enter(step.home));
            open.put(name(step), section);
        }
        if (endsHold(step)) {
            step.state = StepState.INTENDED;
            send(step);
        } else {
            engine.settling.resumed(step, engine.desk(step));
        }
    }

    /** Whether it begins a hold: it is never sent a second time, since the release may have come before. */
    static boolean beginsHold(LiveStep step) {
        return step.node.section() >= 0 && !endsHold(step) && step.makesNothing;
    }

    static boolean endsHold(LiveStep step) {
        return step.node.section() >= 0
                && step.node.links().stream()
                        .anyMatch(link -> link.kind() == Edge.Kind.ANSWERED || link.kind() == Edge.Kind.FINALLY);
    }

    /** What a step gave, with the hold denied if it was not continuous, and its length where the guest does not tell it. */
    Payload.Fields honest(LiveStep step, Payload.Fields outputs) {
        Open section = step.node.section() < 0 ? null : open.get(name(step));
        if (section == null || outputs.get(Outputs.HELD) == null) {
            return outputs;
        } else if (section.broken) {
            return outputs.with(Outputs.HELD, Payload.of(false));
        } else if (outputs.get(Outputs.HELD_MILLIS) != null) {
            return outputs;
        }
        long began = section.members.stream()
                .filter(member -> beginsHold(member) && member.sends > 0)
                .mapToLong(member -> member.firstSent)
                .min()
                .orElse(engine.ticks());
        return outputs.with(Outputs.HELD_MILLIS, (engine.ticks() - began) / 1_000_000);
    }
}
