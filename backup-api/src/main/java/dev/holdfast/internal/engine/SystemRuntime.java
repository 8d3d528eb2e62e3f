// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.HostRuntime;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime on the system's clock: one loop, one thread for the store, at most {@link Calls#WORKERS} for calls, one
 * for local work and one for listeners: 16 daemon threads at any number of tasks and lanes. The only class that reads
 * the system's clock and draws its chance.
 */
public final class SystemRuntime implements HostRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(SystemRuntime.class);

    private final Clock clock = Clock.systemUTC();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final ExecutorService calls;
    private final ExecutorService store;
    private final ExecutorService local;
    private final ExecutorService listeners;
    private final Thread loop;
    private long sequence;
    private boolean closed;

    /**
     * Starts the loop.
     *
     * @param name what threads are named after
     */
    public SystemRuntime(String name) {
        this(name, Calls.WORKERS);
    }

    private SystemRuntime(String name, int callers) {
        calls = Executors.newFixedThreadPool(callers, daemons(name + "-call"));
        store = Executors.newSingleThreadExecutor(daemons(name + "-store"));
        local = Executors.newSingleThreadExecutor(daemons(name + "-local"));
        listeners = Executors.newSingleThreadExecutor(daemons(name + "-listener"));
        loop = daemons(name + "-loop").newThread(this::loop);
        loop.start();
    }

    /**
     * Starts the loop.
     *
     * @param name what threads are named after
     * @param turns whether hosts take turns: then most calls are made on the threads of turns, and 2 threads are enough
     * @return the runtime
     */
    public static SystemRuntime named(String name, boolean turns) {
        return new SystemRuntime(name, turns ? Calls.SPARE : Calls.WORKERS);
    }

    /**
     * A seed that no other host draws.
     *
     * @return a number from the system's secure random
     */
    public static long freshSeed() {
        return new SecureRandom().nextLong();
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private static final class Event implements Comparable<Event>, Timer {
        final long due;
        final long order;
        final Runnable work;
        volatile boolean cancelled;

        Event(long due, long order, Runnable work) {
            this.due = due;
            this.order = order;
            this.work = work;
        }

        @Override
        public int compareTo(Event other) {
            int byDue = Long.signum(due - other.due);
            return byDue != 0 ? byDue : Long.compare(order, other.order);
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    @Override
    public InstantSource wall() {
        return clock;
    }

    @Override
    public long ticks() {
        return System.nanoTime();
    }

    @Override
    public void post(Runnable event) {
        enqueue(0, event);
    }

    @Override
    public Timer after(Duration delay, Runnable event) {
        return enqueue(delay.toNanos(), event);
    }

    private Event enqueue(long nanos, Runnable work) {
        lock.lock();
        try {
            Event event = new Event(ticks() + Math.max(0, nanos), sequence++, work);
            if (!closed) {
                events.add(event);
                changed.signalAll();
            }
            return event;
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        while (true) {
            Event event = next();
            if (event == null) {
                return;
            }
            try {
                event.work.run();
            } catch (RuntimeException | Error e) {
                LOG.error("An event of the decision loop failed; the loop goes on", e);
            }
        }
    }

    private @Nullable Event next() {
        lock.lock();
        try {
            while (!closed) {
                Event first = events.peek();
                if (first == null) {
                    changed.await();
                } else if (first.cancelled) {
                    events.remove();
                } else {
                    long wait = first.due - ticks();
                    if (wait <= 0) {
                        return events.remove();
                    }
                    changed.awaitNanos(wait);
                }
            }
            return null;
        } catch (InterruptedException e) {
            return null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T> void run(Kind kind, @Nullable Lane lane, Duration deadline, Callable<T> work, Completion<T> completion) {
        runOn(
                switch (kind) {
                    case CALL -> calls;
                    case STORE -> store;
                    case LOCAL -> local;
                    case LISTENER -> listeners;
                },
                deadline,
                work,
                completion);
    }

    @Override
    public <T> void runOn(Executor executor, Lane lane, Duration deadline, Callable<T> work, Completion<T> completion) {
        runOn(executor, deadline, work, completion);
    }

    private <T> void runOn(Executor executor, Duration deadline, Callable<T> work, Completion<T> completion) {
        AtomicBoolean answered = new AtomicBoolean();
        try {
            FutureTask<Void> future = new FutureTask<>(() -> {
                T value = null;
                Throwable failure = null;
                try {
                    value = work.call();
                } catch (Throwable e) {
                    failure = e;
                }
                T result = value;
                Throwable why = failure;
                post(() -> {
                    if (answered.compareAndSet(false, true)) {
                        completion.complete(result, why);
                    }
                });
                return null;
            });
            executor.execute(future);
            after(deadline, () -> {
                if (answered.compareAndSet(false, true)) {
                    future.cancel(true);
                    completion.complete(null, new TimeoutException("no answer within " + deadline));
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed: work is dropped");
        }
    }

    @Override
    public boolean await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long until = ticks() + atMost.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                long left = until - ticks();
                if (left <= 0) {
                    return false;
                }
                changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            events.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        for (ExecutorService executor : new ExecutorService[] {calls, store, local, listeners}) {
            executor.shutdownNow();
        }
        if (Thread.currentThread() != loop) {
            try {
                loop.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
