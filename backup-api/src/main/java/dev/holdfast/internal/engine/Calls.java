// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
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

    /** Calls of all lanes on probation together. */
    private static final int PROBATION = 2;

    private final HostRuntime runtime;
    private final Map<Lane, Queue> queues = new TreeMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private int onProbation;
    private long sequence;

    Calls(HostRuntime runtime) {
        this.runtime = runtime;
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
        queues.computeIfAbsent(lane, l -> new Queue(sequence++))
                .entries
                .add(new Entry<>(priority, sequence++, deadline, context.around(lane, work), completion));
        pump();
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
            if (may && !queue.entries.isEmpty() && (next == null || queue.sentLast < next.getValue().sentLast)) {
                next = each;
            }
        }
        return next;
    }

    private <T> void send(Lane lane, Queue queue, Entry<T> entry) {
        underWay.incrementAndGet();
        queue.sentLast = sequence++;
        queue.underWay++;
        boolean probation = queue.probation;
        onProbation += probation ? 1 : 0;
        runtime.run(HostRuntime.Kind.CALL, lane, entry.deadline(), entry.work(), (value, failure) -> {
            underWay.decrementAndGet();
            queue.underWay--;
            onProbation -= probation ? 1 : 0;
            queue.probation = failure instanceof TimeoutException;
            entry.completion().complete(value, failure);
            pump();
        });
    }
}
