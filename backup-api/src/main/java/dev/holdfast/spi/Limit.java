// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.time.Duration;
import java.util.Objects;

/**
 * A limit of a cloud, as its provider declares it: an upper bound that the engine keeps and learns to lower. No limit
 * is ours alone: other tools share it.
 *
 * @param name unique in the provider; named in errors and previews
 * @param scope what it counts by
 * @param kind how it counts
 * @param amount the capacity of a bucket, the calls of a window, the slots, the stock, or bytes per second
 * @param per a bucket's time to refill one, a window's length, or the spacing; zero where it has no meaning
 * @param source where the number comes from, for a person to check
 */
public record Limit(String name, Scope scope, Kind kind, long amount, Duration per, String source) {
    /** How a limit counts. */
    public enum Kind {
        /** Tokens that refill steadily: {@code amount} at most, one each {@code per}. */
        BUCKET,
        /** Calls per window of the clock; opens again at the next one. */
        WINDOW,
        /** Calls in any stretch of time of this length. */
        SLIDING_WINDOW,
        /** Things under way at a time. Measured from what the cloud shows where it can be. */
        SLOTS,
        /** A least time between two calls. */
        SPACING,
        /** One at a time, in the order of creation. */
        ORDER,
        /** A stock that waiting does not refill: counted beforehand. */
        STOCK,
        /** Bytes per second together. */
        BANDWIDTH
    }

    /** What a limit counts by. */
    public enum Scope {
        /** The lane: account and region. */
        LANE,
        /** The lane, for one API. */
        LANE_AND_API,
        /** One resource. */
        RESOURCE,
        /** One resource and one target. */
        RESOURCE_AND_TARGET,
        /** The destination region. */
        DESTINATION,
        /** A pair of regions. */
        REGION_PAIR,
        /** The account in all regions. */
        ACCOUNT
    }

    /**
     * Checks the parts.
     *
     * @param name unique in the provider; named in errors and previews
     * @param scope what it counts by
     * @param kind how it counts
     * @param amount the capacity of a bucket, the calls of a window, the slots, the stock, or bytes per second
     * @param per a bucket's time to refill one, a window's length, or the spacing; zero where it has no meaning
     * @param source where the number comes from, for a person to check
     * @throws IllegalArgumentException if the amount is not positive, or a kind that needs a time has none
     */
    public Limit {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(per, "per");
        Objects.requireNonNull(source, "source");
        if (amount <= 0) {
            throw new IllegalArgumentException("Limit '" + name + "' must be positive but is " + amount);
        }
        boolean timed =
                kind == Kind.BUCKET || kind == Kind.WINDOW || kind == Kind.SLIDING_WINDOW || kind == Kind.SPACING;
        if (per.isNegative() || timed == per.isZero()) {
            throw new IllegalArgumentException(
                    "Limit '" + name + "' of kind " + kind + (timed ? " needs a time" : " takes no time"));
        }
    }

    /**
     * A bucket.
     *
     * @param name its name
     * @param scope what it counts by
     * @param capacity how many calls at once
     * @param refill the time in which one call is won back
     * @param source where the numbers come from
     * @return the limit
     */
    public static Limit bucket(String name, Scope scope, long capacity, Duration refill, String source) {
        return new Limit(name, scope, Kind.BUCKET, capacity, refill, source);
    }

    /**
     * A window.
     *
     * @param name its name
     * @param scope what it counts by
     * @param calls how many calls in one window
     * @param length the window's length
     * @param source where the numbers come from
     * @return the limit
     */
    public static Limit window(String name, Scope scope, long calls, Duration length, String source) {
        return new Limit(name, scope, Kind.WINDOW, calls, length, source);
    }

    /**
     * A window that slides: calls in any stretch of time of this length.
     *
     * @param name its name
     * @param scope what it counts by
     * @param calls how many calls in any such stretch
     * @param length its length
     * @param source where the numbers come from
     * @return the limit
     */
    public static Limit slidingWindow(String name, Scope scope, long calls, Duration length, String source) {
        return new Limit(name, scope, Kind.SLIDING_WINDOW, calls, length, source);
    }

    /**
     * Slots.
     *
     * @param name its name
     * @param scope what it counts by
     * @param slots how many at a time
     * @param source where the number comes from
     * @return the limit
     */
    public static Limit slots(String name, Scope scope, long slots, String source) {
        return new Limit(name, scope, Kind.SLOTS, slots, Duration.ZERO, source);
    }

    /**
     * A spacing.
     *
     * @param name its name
     * @param scope what it counts by
     * @param least the least time between two
     * @param source where the number comes from
     * @return the limit
     */
    public static Limit spacing(String name, Scope scope, Duration least, String source) {
        return new Limit(name, scope, Kind.SPACING, 1, least, source);
    }

    /**
     * One at a time, in the order of creation.
     *
     * @param name its name
     * @param scope what it counts by
     * @param source where the rule comes from
     * @return the limit
     */
    public static Limit order(String name, Scope scope, String source) {
        return new Limit(name, scope, Kind.ORDER, 1, Duration.ZERO, source);
    }

    /**
     * A stock.
     *
     * @param name its name
     * @param scope what it counts by
     * @param count how many there may be
     * @param source where the number comes from
     * @return the limit
     */
    public static Limit stock(String name, Scope scope, long count, String source) {
        return new Limit(name, scope, Kind.STOCK, count, Duration.ZERO, source);
    }
}
