// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.quickstart;

import java.time.Duration;
import java.time.Instant;

/** How long it really took; the only class of the examples that reads a clock. */
final class Stopwatch {
    private final Instant beginning;

    private Stopwatch(Instant beginning) {
        this.beginning = beginning;
    }

    static Stopwatch sinceTheProcessBegan() {
        return new Stopwatch(ProcessHandle.current().info().startInstant().orElseGet(Instant::now));
    }

    static Stopwatch sinceNow() {
        return new Stopwatch(Instant.now());
    }

    Duration elapsed() {
        return Duration.between(beginning, Instant.now());
    }
}
