// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long points are kept: the newest so many, those younger than so long, or both, where a point stays if either
 * says so. Only good points count. Whatever a policy says, the last good and the last verified point for every loss
 * that a point of the resource now survives stay, and so do locked ones and those in use.
 *
 * @param last how many of the newest good points stay, or 0 for none by count
 * @param age how long a point stays, or {@code null} for none by age
 */
public record RetentionPolicy(int last, @Nullable Duration age) {
    /** The longest age: a hundred years, 36525 days. */
    public static final Duration LONGEST = Duration.ofDays(36_525);

    /**
     * Checks that the policy says something.
     *
     * @param last how many of the newest good points stay, or 0 for none by count
     * @param age how long a point stays, or {@code null} for none by age
     * @throws IllegalArgumentException if neither count nor age is given, one is negative, or the age is above
     *     {@link #LONGEST}
     */
    public RetentionPolicy {
        if (last < 0 || (age != null && (age.isNegative() || age.isZero()))) {
            throw new IllegalArgumentException("A retention policy takes a positive count and a positive age");
        }
        if (age != null && age.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("A retention policy keeps points for at most 36525 days, not " + age
                    + "; to keep them for good, do not prune them");
        }
        if (last == 0 && age == null) {
            throw new IllegalArgumentException("A retention policy without count and age would keep nothing;"
                    + " say keepLast(n), keepFor(duration), or both");
        }
    }

    /**
     * Keeps the newest.
     *
     * @param count how many, at least 1
     * @return the policy
     */
    public static RetentionPolicy keepLast(int count) {
        return new RetentionPolicy(count, null);
    }

    /**
     * Keeps the young.
     *
     * @param age how long, positive
     * @return the policy
     */
    public static RetentionPolicy keepFor(Duration age) {
        return new RetentionPolicy(0, age);
    }

    /**
     * Keeps the young too.
     *
     * @param time how long, positive
     * @return the policy
     * @throws IllegalArgumentException if the time is not positive
     */
    public RetentionPolicy andFor(Duration time) {
        return new RetentionPolicy(last, time);
    }

    /**
     * Keeps these too.
     *
     * @param count how many of the newest, at least 1
     * @return the policy
     * @throws IllegalArgumentException if the count is below 1
     */
    public RetentionPolicy andLast(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("A retention policy keeps at least the last 1, not the last " + count);
        }
        return new RetentionPolicy(count, age);
    }
}
