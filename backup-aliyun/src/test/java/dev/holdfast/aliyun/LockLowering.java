// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.protection.Lock;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaDescription;
import java.time.Duration;
import java.util.List;

/** Locks snapshots. ECS knows one way: for whole days from the call, with a time in which it can be taken back. */
final class LockLowering {
    private LockLowering() {}

    static FactQuery<?> needs(Action.LockReplica lock) {
        return new FactQuery.Replicas(
                lock.lane(), lock.replica().kind(), List.of(lock.replica().cloudId()), ReplicaDescription.Aspect.STATE);
    }

    static void lower(Action.LockReplica lock, Facts facts, Draft draft) {
        String id = lock.replica().cloudId();
        if (lock.replica().kind() != ProductKind.SNAPSHOT) {
            draft.refuse(lock, FailureKind.UNSUPPORTED, "Lock of " + id, "ECS locks snapshots only", "lock snapshots");
            return;
        }
        long days = roundUp(lock.keepFor(), Duration.ofDays(1));
        long hours = roundUp(lock.coolingOff(), Duration.ofHours(1));
        if (lock.mode() != Lock.Mode.COMPLIANCE || days < 1 || days > 36_500 || hours > 72) {
            draft.refuse(
                    lock,
                    FailureKind.UNSUPPORTED,
                    "Lock of " + id,
                    "ECS offers the mode COMPLIANCE for 1 to 36,500 days with at most 72 hours to take it back, no other",
                    "ask for COMPLIANCE for at most 36,500 days");
            return;
        }
        if (facts.replica(lock.lane(), id).isEmpty()) {
            draft.refuse(lock, FailureKind.GONE, "Snapshot " + id, "is not there", FailureKind.GONE.cure());
            return;
        }
        Payload.Fields arguments =
                Payload.Fields.EMPTY.with("snapshot", id).with("days", days).with("hours", hours);
        draft.add(draft.primitive(lock, "lock", EcsCalls.LOCK_SNAPSHOT, RepeatClass.GOAL, lock.lane())
                .arguments(arguments)
                .completes(List.of(lock.id()))
                .subject(id)
                .limits(EcsLimits.calls("LockSnapshot"))
                .permissions(List.of(Grammar.ecs(draft.purpose(), lock.lane(), "LockSnapshot", "snapshot")))
                .expectations(List.of(Expectation.seen(id, SnapshotLowering.STATUS, "accomplished")))
                .build());
    }

    private static long roundUp(Duration time, Duration unit) {
        return time.plus(unit).minusNanos(1).dividedBy(unit);
    }
}
