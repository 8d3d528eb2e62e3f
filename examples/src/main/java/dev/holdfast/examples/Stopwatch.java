// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;

/** How long it really took; the only class of the examples that reads a clock. */
public final class Stopwatch {
    private final Instant beginning;

    private Stopwatch(Instant beginning) {
        this.beginning = beginning;
    }

    /**
     * Counts from the start of this process.
     *
     * @return the stopwatch
     */
    public static Stopwatch sinceTheProcessBegan() {
        // Not by ProcessHandle: what that says of the start may be a second off.
        return new Stopwatch(
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
    }

    /**
     * Counts from now.
     *
     * @return the stopwatch
     */
    public static Stopwatch started() {
        return new Stopwatch(Instant.now());
    }

    /**
     * How long processors have worked for this process, all its threads and its compiler counted.
     *
     * @return the time
     */
    public static Duration processors() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /**
     * How long it has been counting.
     *
     * @return the time
     */
    public Duration elapsed() {
        return Duration.between(beginning, Instant.now());
    }
}
