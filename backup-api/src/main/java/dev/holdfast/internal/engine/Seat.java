// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.spi.Cluster;
import dev.holdfast.spi.HostRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A lane that is this host's for one turn. Touched by the loop only, but for {@link #lasts}. */
final class Seat {
    private final HostRuntime runtime;
    final String lane;
    final Cluster.Turn turn;
    final long beganAt;

    /** The version of the lane's record that every write of this turn is conditional on. */
    long record;

    /** What the turn before left. */
    LaneNotes before = LaneNotes.NONE;

    /** What the store held of it at the start. */
    Turns.@Nullable Found found;

    /** When the twin watch has looked through it last; {@code null} if it watches nothing here. */
    @Nullable
    Instant twinsAt;

    /** All that was written before is known: the lane is worked in. */
    boolean open;

    /** Nothing new is begun: it ends when what is under way is over. */
    boolean draining;

    /** It is over: whatever still comes for it is let be. */
    volatile boolean over;

    /** Writes, reads of the store, sections and host actions under way: it does not end before them. */
    int busy;

    /** Sections that hold something: until nothing is held, the turn goes on as if it had just begun. */
    int sections;

    /** Host actions under way: it begins new things beside them however long they take. */
    int locals;

    /** Its own thread did not come back from a call in time. */
    boolean stuck;

    /** Something was not begun because it is draining. */
    boolean missed;

    private final TreeSet<Due> due =
            new TreeSet<>(Comparator.<Due>comparingLong(each -> each.at).thenComparingLong(each -> each.number));
    private long number;

    Seat(HostRuntime runtime, Cluster.Turn turn) {
        this.runtime = runtime;
        this.turn = turn;
        this.lane = turn.lane();
        this.beganAt = runtime.ticks();
    }

    private record Due(long at, long number) {}

    /** Sets a timer that does nothing once the turn is over. */
    HostRuntime.Timer after(Duration delay, Runnable event) {
        Due mine = new Due(runtime.ticks() + Math.max(0, delay.toNanos()), number++);
        due.add(mine);
        HostRuntime.Timer timer = runtime.after(delay, () -> {
            due.remove(mine);
            if (!over) {
                event.run();
            }
        });
        return () -> {
            due.remove(mine);
            timer.cancel();
        };
    }

    /** In how many nanoseconds the next timer is due; the largest number if none is. */
    long nextDue() {
        if (missed) {
            return 0;
        }
        return due.isEmpty() ? Long.MAX_VALUE : due.first().at() - runtime.ticks();
    }

    /** Whether nobody else gets the lane within some time. From any thread. */
    boolean lasts(Duration time) {
        return !over && turn.lasts(time);
    }

    @Override
    public String toString() {
        return "turn " + turn.number() + " of " + lane;
    }
}
