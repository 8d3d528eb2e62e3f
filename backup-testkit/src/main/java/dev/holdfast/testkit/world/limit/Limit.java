// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.limit;

import java.time.Duration;

/** A kind of limit with its numbers. */
public sealed interface Limit {

    /**
     * A token bucket, full at the start.
     *
     * @param capacity tokens it holds
     * @param perSecond tokens that flow in
     */
    record Bucket(double capacity, double perSecond) implements Limit {}

    /**
     * So many within a window of the clock that opens anew at its boundary.
     *
     * @param count calls in a window
     * @param length length of the window
     */
    record Window(long count, Duration length) implements Limit {}

    /**
     * So many at one time.
     *
     * @param count unfinished pieces of work
     */
    record Slots(long count) implements Limit {}

    /**
     * A pause between two.
     *
     * @param pause least time from one to the next
     */
    record Spacing(Duration pause) implements Limit {}

    /**
     * So many may exist; counted, never refilled by waiting.
     *
     * @param count things
     */
    record Stock(long count) implements Limit {}

    /**
     * So many bytes a second; nothing is refused, work takes longer.
     *
     * @param bytesPerSecond all work together
     */
    record Bandwidth(double bytesPerSecond) implements Limit {}
}
