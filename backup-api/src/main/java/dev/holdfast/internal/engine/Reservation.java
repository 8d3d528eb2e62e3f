// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import java.util.List;

/** What a step took of the limits that is given back when it ends. Touched by the loop only. */
final class Reservation {
    /** Whose request it is for. */
    final Desk desk;

    /** When it was taken. */
    final long at;

    final List<Held> held;

    /** The cloud has said whether it was to be had, or nobody will ever know. */
    boolean answered;

    /** So many slots, or bytes per second, of one counter; and how many of ours there were with it. */
    record Held(Counter counter, long amount, long number) {}

    Reservation(Desk desk, long at, List<Held> held) {
        this.desk = desk;
        this.at = at;
        this.held = List.copyOf(held);
    }
}
