// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.internal.engine.Limiter.Counter;
import java.util.List;

/**
 * What a step took of the limits that is given back when it ends.
 *
 * @param held what it holds
 */
record Reservation(List<Held> held) {
    /** So many slots, or bytes per second, of one counter. */
    record Held(Counter counter, long amount) {}

    Reservation {
        held = List.copyOf(held);
    }
}
