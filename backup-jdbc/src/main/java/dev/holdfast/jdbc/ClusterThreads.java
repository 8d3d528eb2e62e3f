// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The threads that db-scheduler works on: one for each turn, one that polls, one for heartbeats. All are daemons. */
final class ClusterThreads {
    private ClusterThreads() {}

    static ExecutorService turns(int atMost) {
        return new TurnThreads(atMost);
    }

    static ExecutorService due() {
        return Executors.newSingleThreadExecutor(daemons("holdfast-due"));
    }

    /**
     * One thread for heartbeats and for the look for stopped hosts.
     *
     * @param before asked before each round; where it says no, the round is left out
     * @param after called after each round
     */
    static ScheduledExecutorService rounds(BooleanSupplier before, Runnable after) {
        return new Rounds(before, after);
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private static final class TurnThreads extends ThreadPoolExecutor {
        TurnThreads(int atMost) {
            super(atMost, atMost, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), daemons("holdfast-turn"));
            allowCoreThreadTimeOut(true);
        }

        /** Interrupts nobody: db-scheduler would cut calls that are under way when a host leaves in a hurry. */
        @Override
        public List<Runnable> shutdownNow() {
            shutdown();
            return List.of();
        }
    }

    private static final class Rounds extends ScheduledThreadPoolExecutor {
        private final BooleanSupplier before;
        private final Runnable after;

        Rounds(BooleanSupplier before, Runnable after) {
            super(1, daemons("holdfast-heartbeat"));
            this.before = before;
            this.after = after;
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable round, long first, long pause, TimeUnit unit) {
            return super.scheduleWithFixedDelay(
                    () -> {
                        if (before.getAsBoolean()) {
                            round.run();
                            after.run();
                        }
                    },
                    first,
                    pause,
                    unit);
        }
    }
}
