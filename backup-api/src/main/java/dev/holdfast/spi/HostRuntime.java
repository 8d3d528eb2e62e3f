// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Lane;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Time, threads and calls of one host: the only seam through which Holdfast reads a clock, waits, or leaves its decision
 * loop. The built-in one uses the system's clock and at most 16 daemon threads; the test kit brings one whose clock is
 * the simulated world's.
 *
 * <p>All decisions of a host are taken by one loop: events given to {@link #post}, {@link #after} and the completions of
 * {@link #run} run one at a time, in order, never at once.
 */
public interface HostRuntime extends AutoCloseable {
    /** What kind of work leaves the loop. */
    enum Kind {
        /** A request to a cloud. */
        CALL,
        /** A write to, or read from, the store: one at a time, in order. */
        STORE,
        /** Host actions, health checks, block transfers. */
        LOCAL,
        /** Listeners of the application: one at a time, in order. */
        LISTENER
    }

    /** A timer that was set. */
    interface Timer {
        /** Takes it back. Does nothing if it already ran. Called on the loop. */
        void cancel();
    }

    /**
     * Takes the outcome of work, on the loop.
     *
     * @param <T> what the work returns
     */
    @FunctionalInterface
    interface Completion<T> {
        /**
         * Called once.
         *
         * @param value what the work returned; {@code null} if it failed
         * @param failure what it threw, or {@code null}; {@link java.util.concurrent.TimeoutException} when the
         *     deadline passed: the work may still be running, and its late outcome is dropped
         */
        void complete(@Nullable T value, @Nullable Throwable failure);
    }

    /**
     * The wall clock.
     *
     * @return the clock
     */
    InstantSource wall();

    /**
     * A clock that only goes forward, for deadlines, leases and rates.
     *
     * @return nanoseconds since some moment
     */
    long ticks();

    /**
     * Puts an event on the loop. From any thread.
     *
     * @param event the event
     */
    void post(Runnable event);

    /**
     * Puts an event on the loop after a while. Called on the loop.
     *
     * @param delay how long, not negative
     * @param event the event
     * @return the timer
     */
    Timer after(Duration delay, Runnable event);

    /**
     * Runs work away from the loop. Called on the loop. Never blocks; how many calls run at once is the engine's care.
     *
     * @param kind what kind of work
     * @param lane the lane of a call, or {@code null}
     * @param deadline how long it may take until its outcome counts as not known
     * @param work the work
     * @param completion takes the outcome
     * @param <T> what the work returns
     */
    <T> void run(Kind kind, @Nullable Lane lane, Duration deadline, Callable<T> work, Completion<T> completion);

    /**
     * Makes a call on a thread that is given; otherwise as {@link #run} of {@link Kind#CALL}. By default it is run as any
     * other call.
     *
     * @param executor runs the call
     * @param lane the lane of the call
     * @param deadline after which the completion is told of a time-out, whatever becomes of the work
     * @param work the work
     * @param completion called on the loop
     * @param <T> what the work gives
     */
    default <T> void runOn(
            Executor executor, Lane lane, Duration deadline, Callable<T> work, Completion<T> completion) {
        run(Kind.CALL, lane, deadline, work, completion);
    }

    /**
     * Waits, on a thread of the application, until a condition that the loop makes true. Never called on the loop.
     *
     * @param condition read on the loop or after it made it true
     * @param atMost how long
     * @return whether the condition came true
     * @throws InterruptedException if the thread was interrupted
     */
    boolean await(BooleanSupplier condition, Duration atMost) throws InterruptedException;

    /** Wakes threads in {@link #await}. Called on the loop after something that one may wait for. */
    void wake();

    /** Ends its threads. Events and work that did not run are dropped. */
    @Override
    void close();
}
