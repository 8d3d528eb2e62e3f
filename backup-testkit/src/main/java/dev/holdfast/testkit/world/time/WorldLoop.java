// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.time;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one event loop of a world. Events run one at a time, ordered by (virtual time, sequence in which they were put);
 * all state of the world is touched by events only.
 *
 * <p>Virtual time moves only when nothing can run: no event is due, nobody holds a {@link #busy()} permit; then it jumps
 * to the next timer. Somebody has to drive the loop: a test by {@link #runUntilIdle()}, {@link #advance(Duration)} or
 * {@link #runUntil(BooleanSupplier, Duration)}, or {@link RealTime} against a real clock. Only one thread drives at a
 * time; any thread may {@link #post(Runnable) post}.
 *
 * <p>Background timers ({@link #inBackground}) keep no run going: heartbeats, streams of load, the noise of other
 * tenants. They run in their turn while time passes for another reason.
 */
public final class WorldLoop {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final AtomicBoolean driven = new AtomicBoolean();
    private volatile Instant now;
    private volatile @Nullable Supplier<Instant> pace;
    private long sequence;
    private long executed;
    private int foreground;
    private int permits;

    /** A loop whose time begins at the given moment. */
    public WorldLoop(Instant start) {
        this.now = start;
    }

    /** Virtual time: the moment of the event that runs or ran last. */
    public Instant now() {
        return now;
    }

    /** How many events have run so far. */
    public long executed() {
        return executed;
    }

    /** Runs the event after the delay; zero or less means at once, after all events that are already due. */
    public Cancellable after(Duration delay, Runnable action) {
        return put(delay, action, false);
    }

    /** Like {@link #after}, but a run does not go on for the sake of this timer alone. */
    public Cancellable inBackground(Duration delay, Runnable action) {
        return put(delay, action, true);
    }

    /** Runs the event at the present moment; the way in for other threads. */
    public void post(Runnable action) {
        Supplier<Instant> clock = pace;
        // Where the real clock drives the loop, the loop may be late: what comes now comes after what was due before
        // now.
        Duration late = clock == null ? Duration.ZERO : Duration.between(now, clock.get());
        put(late, action, false);
    }

    /**
     * Runs an event at the present moment and waits for it; only where another thread drives the loop. Not from an event.
     *
     * @return what it returned
     */
    public <T> T call(Supplier<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        post(() -> {
            try {
                done.complete(action.get());
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw e;
        }
    }

    /** Holds virtual time still until the permit is closed: work goes on outside that will post its result. */
    public Permit busy() {
        lock.lock();
        try {
            permits++;
        } finally {
            lock.unlock();
        }
        return new Permit(this);
    }

    /** Runs until only background timers are left, or nothing. Waits for permits that are out. */
    public void runUntilIdle() {
        drive(() -> {
            while (step(null, true)) {
                // each step is one event
            }
        });
    }

    /** Lets exactly this much virtual time pass, background timers included. */
    public void advance(Duration span) {
        drive(() -> {
            Instant end = now.plus(span);
            while (step(end, false)) {
                // each step is one event
            }
            moveTo(end);
        });
    }

    /**
     * Runs until the condition holds after some event, at most for the given virtual time.
     *
     * @return whether it came to hold
     */
    public boolean runUntil(BooleanSupplier condition, Duration atMost) {
        boolean[] met = {false};
        drive(() -> {
            Instant end = now.plus(atMost);
            met[0] = condition.getAsBoolean();
            while (!met[0] && step(end, false)) {
                met[0] = condition.getAsBoolean();
            }
        });
        return met[0];
    }

    /**
     * Like {@link #runUntil}, and moves time on to the end where the condition stays false; but does nothing where
     * somebody else drives the loop, or the real clock does.
     *
     * @return whether this thread drove it
     */
    public boolean tryRunUntil(BooleanSupplier condition, Duration atMost) {
        if (pace != null || !driven.compareAndSet(false, true)) {
            return false;
        }
        try {
            stepUntil(condition, atMost);
        } finally {
            driven.set(false);
        }
        return true;
    }

    /** From now on a clock drives it; {@code null}: none does. */
    void paced(@Nullable Supplier<Instant> clock) {
        pace = clock;
    }

    /**
     * Drives it for others: runs what is due, and lets time jump only while nobody holds a permit and somebody wants it to
     * move. Waits as long as it takes; {@link #nudge} makes it ask again.
     *
     * @param goOn asked before each event
     * @param timeMoves whether anybody waits for time to pass
     * @throws InterruptedException if the driving thread was interrupted
     */
    public void serve(BooleanSupplier goOn, BooleanSupplier timeMoves) throws InterruptedException {
        if (!driven.compareAndSet(false, true)) {
            throw new IllegalStateException("the loop is being driven already; events and other threads post instead");
        }
        try {
            for (Event next = served(goOn, timeMoves); next != null; next = served(goOn, timeMoves)) {
                run(next);
            }
        } finally {
            driven.set(false);
        }
    }

    private @Nullable Event served(BooleanSupplier goOn, BooleanSupplier timeMoves) throws InterruptedException {
        lock.lock();
        try {
            while (goOn.getAsBoolean()) {
                Event next = take(permits == 0 && timeMoves.getAsBoolean() ? Instant.MAX : now, false);
                if (next != null) {
                    return next;
                }
                changed.await();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Makes whoever drives it by {@link #serve} ask again. */
    public void nudge() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void stepUntil(BooleanSupplier condition, Duration atMost) {
        Instant end = now.plus(atMost);
        boolean met = condition.getAsBoolean();
        while (!met && step(end, false)) {
            met = condition.getAsBoolean();
        }
        if (!met) {
            moveTo(end);
        }
    }

    /** Runs all events due until the given virtual moment and moves time there; for a driver with a clock. */
    void runDue(Instant until) {
        drive(() -> {
            for (Event next = take(until, false); next != null; next = take(until, false)) {
                run(next);
            }
            moveTo(until);
        });
    }

    /** Waits until something new is on the queue or the nanoseconds have passed; for a driver with a clock. */
    @SuppressWarnings("WaitNotInLoop") // the driver's own loop asks its clock again, whatever woke it
    void awaitChange(long nanos) throws InterruptedException {
        lock.lock();
        try {
            changed.awaitNanos(nanos);
        } finally {
            lock.unlock();
        }
    }

    /** Virtual time of the next event. */
    @Nullable
    Instant nextDue() {
        lock.lock();
        try {
            dropCancelled();
            Event next = queue.peek();
            return next == null ? null : next.due;
        } finally {
            lock.unlock();
        }
    }

    private Cancellable put(Duration delay, Runnable action, boolean background) {
        lock.lock();
        try {
            Instant due = delay.isNegative() || delay.isZero() ? now : now.plus(delay);
            Event event = new Event(this, due, sequence++, action, background);
            queue.add(event);
            if (!background) {
                foreground++;
            }
            changed.signalAll();
            return event;
        } finally {
            lock.unlock();
        }
    }

    private boolean step(@Nullable Instant end, boolean stopWhenIdle) {
        Event next = await(end, stopWhenIdle);
        if (next == null) {
            return false;
        }
        run(next);
        return true;
    }

    /** The next event that may run, waiting for permits; null when there is none within bounds. */
    private @Nullable Event await(@Nullable Instant end, boolean stopWhenIdle) {
        lock.lock();
        try {
            while (true) {
                Event due = take(now, false);
                if (due != null) {
                    return due;
                }
                if (permits == 0) {
                    return take(end == null ? Instant.MAX : end, stopWhenIdle);
                }
                // A permit that never comes back is a bug of its holder; say so instead of hanging for ever.
                if (!changed.await(1, TimeUnit.MINUTES)) {
                    throw new IllegalStateException(permits + " permits are out and nothing has happened for a minute");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while driving the world", e);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Event take(Instant until, boolean stopWhenIdle) {
        lock.lock();
        try {
            dropCancelled();
            Event next = queue.peek();
            if (next == null || next.due.isAfter(until) || (stopWhenIdle && foreground == 0)) {
                return null;
            }
            queue.poll();
            if (!next.background) {
                foreground--;
            }
            if (next.due.isAfter(now)) {
                now = next.due;
            }
            executed++;
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void run(Event event) {
        Runnable action = event.action;
        event.action = null;
        if (action != null) {
            action.run();
        }
    }

    private void dropCancelled() {
        for (Event next = queue.peek(); next != null && next.action == null; next = queue.peek()) {
            queue.poll();
        }
    }

    private void moveTo(Instant moment) {
        lock.lock();
        try {
            if (moment.isAfter(now)) {
                now = moment;
            }
        } finally {
            lock.unlock();
        }
    }

    private void drive(Runnable run) {
        if (!driven.compareAndSet(false, true)) {
            throw new IllegalStateException("the loop is being driven already; events and other threads post instead");
        }
        try {
            run.run();
        } finally {
            driven.set(false);
        }
    }

    private void release() {
        lock.lock();
        try {
            permits--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Held by whoever works outside the loop; virtual time stands still meanwhile. */
    public static final class Permit implements AutoCloseable {

        private final WorldLoop loop;
        private final AtomicBoolean held = new AtomicBoolean(true);

        private Permit(WorldLoop loop) {
            this.loop = loop;
        }

        /** Gives the permit back; a second time is without effect. Post the result before, not after. */
        @Override
        public void close() {
            if (held.compareAndSet(true, false)) {
                loop.release();
            }
        }
    }

    private static final class Event implements Comparable<Event>, Cancellable {

        private final WorldLoop loop;
        private final Instant due;
        private final long order;
        private final boolean background;
        private @Nullable Runnable action;

        Event(WorldLoop loop, Instant due, long order, Runnable action, boolean background) {
            this.loop = loop;
            this.due = due;
            this.order = order;
            this.action = action;
            this.background = background;
        }

        @Override
        public void cancel() {
            loop.lock.lock();
            try {
                if (action != null) {
                    action = null;
                    if (!background) {
                        loop.foreground--;
                    }
                }
            } finally {
                loop.lock.unlock();
            }
        }

        @Override
        public int compareTo(Event other) {
            int byTime = due.compareTo(other.due);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}
