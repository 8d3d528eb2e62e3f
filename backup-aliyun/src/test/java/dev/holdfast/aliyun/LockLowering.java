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
import java.time.Instant;
import java.util.List;

/** Locks snapshots. ECS knows one way: for whole days from the call, with a time in which it can be taken back. */
final class LockLowering {
    private LockLowering() {}

    static FactQuery<?> needs(Action.LockReplica lock) {
        return new FactQuery.Replicas(
                lock.lane(), lock.replica().kind(), List.of(lock.replica().cloudId()));
    }

    static void lower(Action.LockReplica lock, Facts facts, Draft draft) {
        String id = lock.replica().cloudId();
        Instant until = lock.lock().until();
        Instant cooling = lock.lock().coolingOffUntil();
        if (lock.replica().kind() != ProductKind.SNAPSHOT) {
            draft.refuse(lock, FailureKind.UNSUPPORTED, "Lock of " + id, "ECS locks snapshots only", "lock snapshots");
            return;
        }
        if (lock.lock().mode() != Lock.Mode.COMPLIANCE || until == null) {
            draft.refuse(
                    lock,
                    FailureKind.UNSUPPORTED,
                    "Lock of " + id,
                    "ECS offers the mode COMPLIANCE with an end, no other",
                    "ask for COMPLIANCE until a moment at most 36,500 days away");
            return;
        }
        if (facts.replica(lock.lane(), id).isEmpty()) {
            draft.refuse(lock, FailureKind.GONE, "Snapshot " + id, "is not there", FailureKind.GONE.cure());
            return;
        }
        Payload.Fields arguments = Payload.Fields.EMPTY.with("snapshot", id).with("until", new Payload.Time(until));
        draft.add(draft.primitive(lock, "lock", EcsCalls.LOCK_SNAPSHOT, RepeatClass.GOAL, lock.lane())
                .arguments(cooling == null ? arguments : arguments.with("cooling", new Payload.Time(cooling)))
                .completes(List.of(lock.id()))
                .subject(id)
                .limits(EcsLimits.calls("LockSnapshot"))
                .permissions(List.of(Grammar.ecs(draft.purpose(), lock.lane(), "LockSnapshot", "snapshot")))
                .expectations(List.of(new Expectation(id, SnapshotLowering.STATUS, "accomplished")))
                .build());
    }
}
