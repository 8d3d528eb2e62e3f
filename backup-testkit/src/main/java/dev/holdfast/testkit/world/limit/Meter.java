// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** What is counted under one rule for one key. */
final class Meter {

    private final Limit limit;
    private double tokens;
    private Instant refilled;
    private long window = Long.MIN_VALUE;
    private long inWindow;
    private final Deque<Taken> lastSecond = new ArrayDeque<>();
    private long inLastSecond;

    /** The most that was let in within any second. */
    long mostInASecond;

    /** The most slots that were in use. */
    long mostAtOnce;

    /** Slots in use. */
    long used;

    /** When the last call came, or when the pipe is empty again. */
    Instant last = Instant.MIN;

    private record Taken(Instant at, long weight) {}

    Meter(Limit limit, Instant now) {
        this.limit = limit;
        this.tokens = limit instanceof Limit.Bucket bucket ? bucket.capacity() : 0;
        this.refilled = now;
    }

    /** Something was let in. */
    void count(Instant now, long weight) {
        Instant second = now.minusSeconds(1);
        for (Taken first = lastSecond.peek(); first != null && !first.at.isAfter(second); first = lastSecond.peek()) {
            inLastSecond -= first.weight;
            lastSecond.remove();
        }
        lastSecond.add(new Taken(now, weight));
        inLastSecond += weight;
        mostInASecond = Math.max(mostInASecond, inLastSecond);
        mostAtOnce = Math.max(mostAtOnce, used);
    }

    void refill(Instant now, double factor) {
        if (limit instanceof Limit.Bucket bucket) {
            double seconds = Duration.between(refilled, now).toNanos() / 1e9;
            tokens = Math.min(bucket.capacity() * factor, tokens + seconds * bucket.perSecond() * factor);
        }
        refilled = now;
    }

    boolean take(Instant now, long weight, double factor) {
        if (limit instanceof Limit.Window by) {
            long index = Math.floorDiv(now.toEpochMilli(), by.length().toMillis());
            if (index != window) {
                window = index;
                inWindow = 0;
            }
            if (inWindow + weight > Math.floor(by.count() * factor)) {
                return false;
            }
            inWindow += weight;
            return true;
        }
        refill(now, factor);
        if (tokens + 1e-9 < weight) {
            return false;
        }
        tokens -= weight;
        return true;
    }

    boolean hasRoom(Instant now, long weight, double factor) {
        if (limit instanceof Limit.Slots slots) {
            return used + weight <= Math.floor(slots.count() * factor);
        }
        if (limit instanceof Limit.Spacing spacing && last.isAfter(Instant.MIN)) {
            Duration pause = Duration.ofNanos((long) (spacing.pause().toNanos() / factor));
            return !now.isBefore(last.plus(pause));
        }
        return true;
    }

    /** How long until one more call would get through. */
    Duration wait(Instant now, double factor) {
        if (limit instanceof Limit.Window by) {
            long length = by.length().toMillis();
            return Duration.ofMillis(length - Math.floorMod(now.toEpochMilli(), length));
        }
        if (limit instanceof Limit.Bucket bucket) {
            double seconds = Math.max(0, 1 - tokens) / Math.max(1e-9, bucket.perSecond() * factor);
            return Duration.ofSeconds((long) Math.ceil(seconds));
        }
        return Duration.ZERO;
    }
}
