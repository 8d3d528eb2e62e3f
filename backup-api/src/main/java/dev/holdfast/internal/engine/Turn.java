// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import java.util.Comparator;

/**
 * Whose turn it is where something is scarce. What ends a hold goes first, then recovery; everything else by when it was
 * ready, each class an hour behind the class before it. So a lower class lets the higher ones pass, but what became ready
 * more than that hour later goes behind it: none waits for ever.
 */
final class Turn {
    private static final int FIRST = Integer.MIN_VALUE;
    private static final int HOUR = 60;
    private static final long MINUTE_MILLIS = 60_000;

    /** The order; what it goes by does not change while a step is in a queue. */
    static final Comparator<LiveStep> ORDER = Comparator.<LiveStep>comparingInt(step -> step.turn)
            .thenComparing(step -> step.run.id)
            .thenComparingInt(step -> step.node.number());

    private Turn() {}

    /** Gives a step that is ready its place, if it has none. */
    static void give(LiveStep step, long wallMillis) {
        if (step.turn == 0) {
            int minute = (int) (wallMillis / MINUTE_MILLIS);
            step.turn = switch (step.node.priority()) {
                case RELEASE -> FIRST;
                case RECOVER -> FIRST + 1;
                case DRILL -> minute;
                case PROTECT -> minute + HOUR;
                case SETTLE -> minute + 2 * HOUR;
                case HOUSEKEEPING -> minute + 3 * HOUR;
            };
        }
    }
}
