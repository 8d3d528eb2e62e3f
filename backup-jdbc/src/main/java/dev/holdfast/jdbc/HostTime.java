// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/** The host's own clock and its ticks, for what is held by a lease. */
final class HostTime {
    private HostTime() {}

    static InstantSource clock() {
        return InstantSource.system();
    }

    /** Nanoseconds since some moment. They go on while a process is stopped, and never jump. */
    static LongSupplier ticks() {
        return System::nanoTime;
    }
}
