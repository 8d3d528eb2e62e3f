// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the limits that one provider declares, and lowers what the cloud shows to be lower. Work that a limit holds back
 * waits at that limit, in order of its class, and is woken when there is room: nothing is tried in vain over and over.
 * Touched by the loop only.
 */
final class Limiter {
    /** So many counters at least before those that hold nothing are let go. */
    private static final int FEW = 64;

    private final Map<String, Limit> declared = new HashMap<>();
    private final Map<String, Counter> counters = new HashMap<>();
    private int sweepAt = FEW;

    /** Lanes whose last turn was cut off: what was taken of their limits nobody knows. */
    private final Map<Lane, Long> unknownSince = new HashMap<>();

    Limiter(List<Limit> limits) {
        limits.forEach(limit -> declared.put(limit.name(), limit));
    }

    /** Where a step must wait, and for how many nanoseconds at least; negative if until something ends. */
    record Wait(Counter counter, long nanos) {}

    private Counter counter(LimitUse use, Lane lane, long now, long wallMillis) {
        Limit limit = declared.get(use.limit());
        if (limit == null) {
            throw new IllegalStateException("The provider of " + lane + " uses limit '" + use.limit()
                    + "', which it does not declare; it declares " + declared.keySet());
        }
        boolean ofLane = limit.scope() == Limit.Scope.LANE || limit.scope() == Limit.Scope.LANE_AND_API;
        String key = use.limit() + "|" + (ofLane ? lane + "|" : "") + use.key();
        Counter counter = counters.get(key);
        if (counter == null) {
            counter = new Counter(limit, now);
            Long since = unknownSince.get(lane);
            if (since != null) {
                counter.spent(since, wallMillis);
            }
            if (counters.size() >= sweepAt) {
                counters.values().removeIf(each -> each.isIdle(now));
                sweepAt = Math.max(FEW, 2 * counters.size());
            }
            counters.put(key, counter);
        }
        // A limit of an account is that of several lanes: what each host takes of it the others do not know.
        counter.lane = limit.scope() == Limit.Scope.ACCOUNT ? null : lane;
        return counter;
    }

    // ------------------------------------------------------------------ turns

    /** A turn begins in a lane: what the turn before has taken of its limits counts. */
    void restore(Lane lane, LaneNotes before, long now, long wallMillis) {
        unknownSince.remove(lane);
        Instant endedAt = before.endedAt();
        if (endedAt == null) {
            unknownSince.put(lane, now);
            return;
        }
        long passed = Math.max(0, wallMillis - endedAt.toEpochMilli());
        before.limits().fields().forEach((key, note) -> {
            Limit limit = declared.get(key.substring(0, key.indexOf('|')));
            if (limit != null) {
                Counter counter = counters.computeIfAbsent(key, k -> new Counter(limit, now));
                counter.lane = lane;
                counter.restore((Payload.Fields) note, passed, now, wallMillis);
            }
        });
    }

    /** What was taken of the limits of a lane, for its next turn. */
    Payload.Fields note(Lane lane, long now, long wallMillis) {
        Payload.Fields notes = Payload.Fields.EMPTY;
        for (Map.Entry<String, Counter> each : new TreeMap<>(counters).entrySet()) {
            Counter counter = each.getValue();
            if (lane.equals(counter.lane) && !counter.isHeld() && !counter.isIdle(now)) {
                notes = notes.with(each.getKey(), counter.note(now, wallMillis));
            }
        }
        return notes;
    }

    /** The lane is not ours any more: its rates go with it; slots follow from the states of steps, whoever has it. */
    void forget(Lane lane) {
        unknownSince.remove(lane);
        counters.values().removeIf(counter -> lane.equals(counter.lane) && !counter.isHeld());
    }

    // ------------------------------------------------------------------ room

    /** Whether all uses have room; the first that has none says where to wait. Takes nothing. */
    @Nullable
    Wait check(List<LimitUse> uses, Lane lane, Priority priority, long now, long wallMillis) {
        return check(uses, lane, priority, now, wallMillis, false);
    }

    /** The same for a request that holds its slots already: a second call takes of the rates only. */
    @Nullable
    Wait checkRates(List<LimitUse> uses, Lane lane, Priority priority, long now, long wallMillis) {
        return check(uses, lane, priority, now, wallMillis, true);
    }

    private @Nullable Wait check(
            List<LimitUse> uses, Lane lane, Priority priority, long now, long wallMillis, boolean ratesOnly) {
        for (LimitUse use : uses) {
            Counter counter = counter(use, lane, now, wallMillis);
            if (ratesOnly && counter.isHeld()) {
                continue;
            }
            long wait = counter.room(use.amount(), priority, now, wallMillis);
            if (wait != 0) {
                return new Wait(counter, wait);
            }
        }
        return null;
    }

    /** Takes what {@link #check} found room for. */
    List<Reservation.Held> take(List<LimitUse> uses, Lane lane, long now, long wallMillis) {
        List<Reservation.Held> held = new ArrayList<>();
        for (LimitUse use : uses) {
            Counter counter = counter(use, lane, now, wallMillis);
            long number = counter.take(use.amount(), now, wallMillis);
            if (counter.isHeld()) {
                held.add(new Reservation.Held(counter, use.amount(), number));
            }
        }
        return held;
    }

    /** Counts what is in use of what is held, without asking whether there is room. */
    List<Reservation.Held> hold(List<LimitUse> uses, Lane lane, long now, long wallMillis) {
        List<Reservation.Held> held = new ArrayList<>();
        for (LimitUse use : uses) {
            Counter counter = counter(use, lane, now, wallMillis);
            if (counter.isHeld()) {
                held.add(new Reservation.Held(counter, use.amount(), counter.hold(use.amount())));
            }
        }
        return held;
    }

    /** Takes of the rates only. */
    void takeRates(List<LimitUse> uses, Lane lane, long now, long wallMillis) {
        for (LimitUse use : uses) {
            Counter counter = counter(use, lane, now, wallMillis);
            if (!counter.isHeld()) {
                long ignored = counter.take(use.amount(), now, wallMillis);
            }
        }
    }

    private static boolean names(CallFailure failure, LimitUse use) {
        return use.limit().equals(failure.limit())
                && (failure.limitKey() == null || use.key().equals(failure.limitKey()));
    }

    /** What a request was refused for. */
    void refused(CallFailure failure, List<LimitUse> uses, Lane lane, long sentAt, long now, long wallMillis) {
        if (failure.kind() != FailureKind.THROTTLED) {
            return;
        }
        for (LimitUse use : uses) {
            Counter counter = counter(use, lane, now, wallMillis);
            Limit.Kind kind = counter.limit.kind();
            boolean rate = kind == Limit.Kind.BUCKET || kind == Limit.Kind.WINDOW || kind == Limit.Kind.SLIDING_WINDOW;
            if (failure.limit() == null ? rate : names(failure, use)) {
                counter.throttled(failure.retryAfter(), sentAt, now);
            }
        }
    }

    /**
     * Tells the slots that a request holds what became of it.
     *
     * @param failure why it was refused, or {@code null} if it was not
     * @param took whether it took effect for all that is known
     * @return whether it was refused for want of a slot
     */
    boolean answered(
            Reservation reservation, List<LimitUse> uses, @Nullable CallFailure failure, boolean took, long now) {
        boolean full = false;
        for (Reservation.Held held : reservation.held) {
            if (failure != null && failure.kind() == FailureKind.BUSY && isMeant(failure, held, uses)) {
                held.counter().refused(held.number(), held.amount(), reservation.at, now);
                full = true;
            } else if (took) {
                held.counter().accepted(held.number(), now);
            } else {
                held.counter().answered();
            }
        }
        return full;
    }

    private static boolean isMeant(CallFailure failure, Reservation.Held held, List<LimitUse> uses) {
        String name = held.counter().limit.name();
        return uses.stream().anyMatch(use -> use.limit().equals(name) && names(failure, use));
    }
}
