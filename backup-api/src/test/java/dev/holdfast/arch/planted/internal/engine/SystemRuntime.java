// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch.planted.internal.engine;

import java.time.Instant;

/** May read the clock: its name is on the list. */
public final class SystemRuntime {
    public Instant now() {
        return Instant.now();
    }

    static final class Nested {
        Instant now() {
            return Instant.now();
        }
    }
}
