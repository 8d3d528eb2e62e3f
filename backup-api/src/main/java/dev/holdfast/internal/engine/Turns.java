// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.operation.StepState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.Cluster;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of this host, where hosts share a store. A turn begins by raising the lane's record, which puts an end to all
 * writes of the turn before, and by reading what has changed since; then the lane goes on from rows, as after a restart,
 * with what the turn before has left. It ends when nothing is under way and nothing is due soon, or after a while; what
 * the next one needs is left in the lane's record. Touched by the loop only, but for {@link Cluster.Host}.
 */
final class Turns implements Cluster.Host {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    /** After so long a turn begins nothing new, so that others get theirs. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    /** What is due within this is waited for. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** A lease that is shorter is not to be had for long: nothing new is begun under it. */
    private static final Duration LEAST = Duration.ofSeconds(5);

    private static final Duration CHECK = Duration.ofMillis(200);

    /** A lane with steps gets its next turn after so long at the latest, whatever they wait for. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    /** A lane without steps sleeps until it is woken; this is for a wake that a crash has lost. */
    private static final Duration EMPTY = Duration.ofMinutes(10);

    private final Engine engine;
    private final Handover handover;

    /** Turns that were handed out and have not been ended. */
    private final Set<Cluster.Turn> out = new LinkedHashSet<>();

    private boolean drained;

    Turns(Engine engine) {
        this.engine = engine;
        this.handover = new Handover(engine);
    }

    @Override
    public void begin(Cluster.Turn turn) {
        engine.config.runtime().post(() -> take(turn));
    }

    @Override
    public void drain() {
        engine.config.runtime().post(() -> {
            drained = true;
            engine.seats.held().forEach(seat -> seat.draining = true);
            engine.seats.held().forEach(this::check);
        });
    }

    // ------------------------------------------------------------------ begin

    /**
     * What the store holds of a lane beside its steps.
     *
     * @param lane its record
     * @param watched whether the twin watch has entries in it
     * @param owed all that is owed, in whatever lane
     */
    record Found(Optional<RecordRow> lane, boolean watched, List<RecordRow> owed) {
        static Found in(Store store, String lane) {
            return new Found(
                    store.record(RecordRow.Kind.LANE, lane),
                    !store.records(RecordRow.Kind.WATCH, lane, null, 1).isEmpty(),
                    store.records(RecordRow.Kind.OBLIGATION, null, null, Integer.MAX_VALUE));
        }
    }

    private void take(Cluster.Turn turn) {
        out.add(turn);
        if (drained || engine.stopping()) {
            end(turn, Duration.ZERO);
            return;
        }
        Seat seat = new Seat(engine.config.runtime(), turn);
        engine.journal.read(() -> Found.in(engine.config.store(), turn.lane()), (found, failure) -> {
            if (found == null) {
                LOG.warn("The store could not be read for {}", seat, failure);
                end(turn, SOON);
                return;
            }
            Optional<RecordRow> row = found.lane();
            seat.found = found;
            seat.before = LaneNotes.of(row);
            if (!turn.lasts(LEAST)) {
                // This host was held up: a later turn may have begun.
                end(turn, IDLE);
                return;
            }
            raise(seat, row.map(RecordRow::version).orElse(0L) + 1);
        });
    }

    private void raise(Seat seat, long version) {
        seat.record = version;
        LaneNotes notes = new LaneNotes(
                seat.turn.number(), engine.config.host(), null, seat.before.limits(), Map.of(), seat.before.twinsAt());
        engine.journal.write(ChangeSet.of(new Change.PutRecord(notes.row(seat.lane, version))), refused -> {
            if (refused != null || engine.seats.seat(seat.lane) != null) {
                end(seat.turn, SOON);
                return;
            }
            engine.seats.put(seat);
            engine.follower.catchUp(() -> open(seat));
        });
    }

    private void open(Seat seat) {
        if (seat.over) {
            return;
        }
        seat.open = true;
        LOG.debug("Host {} begins {}", engine.config.host(), seat);
        handover.resume(seat);
        engine.config.runtime().after(CHECK, () -> again(seat));
    }

    private void again(Seat seat) {
        check(seat);
        if (!seat.over) {
            engine.config.runtime().after(CHECK, () -> again(seat));
        }
    }

    // ------------------------------------------------------------------ end

    private void check(Seat seat) {
        if (seat.over || !seat.open) {
            return;
        }
        boolean longEnough = engine.ticks() - seat.beganAt > LONGEST.toNanos();
        if ((longEnough && seat.locals == 0) || !seat.turn.lasts(LEAST) || drained || engine.stopping()) {
            seat.draining = true;
        }
        boolean quiet = seat.busy == 0 && engine.calls.idle(seat.lane);
        boolean nothingSoon = seat.nextDue() > SOON.toNanos();
        if (quiet && (seat.draining || nothingSoon)) {
            end(seat);
        }
    }

    private void end(Seat seat) {
        Instant now = engine.now();
        long due = seat.nextDue();
        boolean empty = engine.seats.steps(seat.lane).stream().allMatch(step -> step.state == StepState.PARKED)
                && seat.twinsAt == null;
        Duration most = empty ? EMPTY : IDLE;
        Duration wait = due < most.toNanos() ? Duration.ofNanos(Math.max(0, due)) : most;
        LaneNotes notes = new LaneNotes(
                seat.turn.number(),
                engine.config.host(),
                now,
                handover.limits(seat),
                handover.notes(seat),
                seat.twinsAt);
        forget(seat);
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.PutRecord(notes.row(seat.lane, seat.record + 1)));
        LOG.debug("Host {} ends {}; it is due again in {}", engine.config.host(), seat, wait);
        engine.journal.write(new ChangeSet(changes), refused -> end(seat.turn, wait));
    }

    /** The turn is over without an end of its own: another has begun. */
    void lost(String lane) {
        Seat seat = engine.seats.seat(lane);
        if (seat != null) {
            LOG.warn("Host {} has lost {}: another turn has begun", engine.config.host(), seat);
            forget(seat);
            end(seat.turn, IDLE);
        }
    }

    private void forget(Seat seat) {
        seat.over = true;
        engine.seats.remove(seat);
        handover.forget(seat);
    }

    /** All turns end at once, with nothing more written: another owner has the store. */
    void abandon() {
        drained = true;
        for (Seat seat : engine.seats.held()) {
            forget(seat);
        }
        // Also those that had not begun, or not quite ended: nobody hears of their writes any more.
        List.copyOf(out).forEach(turn -> end(turn, IDLE));
    }

    private void end(Cluster.Turn turn, Duration wait) {
        if (out.remove(turn)) {
            turn.end(engine.now().plus(wait));
        }
    }
}
