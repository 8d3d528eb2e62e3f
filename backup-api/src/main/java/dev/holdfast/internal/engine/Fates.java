// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.operation.StepState;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the steps of one operation ended, in a byte each: enough to know what follows long after they have left memory.
 * Touched by the loop only.
 */
final class Fates {
    /** What a step can end as; its place in this list is what is kept. */
    private static final List<StepState> ENDS =
            List.of(StepState.SUCCEEDED, StepState.FAILED, StepState.CANCELLED, StepState.SKIPPED);

    private static final int ENDED = 0x10;
    private static final int ANSWERED = 0x20;
    private static final int SENT = 0x40;

    private byte[] fates = new byte[16];

    void put(LiveStep step) {
        int number = step.node.number();
        if (number >= fates.length) {
            fates = Arrays.copyOf(fates, Math.max(number + 1, fates.length * 2));
        }
        fates[number] =
                (byte) (ENDED | ENDS.indexOf(step.state) | (step.answered() ? ANSWERED : 0) | (step.sent() ? SENT : 0));
    }

    private int of(int number) {
        return number < fates.length ? fates[number] : 0;
    }

    /** The state in which it ended, or {@code null} if it has not. */
    @Nullable
    StepState state(int number) {
        int fate = of(number);
        return fate == 0 ? null : ENDS.get(fate & 0x0f);
    }

    boolean answered(int number) {
        return (of(number) & ANSWERED) != 0;
    }

    boolean sent(int number) {
        return (of(number) & SENT) != 0;
    }
}
