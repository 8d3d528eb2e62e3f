// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.limit;

import java.time.Duration;
import java.time.Instant;

/** What is counted under one rule for one key. */
final class Meter {

    private final Limit limit;
    private double tokens;
    private Instant refilled;
    private long window = Long.MIN_VALUE;
    private long inWindow;

    /** Slots in use. */
    long used;

    /** When the last call came, or when the pipe is empty again. */
    Instant last = Instant.MIN;

    Meter(Limit limit, Instant now) {
        this.limit = limit;
        this.tokens = limit instanceof Limit.Bucket bucket ? bucket.capacity() : 0;
        this.refilled = now;
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
