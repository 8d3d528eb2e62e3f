// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.LimitUse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the limits that one provider declares, and lowers what the cloud shows to be lower. Work that a limit holds back
 * waits at that limit, in order of its class, and is woken when there is room: nothing is tried in vain over and over.
 * Touched by the loop only.
 */
final class Limiter {
    /** Of every bucket this part is kept for what ends a hold and for recovery: 3 %. */
    private static final double KEPT = 0.03;

    /** What a throttle leaves of a rate, and how much of the declared rate comes back each minute without one. */
    private static final double CUT = 0.7;

    private static final double REGAIN = 0.1;
    private static final double MINUTE = 60e9;

    private final Map<String, Limit> declared = new HashMap<>();
    private final Map<String, Counter> counters = new HashMap<>();

    /** The order in which steps get what is scarce. */
    static final Comparator<LiveStep> ORDER = Comparator.<LiveStep, Priority>comparing(step -> step.node.priority())
            .thenComparing(step -> step.run.id)
            .thenComparingInt(step -> step.node.number());

    Limiter(List<Limit> limits) {
        limits.forEach(limit -> declared.put(limit.name(), limit));
    }

    /** One counter of one limit. */
    static final class Counter {
        final Limit limit;
        final TreeSet<LiveStep> waiting = new TreeSet<>(ORDER);
        double tokens;
        double rateFactor = 1;
        long refilledAt;
        long closedUntil;
        long lastTaken = Long.MIN_VALUE;
        long windowTaken;
        final ArrayDeque<Long> taken = new ArrayDeque<>();
        long window = Long.MIN_VALUE;
        long inUse;
        long learnedSlots;
        long learnedAt;
        boolean timed;

        Counter(Limit limit, long now) {
            this.limit = limit;
            this.tokens = limit.amount();
            this.refilledAt = now;
            this.learnedSlots = limit.amount();
        }
    }

    /** Where a step must wait, and for how many nanoseconds at least; negative if until something ends. */
    record Wait(Counter counter, long nanos) {}

    Counter counter(LimitUse use, Lane lane, long now) {
        Limit limit = declared.get(use.limit());
        if (limit == null) {
            throw new IllegalStateException("The provider of " + lane + " uses limit '" + use.limit()
                    + "', which it does not declare; it declares " + declared.keySet());
        }
        boolean ofLane = limit.scope() == Limit.Scope.LANE || limit.scope() == Limit.Scope.LANE_AND_API;
        String key = use.limit() + "|" + (ofLane ? lane + "|" : "") + use.key();
        return counters.computeIfAbsent(key, k -> new Counter(limit, now));
    }

    /** Whether all uses have room; the first that has none says where to wait. Takes nothing. */
    @Nullable
    Wait check(List<LimitUse> uses, Lane lane, Priority priority, long now, long wallMillis) {
        for (LimitUse use : uses) {
            Counter counter = counter(use, lane, now);
            long wait = room(counter, use.amount(), priority, now, wallMillis);
            if (wait != 0) {
                return new Wait(counter, wait);
            }
        }
        return null;
    }

    /** Takes what {@link #check} found room for. */
    Reservation take(List<LimitUse> uses, Lane lane, long now, long wallMillis) {
        List<Reservation.Held> held = new ArrayList<>();
        for (LimitUse use : uses) {
            Counter counter = counter(use, lane, now);
            switch (counter.limit.kind()) {
                case BUCKET -> {
                    refill(counter, now);
                    counter.tokens -= use.amount();
                }
                case WINDOW -> {
                    roll(counter, wallMillis);
                    counter.windowTaken += use.amount();
                }
                case SLIDING_WINDOW -> {
                    for (long i = 0; i < use.amount(); i++) {
                        counter.taken.addLast(now);
                    }
                }
                case SPACING -> counter.lastTaken = now;
                case SLOTS, ORDER, BANDWIDTH -> {
                    counter.inUse += use.amount();
                    held.add(new Reservation.Held(counter, use.amount()));
                }
                case STOCK -> {
                    // Counted by facts before the plan; the cloud's refusal does the rest.
                }
            }
        }
        return new Reservation(held);
    }

    private static long room(Counter counter, long amount, Priority priority, long now, long wallMillis) {
        if (now < counter.closedUntil) {
            return counter.closedUntil - now;
        }
        switch (counter.limit.kind()) {
            case BUCKET -> {
                refill(counter, now);
                double kept = priority.compareTo(Priority.RECOVER) <= 0 ? 0 : counter.limit.amount() * KEPT;
                double missing = Math.min(amount + kept, (double) counter.limit.amount()) - counter.tokens;
                return missing <= 1e-9 ? 0 : (long) Math.ceil(missing * perToken(counter)) + 1;
            }
            case WINDOW -> {
                roll(counter, wallMillis);
                long allowed = Math.max(1, (long) (counter.limit.amount() * counter.rateFactor));
                if (counter.windowTaken + amount <= allowed) {
                    return 0;
                }
                long length = counter.limit.per().toMillis();
                return (length - Math.floorMod(wallMillis, length)) * 1_000_000 + 1;
            }
            case SLIDING_WINDOW -> {
                long length = counter.limit.per().toNanos();
                while (!counter.taken.isEmpty() && counter.taken.getFirst() <= now - length) {
                    counter.taken.removeFirst();
                }
                if (counter.taken.isEmpty() || counter.taken.size() + amount <= counter.limit.amount()) {
                    return 0;
                }
                return counter.taken.getFirst() + length - now + 1;
            }
            case SPACING -> {
                if (counter.lastTaken == Long.MIN_VALUE) {
                    return 0;
                }
                long due = counter.lastTaken + counter.limit.per().toNanos();
                return Math.max(0, due - now);
            }
            case SLOTS, ORDER -> {
                regainSlots(counter, now);
                return counter.inUse + amount <= Math.max(1, counter.learnedSlots) ? 0 : -1;
            }
            case BANDWIDTH -> {
                return counter.inUse == 0 || counter.inUse + amount <= counter.limit.amount() ? 0 : -1;
            }
            case STOCK -> {
                return 0;
            }
        }
        throw new IllegalStateException("unreachable");
    }

    private static double perToken(Counter counter) {
        return counter.limit.per().toNanos() / counter.rateFactor;
    }

    private static void refill(Counter counter, long now) {
        long passed = now - counter.refilledAt;
        counter.refilledAt = now;
        counter.rateFactor = Math.min(1, counter.rateFactor + REGAIN * passed / MINUTE);
        counter.tokens = Math.min((double) counter.limit.amount(), counter.tokens + passed / perToken(counter));
    }

    private static void roll(Counter counter, long wallMillis) {
        long window = Math.floorDiv(wallMillis, counter.limit.per().toMillis());
        if (window != counter.window) {
            if (counter.window != Long.MIN_VALUE) {
                counter.rateFactor = Math.min(1, counter.rateFactor + REGAIN);
            }
            counter.window = window;
            counter.windowTaken = 0;
        }
    }

    private static void regainSlots(Counter counter, long now) {
        if (counter.learnedSlots < counter.limit.amount() && now - counter.learnedAt > MINUTE) {
            counter.learnedSlots++;
            counter.learnedAt = now;
        }
    }

    private static boolean names(CallFailure failure, LimitUse use) {
        return use.limit().equals(failure.limit())
                && (failure.limitKey() == null || use.key().equals(failure.limitKey()));
    }

    /** The cloud asked for fewer calls. */
    void throttled(CallFailure failure, List<LimitUse> uses, Lane lane, long now) {
        for (LimitUse use : uses) {
            Counter counter = counter(use, lane, now);
            Limit.Kind kind = counter.limit.kind();
            boolean rate = kind == Limit.Kind.BUCKET || kind == Limit.Kind.WINDOW || kind == Limit.Kind.SLIDING_WINDOW;
            if (failure.limit() == null ? rate : names(failure, use)) {
                refill(counter, now);
                counter.tokens = Math.min(counter.tokens, 0);
                counter.rateFactor = Math.max(0.05, counter.rateFactor * CUT);
                Duration asked = failure.retryAfter();
                long pause = asked == null ? defaultPause(counter) : asked.toNanos();
                counter.closedUntil = Math.max(counter.closedUntil, now + pause);
            }
        }
    }

    private static long defaultPause(Counter counter) {
        return switch (counter.limit.kind()) {
            case WINDOW, SLIDING_WINDOW -> counter.limit.per().toNanos() / 4;
            case SPACING -> counter.limit.per().toNanos();
            default -> Math.min(2_000_000_000L, (long) (2 * perToken(counter)));
        };
    }

    /** The cloud showed that a slot is taken by someone else: what is in use now is all there is. */
    void busy(CallFailure failure, List<LimitUse> uses, Lane lane, long now) {
        for (LimitUse use : uses) {
            Counter counter = counter(use, lane, now);
            if (counter.limit.kind() == Limit.Kind.SLOTS && names(failure, use)) {
                // The refused call itself was counted as if it had the slot.
                counter.learnedSlots = Math.max(1, counter.inUse - use.amount());
                counter.learnedAt = now;
            }
        }
    }
}
