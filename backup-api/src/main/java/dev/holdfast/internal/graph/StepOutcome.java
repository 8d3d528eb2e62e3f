// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.graph;

import dev.holdfast.failure.Failure;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Payload;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a step recorded, as a planner gets it.
 *
 * @param number which step
 * @param name what it is called
 * @param state how it ended
 * @param outputs what it gave
 * @param members what became of each, where there were several
 * @param failure why it ended otherwise than well, or {@code null}
 * @param leftBehind what it left in the cloud
 * @param sent whether its call was ever sent
 * @param intendedAt when its intent was written, or {@code null} if never
 * @param endedAt when it ended, or {@code null} if it did not
 */
public record StepOutcome(
        int number,
        String name,
        StepState state,
        Payload.Fields outputs,
        List<Member> members,
        @Nullable Failure failure,
        List<LeftBehind> leftBehind,
        boolean sent,
        @Nullable Instant intendedAt,
        @Nullable Instant endedAt) {
    /** Copies the lists. */
    public StepOutcome {
        members = List.copyOf(members);
        leftBehind = List.copyOf(leftBehind);
    }

    /**
     * Whether it is done.
     *
     * @return true if it succeeded
     */
    public boolean succeeded() {
        return state == StepState.SUCCEEDED;
    }
}
