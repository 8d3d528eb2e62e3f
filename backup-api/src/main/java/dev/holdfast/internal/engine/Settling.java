// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.StepEvent;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One rule per repeat class: what is done before a first send, and after an outcome that is not known. See the table in
 * {@code docs/architecture.md}. Touched by the loop only.
 */
final class Settling {
    /** Looks that must find nothing before a marked thing, or a job, counts as not made. */
    static final int LEAST_LOOKS = 3;

    private static final Duration BUSY_WAIT = Duration.ofSeconds(15);
    private static final Duration SHORTEST = Duration.ofMillis(200);

    private final Engine engine;

    Settling(Engine engine) {
        this.engine = engine;
    }

    // ------------------------------------------------------------------ not known

    /** A call got no answer that tells whether it had an effect. */
    void unknown(LiveStep step, Desk desk, Throwable fault) {
        Primitive primitive = step.primitive();
        step.state = StepState.UNKNOWN;
        step.unseen = true;
        step.looks = 0;
        step.faults++;
        step.taken = fault instanceof CallFailure refused && refused.kind() == FailureKind.TAKEN;
        if (fault instanceof CallFailure failure && failure.kind() == FailureKind.UNRECOGNISED && step.faults > 1) {
            engine.requests.park(step, Requests.failure(step, failure));
            return;
        }
        settle(step, desk, primitive, fault);
    }

    /** After a restart: what was intended may have been sent, and may even arrive only now. */
    void resumed(LiveStep step, Desk desk) {
        Primitive primitive = engine.requests.resolved(step);
        if (primitive == null) {
            return;
        }
        step.state = StepState.UNKNOWN;
        step.unseen = true;
        step.looks = 0;
        Instant elsewhere = step.progress.elsewhere();
        if (elsewhere == null) {
            step.lastSent = engine.ticks() + primitive.deadline().toNanos();
            settle(step, desk, primitive, new IllegalStateException("the host was restarted"));
        } else {
            step.lastSent = ticksAt(elsewhere);
            look(step, engine.desk(primitive.watchLane()));
        }
    }

    /** In the next turn of its lane: as the turn before has left it. */
    void resumed(LiveStep step, Desk desk, LaneNotes.Note note) {
        Primitive primitive = engine.requests.resolved(step);
        if (primitive == null) {
            return;
        }
        Instant sentAt = note.sentAt();
        step.unseen = note.unseen();
        step.taken = note.taken();
        step.vanished = note.vanished();
        Duration wait = left(note);
        if (sentAt == null) {
            engine.seats.after(step, wait, () -> desk.add(step));
            return;
        }
        step.state = StepState.UNKNOWN;
        step.looks = note.looks();
        step.lastSent = ticksAt(sentAt);
        boolean repeats = primitive.repeat() == RepeatClass.TOKEN && step.looks == 0 && !step.vanished;
        if (repeats && step.progress.elsewhere() == null && withinHorizon(step, primitive)) {
            engine.seats.after(step, wait, () -> sendAgain(step, List.of()));
        } else {
            Desk where = step.vanished ? desk : lookingDesk(desk, primitive);
            engine.seats.after(step, wait, () -> look(step, where));
        }
    }

    /** How long a step still waits that waited when the turn before ended. */
    Duration left(LaneNotes.Note note) {
        Instant due = note.due();
        return due == null || !engine.now().isBefore(due) ? Duration.ZERO : Duration.between(engine.now(), due);
    }

    /** What the next turn must know of a step whose intent is written. */
    LaneNotes.Note note(LiveStep step) {
        Instant due = step.dueAt > engine.ticks() ? wallAt(step.dueAt) : null;
        if (step.state != StepState.UNKNOWN) {
            return new LaneNotes.Note(step.generation, null, due, 0, step.unseen, false, false);
        }
        return new LaneNotes.Note(
                step.generation, wallAt(step.lastSent), due, step.looks, step.unseen, step.taken, step.vanished);
    }

    private long ticksAt(Instant wall) {
        return engine.ticks() + Duration.between(engine.now(), wall).toNanos();
    }

    private Instant wallAt(long ticks) {
        return engine.now().plusNanos(ticks - engine.ticks());
    }

    /** It is looked for in a lane that is not ours now: whoever has that lane goes on. */
    private void handOver(LiveStep step) {
        Instant sentAt = wallAt(step.lastSent);
        step.state = StepState.INTENDED;
        engine.flow.rewrite(step, step.progress.lookedForElsewhere(sentAt));
    }

    /** The lane it was called in is lost: what became of it shows where its work is watched. */
    void elsewhere(LiveStep step) {
        Primitive primitive = step.primitive();
        step.state = StepState.UNKNOWN;
        step.looks = 0;
        step.lastSent = Math.max(step.lastSent, engine.ticks());
        if (engine.seats.mine(primitive.watchLane())) {
            look(step, engine.desk(primitive.watchLane()));
        } else {
            handOver(step);
        }
    }

    /** What a step had begun is not shown any more. */
    void vanished(LiveStep step, Desk desk) {
        step.state = StepState.UNKNOWN;
        step.vanished = true;
        step.looks = 0;
        step.lastSent = engine.ticks();
        look(step, desk);
    }

    private void settle(LiveStep step, Desk desk, Primitive primitive, Throwable fault) {
        Duration wait = engine.backoff.next(step, desk.lane, primitive.type(), fault, null);
        if (wait == null) {
            wait = Duration.ofMinutes(1);
        }
        RepeatClass repeat = primitive.repeat();
        if (Sections.beginsHold(step)) {
            engine.requests.fail(
                    step,
                    new Failure(
                            FailureKind.TRANSIENT,
                            "Cannot tell whether this holds: " + primitive,
                            fault.getMessage() + "; it is released, and nothing is made under it",
                            "nothing; the hold begins anew, or the point is taken without it"));
        } else if (repeat == RepeatClass.ONCE) {
            engine.requests.park(
                    step,
                    new Failure(
                            FailureKind.UNRECOGNISED,
                            "Cannot tell whether this happened: " + primitive,
                            fault.getMessage() + "; it may not be repeated",
                            "find out in the guest or the cloud, then retry, adopt or skip the step"));
        } else if (repeat == RepeatClass.TOKEN
                && !step.taken
                && !engine.takeOver.lost(step)
                && withinHorizon(step, primitive)) {
            engine.seats.after(step, wait, () -> sendAgain(step, List.of()));
        } else {
            Desk where = lookingDesk(desk, primitive);
            if (engine.seats.mine(where.lane)) {
                engine.seats.after(step, wait, () -> look(step, where));
            } else {
                handOver(step);
            }
        }
    }

    /** A token's effect shows where its work is watched; everything else where it was called. */
    private Desk lookingDesk(Desk desk, Primitive primitive) {
        return primitive.repeat() == RepeatClass.TOKEN || primitive.repeat() == RepeatClass.MARKED
                ? engine.desk(primitive.watchLane())
                : desk;
    }

    private boolean withinHorizon(LiveStep step, Primitive primitive) {
        return step.progress.intendedAt() != null
                && engine.now().isBefore(step.progress.intendedAt().plus(primitive.tokenHorizon()));
    }

    private void look(LiveStep step, Desk desk) {
        if (step.state == StepState.UNKNOWN && !step.calling && !step.writing && engine.seats.mine(step)) {
            engine.looks.add(step, desk);
        }
    }

    /** The same call under the same key once more. */
    private void sendAgain(LiveStep step, List<Change> more) {
        if (step.state != StepState.UNKNOWN || step.calling || step.writing) {
            return;
        }
        Primitive primitive = step.primitive();
        if (engine.takeOver.lost(step)) {
            engine.takeOver.giveUp(step, engine.twins.watch(step));
            return;
        }
        Desk callDesk = engine.desk(primitive.lane());
        if (more.isEmpty() && step.progress.elsewhere() == null) {
            // The stored state is INTENDED already: nothing new to write.
            step.state = StepState.INTENDED;
            resend(step, callDesk);
        } else {
            engine.flow.write(
                    step,
                    StepEvent.SEND_AGAIN,
                    step.progress.lookedForElsewhere(null),
                    more,
                    () -> resend(step, callDesk));
        }
    }

    private void resend(LiveStep step, Desk desk) {
        step.looks = 0;
        desk.add(step);
    }

    // ------------------------------------------------------------------ seen

    /** What a look showed for a step: before its first send (PENDING), or to settle it (UNKNOWN). */
    void seen(LiveStep step, Desk desk, List<Sighting> sightings, boolean complete) {
        if (step.writing || (step.state != StepState.PENDING && step.state != StepState.UNKNOWN)) {
            return;
        }
        step.looks++;
        List<Sighting.Ours> ours = joined(sightings);
        if (!ours.isEmpty()) {
            adopt(step, desk, ours, complete);
            return;
        }
        for (Sighting sighting : sightings) {
            if (sighting instanceof Sighting.Foreign foreign) {
                fail(step, FailureKind.TAKEN, "its name belongs to " + foreign.what());
                return;
            } else if (sighting instanceof Sighting.Busy busy) {
                wait(step, desk, busy);
                return;
            } else if (sighting instanceof Sighting.Unmet unmet) {
                unmet(step, unmet);
                return;
            } else if (sighting instanceof Sighting.Gone gone) {
                fail(step, FailureKind.GONE, gone.what() + " does not exist");
                return;
            } else if (sighting instanceof Sighting.Clear clear) {
                step.seen = clear.seen();
            }
        }
        nothing(step, desk, complete);
    }

    /** Parts of one set, spread over pages, put together. */
    static List<Sighting.Ours> joined(List<Sighting> sightings) {
        Map<String, Sighting.Ours> byId = new TreeMap<>();
        for (Sighting sighting : sightings) {
            if (sighting instanceof Sighting.Ours mine) {
                byId.merge(mine.cloudId(), mine, Settling::joined);
            }
        }
        return new ArrayList<>(byId.values());
    }

    private static Sighting.Ours joined(Sighting.Ours one, Sighting.Ours two) {
        List<Member> members = new ArrayList<>(one.members());
        members.addAll(two.members());
        return new Sighting.Ours(
                one.key(), one.cloudId(), one.task() == null ? two.task() : one.task(), one.outputs(), members);
    }

    private void nothing(LiveStep step, Desk desk, boolean complete) {
        if (step.state == StepState.PENDING) {
            if (complete) {
                desk.add(step);
            } else {
                step.looks = 0;
                desk.addAfter(step, BUSY_WAIT);
            }
            return;
        }
        Primitive primitive = step.primitive();
        ReadProfile profile = desk.provider.finding(primitive);
        RepeatClass repeat = primitive.repeat();
        boolean oneLookIsEnough =
                repeat == RepeatClass.NAMED || repeat == RepeatClass.GOAL || repeat == RepeatClass.GUARDED;
        long bound = step.lastSent + profile.visibility().toNanos();
        boolean over = engine.ticks() >= bound && step.looks >= LEAST_LOOKS;
        if (complete && step.taken && over) {
            fail(step, FailureKind.TAKEN, "the cloud calls its token or name taken, and shows nothing of ours there");
            return;
        }
        if (complete && step.vanished && over) {
            Failure gone = Failure.of(
                    FailureKind.GONE, "Cannot do " + step.primitive(), "what it had begun is not there any more");
            engine.flow.write(
                    step,
                    StepEvent.FAIL,
                    step.progress.failed(engine.now(), gone, List.of()),
                    engine.twins.watch(step));
            return;
        }
        if (complete && !step.vanished && !step.taken && (oneLookIsEnough || over)) {
            sendAgain(step, engine.twins.watch(step));
            return;
        }
        long left = Math.max(0, bound - engine.ticks());
        Duration pause = Duration.ofNanos(left / Math.max(1, LEAST_LOOKS - step.looks));
        Duration least = profile.leastInterval().compareTo(SHORTEST) > 0 ? profile.leastInterval() : SHORTEST;
        engine.seats.after(step, pause.compareTo(least) > 0 ? pause : least, () -> look(step, desk));
    }

    private void wait(LiveStep step, Desk desk, Sighting.Busy busy) {
        engine.outbox.waiting(step, busy.what());
        step.looks = 0;
        if (step.state == StepState.PENDING) {
            desk.addAfter(step, BUSY_WAIT);
        } else {
            engine.seats.after(step, BUSY_WAIT, () -> look(step, desk));
        }
    }

    private void unmet(LiveStep step, Sighting.Unmet unmet) {
        Primitive primitive = step.primitive();
        String why =
                unmet.expectation().property() + " of " + unmet.expectation().subject() + " is " + unmet.found()
                        + ", not " + unmet.expectation().value();
        boolean guardGone = unmet.expectation().kind() == Expectation.Kind.GUARD && step.state == StepState.UNKNOWN;
        if (guardGone) {
            engine.requests.park(step, Failure.of(FailureKind.STALE, "Cannot repeat " + primitive, why));
        } else {
            fail(step, FailureKind.STALE, why);
        }
    }

    // ------------------------------------------------------------------ adopt

    private void adopt(LiveStep step, Desk desk, List<Sighting.Ours> ours, boolean complete) {
        Primitive primitive = step.primitive();
        Sighting.Ours chosen = ours.stream()
                .filter(each -> whole(primitive, each))
                .min(Comparator.comparing(Sighting.Ours::cloudId))
                .orElse(null);
        if (chosen == null) {
            partial(step, desk, primitive, ours, complete);
            return;
        }
        List<Change> more = ours.size() > 1 ? engine.twins.watch(step) : List.of();
        engine.backoff.clear(step);
        if (chosen.task() == null) {
            engine.requests.succeed(step, chosen.outputs(), chosen.members(), more);
        } else {
            StepEvent event = step.state == StepState.PENDING ? StepEvent.START : StepEvent.ADOPT_STARTED;
            StepProgress base =
                    step.progress.intendedAt() == null ? step.progress.intended(engine.now()) : step.progress;
            engine.flow.write(
                    step, event, base.answered(engine.now(), chosen.task()), more, () -> engine.watch.add(step));
        }
        engine.sections.answered(step);
    }

    private static boolean whole(Primitive primitive, Sighting.Ours ours) {
        if (primitive.expected().isEmpty()) {
            return true;
        }
        Set<String> found = new TreeSet<>();
        ours.members().stream().map(Member::subject).forEach(found::add);
        return found.equals(new TreeSet<>(primitive.expected()));
    }

    /** Only a part of a set is seen: the rest may come into view; past the bound it is debris. */
    private void partial(LiveStep step, Desk desk, Primitive primitive, List<Sighting.Ours> ours, boolean complete) {
        ReadProfile profile = desk.provider.finding(primitive);
        boolean over = engine.ticks() >= step.lastSent + profile.visibility().toNanos()
                && step.looks >= LEAST_LOOKS
                && complete;
        if (!over) {
            Duration least = profile.leastInterval().compareTo(SHORTEST) > 0 ? profile.leastInterval() : SHORTEST;
            engine.seats.after(step, least, () -> {
                if (step.state == StepState.PENDING) {
                    desk.add(step);
                } else {
                    look(step, desk);
                }
            });
            return;
        }
        List<LeftBehind> left = new ArrayList<>();
        for (Sighting.Ours each : ours) {
            for (Member member : each.members()) {
                if (member.cloudId() != null) {
                    left.add(new LeftBehind(primitive.watchLane(), single(primitive.product()), member.cloudId()));
                }
            }
        }
        Failure why = Failure.of(
                FailureKind.TRANSIENT,
                "Cannot complete " + primitive,
                "only a part of its members was made; that part is cleaned up");
        // What was not seen by now may still come into view.
        engine.flow.write(
                step, StepEvent.FAIL, step.progress.failed(engine.now(), why, left), engine.twins.watch(step));
    }

    private static ProductKind single(ProductKind kind) {
        return switch (kind) {
            case SNAPSHOT_SET -> ProductKind.SNAPSHOT;
            case MACHINES -> ProductKind.MACHINE;
            default -> kind;
        };
    }

    private void fail(LiveStep step, FailureKind kind, String why) {
        Primitive primitive = step.primitive();
        engine.requests.fail(step, Failure.of(kind, "Cannot do " + primitive, why));
    }
}
