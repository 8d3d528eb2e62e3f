// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an action.
 *
 * @param action its id
 * @param label what it was for
 * @param outputs what it gave, if it is done
 * @param members what became of each, where there were several
 * @param got the consistency got
 * @param hold how long the guest was held
 * @param intendedAt when the first of its requests was intended
 * @param failure why it is not done, or {@code null}
 */
record ActionResult(
        String action,
        String label,
        Payload.Fields outputs,
        List<Member> members,
        ConsistencyLevel got,
        Duration hold,
        Instant intendedAt,
        @Nullable Failure failure) {
    ActionResult {
        members = List.copyOf(members);
    }

    /** The first action of an outcome that was not done, what is gone left out; {@code null} if there is none. */
    static @Nullable Failure firstFailure(StepOutcome outcome, PayloadMapper mapper) {
        for (Payload each : outcome.outputs().items("results")) {
            Failure failure = mapper.read(each, ActionResult.class).failure();
            if (failure != null && failure.kind() != FailureKind.GONE) {
                return failure;
            }
        }
        return null;
    }

    /** An action that was not tried. */
    static ActionResult failed(Item item, Instant now, Failure failure) {
        return new ActionResult(
                item.action().id(),
                item.label(),
                Payload.Fields.EMPTY,
                List.of(),
                ConsistencyLevel.CRASH,
                Duration.ZERO,
                now,
                failure);
    }

    boolean done() {
        return failure == null;
    }
}
