// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.HostRuntime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Virtual time on one thread: every piece of work arrives after one millisecond and answers after another. */
final class ManualRuntime implements HostRuntime {
    /** What becomes of the calls of a host. */
    enum Fate {
        NORMAL,
        LOSE_REQUEST,
        LOSE_ANSWER
    }

    /** Decides what becomes of the n-th call, counted from 1. */
    interface Script {
        Fate of(int call);
    }

    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private long sequence;
    private int calls;
    Script script = call -> Fate.NORMAL;
    boolean stopped;

    private static final class Event implements Comparable<Event>, Timer {
        final long due;
        final long order;
        final Runnable work;
        boolean cancelled;

        Event(long due, long order, Runnable work) {
            this.due = due;
            this.order = order;
            this.work = work;
        }

        @Override
        public int compareTo(Event other) {
            int byDue = Long.compare(due, other.due);
            return byDue != 0 ? byDue : Long.compare(order, other.order);
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    /** Goes on from where another one stopped: time does not go back. */
    ManualRuntime continuing(ManualRuntime before) {
        now = before.now;
        return this;
    }

    @Override
    public InstantSource wall() {
        return () -> START.plusNanos(now);
    }

    @Override
    public long ticks() {
        return now;
    }

    @Override
    public void post(Runnable event) {
        after(Duration.ZERO, event);
    }

    @Override
    public Timer after(Duration delay, Runnable event) {
        Event entry = new Event(now + delay.toNanos(), sequence++, event);
        events.add(entry);
        return entry;
    }

    @Override
    public <T> void run(Kind kind, @Nullable Lane lane, Duration deadline, Callable<T> work, Completion<T> completion) {
        Fate fate = kind == Kind.CALL ? script.of(++calls) : Fate.NORMAL;
        boolean[] answered = new boolean[1];
        after(Duration.ofMillis(1), () -> {
            T value = null;
            Throwable failure = null;
            if (fate == Fate.LOSE_REQUEST) {
                return;
            }
            try {
                value = work.call();
            } catch (Exception e) {
                failure = e;
            }
            T result = value;
            Throwable why = failure;
            if (fate != Fate.LOSE_ANSWER) {
                after(Duration.ofMillis(1), () -> {
                    if (!answered[0]) {
                        answered[0] = true;
                        completion.complete(result, why);
                    }
                });
            }
        });
        after(deadline, () -> {
            if (!answered[0]) {
                answered[0] = true;
                completion.complete(null, new TimeoutException("no answer within " + deadline));
            }
        });
    }

    @Override
    public boolean await(BooleanSupplier condition, Duration atMost) {
        long until = now + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            Event next = events.peek();
            if (next == null || next.due > until || stopped) {
                return false;
            }
            events.remove();
            now = Math.max(now, next.due);
            if (!next.cancelled) {
                next.work.run();
            }
        }
        return true;
    }

    @Override
    public void wake() {}

    @Override
    public void close() {
        stopped = true;
        events.clear();
    }

    int calls() {
        return calls;
    }
}
