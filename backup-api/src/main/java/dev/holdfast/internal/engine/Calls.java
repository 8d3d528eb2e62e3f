// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.HostRuntime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many calls are under way at once, and whose turn it is. No lane takes the pool: each has a fair share, and lanes
 * with an overdue call are on probation, where all of them together have two calls, one each. Touched by the loop only.
 */
final class Calls {
    /** Calls under way at once on one host. */
    static final int WORKERS = 12;

    /** Calls under way at once on threads that are no turn's, where hosts share a store. */
    static final int SPARE = 2;

    /** Calls of all lanes on probation together. */
    private static final int PROBATION = 2;

    private final HostRuntime runtime;
    private final Seats seats;
    private final Map<Lane, Queue> queues = new TreeMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private int onProbation;
    private int onSpare;
    private long sequence;

    Calls(HostRuntime runtime, Seats seats) {
        this.runtime = runtime;
        this.seats = seats;
    }

    private record Entry<T>(
            Priority priority,
            long sequence,
            Duration deadline,
            Callable<T> work,
            HostRuntime.Completion<T> completion) {}

    private static final class Queue {
        final PriorityQueue<Entry<?>> entries = new PriorityQueue<>(
                Comparator.<Entry<?>, Priority>comparing(Entry::priority).thenComparingLong(Entry::sequence));
        int underWay;
        boolean probation;
        long sentLast;

        /** The turn whose own thread makes a call. */
        @Nullable
        Seat own;

        Queue(long now) {
            sentLast = now;
        }
    }

    <T> void submit(
            Lane lane,
            DiagnosticContext context,
            Priority priority,
            Duration deadline,
            Callable<T> work,
            HostRuntime.Completion<T> completion) {
        submit(lane, context, priority, deadline, false, work, completion);
    }

    /**
     * Makes a call when it is its turn.
     *
     * @param always whether it is made even when the lane may be another host's by its end: what ends a hold
     */
    <T> void submit(
            Lane lane,
            DiagnosticContext context,
            Priority priority,
            Duration deadline,
            boolean always,
            Callable<T> work,
            HostRuntime.Completion<T> completion) {
        Seat seat = seats.seat(lane);
        Callable<T> safe = always || seat == null ? work : () -> within(seat, deadline, work);
        queues.computeIfAbsent(lane, l -> new Queue(sequence++))
                .entries
                .add(new Entry<>(priority, sequence++, deadline, context.around(lane, safe), completion));
        pump();
    }

    /** A host sends only what its lease outlives: however it is held up from here on, nobody else sends meanwhile. */
    private static <T> T within(Seat seat, Duration deadline, Callable<T> work) throws Exception {
        if (!seat.lasts(deadline)) {
            throw CallFailure.builder(
                            FailureKind.NOT_YET,
                            CallFailure.Effect.NONE,
                            "the turn of this host in its lane ends too soon for it")
                    .retryAfter(Duration.ofSeconds(1))
                    .build();
        }
        return work.call();
    }

    /** Takes what waits for a lane out of the queue: nothing is called there. */
    void drop(Lane lane, Throwable why) {
        Queue queue = queues.get(lane);
        if (queue != null) {
            List<Entry<?>> dropped = List.copyOf(queue.entries);
            queue.entries.clear();
            dropped.forEach(entry -> entry.completion().complete(null, why));
        }
    }

    boolean idle() {
        return underWay.get() == 0;
    }

    /** Whether nothing of a lane is under way or waits for it. */
    boolean idle(String lane) {
        return queues.entrySet().stream()
                .noneMatch(each -> each.getKey().toString().equals(lane)
                        && (each.getValue().underWay > 0
                                || !each.getValue().entries.isEmpty()));
    }

    private void pump() {
        Map.Entry<Lane, Queue> next = next();
        while (next != null) {
            send(next.getKey(), next.getValue(), next.getValue().entries.remove());
            next = next();
        }
        queues.values().removeIf(queue -> queue.entries.isEmpty() && queue.underWay == 0 && !queue.probation);
    }

    /** Of the lanes that have something to send and may, the one that sent longest ago. */
    private Map.@Nullable Entry<Lane, Queue> next() {
        if (underWay.get() >= WORKERS) {
            return null;
        }
        long busyLanes = queues.values().stream()
                .filter(queue -> !queue.entries.isEmpty() || queue.underWay > 0)
                .count();
        long share = Math.max(1, WORKERS / Math.max(1, busyLanes));
        Map.Entry<Lane, Queue> next = null;
        for (Map.Entry<Lane, Queue> each : queues.entrySet()) {
            Queue queue = each.getValue();
            boolean may = queue.probation ? queue.underWay == 0 && onProbation < PROBATION : queue.underWay < share;
            may &= seats.alone() || freeOwn(each.getKey(), queue) != null || onSpare < SPARE;
            if (may && !queue.entries.isEmpty() && (next == null || queue.sentLast < next.getValue().sentLast)) {
                next = each;
            }
        }
        return next;
    }

    /** The turn of a lane, if its own thread makes no call. */
    private @Nullable Seat freeOwn(Lane lane, Queue queue) {
        Seat seat = queue.own == null ? seats.seat(lane) : null;
        return seat == null || seat.stuck ? null : seat;
    }

    private <T> void send(Lane lane, Queue queue, Entry<T> entry) {
        Seat own = seats.alone() ? null : freeOwn(lane, queue);
        boolean spare = own == null && !seats.alone();
        underWay.incrementAndGet();
        queue.sentLast = sequence++;
        queue.underWay++;
        boolean probation = queue.probation;
        onProbation += probation ? 1 : 0;
        onSpare += spare ? 1 : 0;
        queue.own = own == null ? queue.own : own;
        HostRuntime.Completion<T> then = (value, failure) -> {
            onSpare -= spare ? 1 : 0;
            queue.own = own == null ? queue.own : null;
            underWay.decrementAndGet();
            queue.underWay--;
            onProbation -= probation ? 1 : 0;
            queue.probation = failure instanceof TimeoutException;
            if (own != null && queue.probation) {
                // Its thread may still be in the call: others make the next ones.
                own.stuck = true;
            }
            entry.completion().complete(value, failure);
            pump();
        };
        if (own == null) {
            runtime.run(HostRuntime.Kind.CALL, lane, entry.deadline(), entry.work(), then);
        } else {
            runtime.runOn(own.turn.calls(), lane, entry.deadline(), entry.work(), then);
        }
    }
}
