// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import com.github.kagkarlsson.scheduler.HeartbeatState;
import dev.holdfast.spi.Cluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A turn of a lane: the thread that db-scheduler runs its execution on, and the lease that its heartbeats renew. */
final class LaneTurn implements Cluster.Turn, Executor {
    private static final Logger LOG = LoggerFactory.getLogger(LaneTurn.class);

    private final String lane;
    private final long number;
    private final Lease lease;
    private final Object lock = new Object();
    private final Deque<Runnable> calls = new ArrayDeque<>();
    private @Nullable Instant next;
    private boolean over;

    LaneTurn(String lane, long number, Lease lease) {
        this.lane = lane;
        this.number = number;
        this.lease = lease;
    }

    /**
     * How long nobody else gets the lane. Others take it when the last heartbeat that the database has is older, by the
     * database's clock, than the length of the lease; so the lease goes by that clock too.
     */
    static final class Lease {
        private final StoreTime time;
        private final HeartbeatState heartbeats;
        private final Duration length;
        private final Duration margin;
        private final Duration late;
        private volatile Instant renewed;

        /**
         * The lease that comes with being picked.
         *
         * @param time the database's clock
         * @param heartbeats what db-scheduler knows of the heartbeats it has written
         * @param picked what was written as the first heartbeat
         * @param length after how long without a heartbeat others take the lane
         * @param margin what is left of that for clocks and statements on their way
         */
        Lease(StoreTime time, HeartbeatState heartbeats, Instant picked, Duration length, Duration margin) {
            this.time = time;
            this.heartbeats = heartbeats;
            this.length = length;
            this.margin = margin;
            renewed = picked;
            // What db-scheduler takes for the first heartbeat is when its thread began, a little after the pick.
            late = Duration.between(picked, time.now());
        }

        /**
         * Looks whether there was a heartbeat. db-scheduler says only how much of the length of a lease has passed since
         * the last one that was written, by our clock, to the millisecond: what comes out here is never later than what
         * was written. Called on the thread that writes them.
         */
        void look() {
            Instant before = time.now();
            double fraction = heartbeats.getFractionDead();
            Duration age = Duration.ofMillis((long) Math.ceil(fraction * length.toMillis()) + 1);
            Instant last = before.minus(age).minus(late);
            if (last.isAfter(renewed)) {
                renewed = last;
            }
        }

        boolean lasts(Duration atLeast) {
            Duration left =
                    Duration.between(time.latest(), renewed.plus(length)).minus(margin);
            return left.compareTo(atLeast) >= 0;
        }
    }

    @Override
    public String lane() {
        return lane;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public boolean lasts(Duration atLeast) {
        synchronized (lock) {
            if (over) {
                return false;
            }
        }
        return lease.lasts(atLeast);
    }

    @Override
    public Executor calls() {
        return this;
    }

    @Override
    public void execute(Runnable call) {
        synchronized (lock) {
            if (over) {
                throw new RejectedExecutionException("Turn " + number + " of " + lane + " is over");
            }
            calls.add(call);
            lock.notifyAll();
        }
    }

    @Override
    public void end(Instant due) {
        synchronized (lock) {
            if (!over) {
                over = true;
                next = due;
                lock.notifyAll();
            }
        }
    }

    /** Ends the turn without giving the lane back: it is free when the lease ends. */
    void abandon() {
        synchronized (lock) {
            over = true;
            lock.notifyAll();
        }
    }

    /** Sees whether the lease was renewed. */
    void look() {
        lease.look();
    }

    /**
     * Makes the turn's calls until it is over and all are made.
     *
     * @return when the lane is due again, by the host's clock; {@code null} if it is not given back
     */
    @Nullable
    Instant makeCalls() {
        for (Runnable call = take(); call != null; call = take()) {
            try {
                call.run();
            } catch (Throwable e) {
                LOG.error("A call in turn {} of {} failed; the turn goes on", number, lane, e);
            }
        }
        synchronized (lock) {
            return next;
        }
    }

    private @Nullable Runnable take() {
        synchronized (lock) {
            // What interrupted the last call is not meant for the next one, nor for the database.
            boolean interrupted = Thread.interrupted();
            while (calls.isEmpty() && !over) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                LOG.debug("A call in turn {} of {} was interrupted", number, lane);
            }
            return calls.poll();
        }
    }
}
