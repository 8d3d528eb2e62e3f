// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.Failure;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RemoteTask;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a step so far; the part of its row that changes.
 *
 * @param intendedAt when the first intent of this generation was written
 * @param answeredAt when its call was answered
 * @param endedAt when it ended
 * @param task the work in the cloud
 * @param outputs what it gave
 * @param members what became of each
 * @param failure why it failed or was parked
 * @param leftBehind what it left
 * @param exports for an expansion: the number of the child whose outputs count, or -1
 * @param elsewhere where it is looked for in the lane of what it makes, and not of its call: when it may have been sent
 *     last; else {@code null}
 */
record StepProgress(
        @Nullable Instant intendedAt,
        @Nullable Instant answeredAt,
        @Nullable Instant endedAt,
        @Nullable RemoteTask task,
        Payload.Fields outputs,
        List<Member> members,
        @Nullable Failure failure,
        List<LeftBehind> leftBehind,
        int exports,
        @Nullable Instant elsewhere) {
    static final StepProgress NONE =
            new StepProgress(null, null, null, null, Payload.Fields.EMPTY, List.of(), null, List.of(), -1, null);

    StepProgress {
        members = List.copyOf(members);
        leftBehind = List.copyOf(leftBehind);
    }

    StepProgress giving(Payload.Fields gave) {
        return new StepProgress(
                intendedAt, answeredAt, endedAt, task, gave, members, failure, leftBehind, exports, null);
    }

    StepProgress intended(Instant at) {
        return new StepProgress(at, null, null, null, outputs, members, null, leftBehind, exports, null);
    }

    /** It is looked for where its work is watched. */
    StepProgress lookedForElsewhere(@Nullable Instant sentAt) {
        return new StepProgress(
                intendedAt, answeredAt, endedAt, task, outputs, members, failure, leftBehind, exports, sentAt);
    }

    StepProgress answered(Instant at, @Nullable RemoteTask started) {
        return new StepProgress(intendedAt, at, null, started, outputs, members, null, leftBehind, exports, null);
    }

    StepProgress moved(RemoteTask next) {
        return new StepProgress(
                intendedAt, answeredAt, null, next, outputs, members, failure, leftBehind, exports, null);
    }

    StepProgress done(Instant at, Payload.Fields gave, List<Member> each) {
        return new StepProgress(
                intendedAt,
                answeredAt == null ? at : answeredAt,
                at,
                task,
                gave,
                each,
                null,
                leftBehind,
                exports,
                null);
    }

    StepProgress failed(Instant at, Failure why, List<LeftBehind> left) {
        return new StepProgress(intendedAt, answeredAt, at, task, outputs, members, why, left, exports, null);
    }

    StepProgress parked(Failure why) {
        return new StepProgress(intendedAt, answeredAt, null, task, outputs, members, why, leftBehind, exports, null);
    }

    StepProgress ended(Instant at) {
        return new StepProgress(intendedAt, answeredAt, at, task, outputs, members, failure, leftBehind, exports, null);
    }

    StepProgress expanded(Instant at, int export, Payload.Fields gave) {
        return new StepProgress(intendedAt, at, null, null, gave, members, null, leftBehind, export, null);
    }
}
