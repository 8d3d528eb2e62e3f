// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.time;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Seeded chance, divided by purpose: a stream is named after what it decides, and its draws depend on the seed and that
 * name only. So one more draw in one place shifts nothing elsewhere, and a run is replayed from its seed.
 *
 * <p>Results are the same on every JDK: normal deviates are computed here with {@link StrictMath} because the algorithm
 * behind {@code nextGaussian} is not specified.
 */
public final class Chance {

    /** Spread of durations where nothing else is said: the sigma of the underlying normal distribution. */
    public static final double DEFAULT_SIGMA = 0.8;

    private final long seed;
    private final SplittableRandom random;

    private Chance(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /** The root of all chance of one run. */
    public static Chance of(long seed) {
        return new Chance(mix(seed));
    }

    /** The stream for one purpose; two calls with one name give equal, independent streams from their start. */
    public Chance named(String purpose) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < purpose.length(); i++) {
            hash = (hash ^ purpose.charAt(i)) * 0x100000001b3L;
        }
        return new Chance(mix(seed ^ mix(hash)));
    }

    /** A number from 0 (inclusive) to 1 (exclusive). */
    public double unit() {
        return random.nextDouble();
    }

    /** A number from 0 (inclusive) to the bound (exclusive). */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** Any of the 2^64 longs. */
    public long bits() {
        return random.nextLong();
    }

    /** True with the given probability. */
    public boolean happens(double probability) {
        return probability > 0 && unit() < probability;
    }

    /** A duration drawn evenly from a range, both ends possible. */
    public Duration between(Duration least, Duration most) {
        long span = most.minus(least).toNanos();
        if (span < 0) {
            throw new IllegalArgumentException("range is backwards: " + least + " to " + most);
        }
        return span == 0 ? least : least.plusNanos(random.nextLong(span + 1));
    }

    /** A log-normal duration with the default spread. */
    public Duration around(Duration median) {
        return around(median, DEFAULT_SIGMA);
    }

    /**
     * A log-normal duration.
     *
     * @param median half of all draws lie below it
     * @param sigma spread of the underlying normal distribution; 0 gives the median itself
     */
    public Duration around(Duration median, double sigma) {
        double nanos = median.toNanos() * StrictMath.exp(sigma * normal());
        return Duration.ofNanos((long) Math.min(nanos, Long.MAX_VALUE / 4.0));
    }

    /** That many hexadecimal digits. */
    public String hex(int digits) {
        StringBuilder text = new StringBuilder(digits);
        while (text.length() < digits) {
            text.append(Character.forDigit(random.nextInt(16), 16));
        }
        return text.toString();
    }

    private double normal() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit()));
        return radius * StrictMath.cos(2 * Math.PI * unit());
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
