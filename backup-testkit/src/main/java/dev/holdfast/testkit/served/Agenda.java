// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import dev.holdfast.spi.HostRuntime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What a host has before it: events by their time, and threads of its application that wait. Guarded by its runtime. */
final class Agenda {
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Set<Waiter> waiters = new LinkedHashSet<>();
    private long sequence;

    static final class Event implements Comparable<Event>, HostRuntime.Timer {
        final Runnable work;
        private final Instant due;
        private final long order;
        private volatile boolean cancelled;

        private Event(Instant due, long order, Runnable work) {
            this.due = due;
            this.order = order;
            this.work = work;
        }

        @Override
        public int compareTo(Event other) {
            int byDue = due.compareTo(other.due);
            return byDue != 0 ? byDue : Long.compare(order, other.order);
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    /** A thread of the application that waits. */
    static final class Waiter {
        private final BooleanSupplier condition;
        private final Instant until;
        private boolean over;
        private boolean met;

        private Waiter(BooleanSupplier condition, Instant until) {
            this.condition = condition;
            this.until = until;
        }

        boolean isOver() {
            return over;
        }

        boolean isMet() {
            return met || condition.getAsBoolean();
        }
    }

    /** An event that comes after those of its time; {@link #add} puts it here. */
    Event event(Instant due, Runnable work) {
        return new Event(due, sequence++, work);
    }

    void add(Event event) {
        events.add(event);
    }

    /** Takes out the next event, if its time has come. */
    @Nullable
    Event next(Instant now) {
        Event first = first();
        return first == null || first.due.isAfter(now) ? null : events.remove();
    }

    private @Nullable Event first() {
        Event first = events.peek();
        while (first != null && first.cancelled) {
            events.remove();
            first = events.peek();
        }
        return first;
    }

    Waiter await(BooleanSupplier condition, Instant until) {
        Waiter waiter = new Waiter(condition, until);
        waiters.add(waiter);
        return waiter;
    }

    void leave(Waiter waiter) {
        waiters.remove(waiter);
    }

    boolean isAwaited() {
        return !waiters.isEmpty();
    }

    /** Lets those go whose condition is met or whose time is up; whether there were any. */
    boolean release(Instant now) {
        boolean any = false;
        for (Waiter waiter : new ArrayList<>(waiters)) {
            waiter.met = waiter.condition.getAsBoolean();
            if (waiter.met || !waiter.until.isAfter(now)) {
                waiter.over = true;
                waiters.remove(waiter);
                any = true;
            }
        }
        return any;
    }

    /** Until when nothing of this is due; {@code null} for ever. */
    @Nullable
    Instant until() {
        Event first = first();
        Instant until = first == null ? null : first.due;
        for (Waiter waiter : waiters) {
            until = until == null || waiter.until.isBefore(until) ? waiter.until : until;
        }
        return until;
    }
}
