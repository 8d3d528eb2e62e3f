// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * How hosts that share a {@link Store} take turns. What clouds limit by, a lane, is worked in by one host at a time; work
 * without a request lies in lanes too, named {@code work/0}, {@code work/1} and so on. A turn hands a lane to a host for a
 * while; between turns it is nobody's, and whoever is free takes it when it is due.
 *
 * <p>Which lanes there are follows from {@link ChangeSet.Change.Wake}: a lane that was never woken has no turns. A woken
 * lane gets a turn soon; a lane that is woken while it has a turn gets another one soon after.
 *
 * <p>A cluster promises that turns of a lane do not overlap as long as hosts keep to their leases; what a host writes is
 * conditional on its turn all the same, by {@link ChangeSet.Change.RequireTurn}.
 */
public interface Cluster {
    /**
     * Begins to hand turns to a host. Called once, when the host can work.
     *
     * @param host who works
     */
    void join(Host host);

    /**
     * Hands out no further turns, and asks for those that are out to be ended. Returns when all have ended, or when time
     * is up: then the lanes are free when their leases end.
     *
     * @param atMost how long to wait
     */
    void leave(Duration atMost);

    /** A host that works in lanes. */
    interface Host {
        /**
         * Takes a turn. Returns at once; the turn lasts until it is ended.
         *
         * @param turn the turn
         */
        void begin(Turn turn);

        /** Ends its turns as soon as what is under way in them is over. */
        void drain();
    }

    /** A lane in the hands of one host. Safe for use by several threads. */
    interface Turn {
        /**
         * Which lane.
         *
         * @return its name
         */
        String lane();

        /**
         * A number that rises with every turn of the lane, on whichever host.
         *
         * @return the number
         */
        long number();

        /**
         * Whether nobody else gets this lane before some time has passed, whatever happens to this host from now on.
         *
         * @param time how long
         * @return true if so
         */
        boolean lasts(Duration time);

        /**
         * A thread of this turn's own that makes calls of its lane, one after the other, as long as the turn lasts.
         *
         * @return where calls of the lane are run
         */
        Executor calls();

        /**
         * Ends the turn.
         *
         * @param next when the lane is due again, unless it is woken before
         */
        void end(Instant next);
    }
}
