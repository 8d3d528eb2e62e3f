// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;

/** How long it really took; the only class of the examples that reads a clock. */
final class Stopwatch {
    private final Instant beginning;

    private Stopwatch(Instant beginning) {
        this.beginning = beginning;
    }

    static Stopwatch sinceTheProcessBegan() {
        // Not by ProcessHandle: what that says of the start may be a second off.
        return new Stopwatch(
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
    }

    Duration elapsed() {
        return Duration.between(beginning, Instant.now());
    }
}
