// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.protection.Lock;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import java.util.List;

/** Deletes, locks and marks of AWS. */
final class AwsUpkeep {
    private final Draft draft;

    AwsUpkeep(Draft draft) {
        this.draft = draft;
    }

    void lower(Action.DeleteReplica action) {
        boolean image = action.replica().kind() == ProductKind.IMAGE;
        String type = image ? AwsTypes.DEREGISTER_IMAGE : AwsTypes.DELETE_SNAPSHOT;
        draft.add(draft.request(action, "delete", type, RepeatClass.GOAL, action.lane())
                .completes(List.of(action.id()))
                .subject(action.replica().cloudId())
                .arguments(Payload.Fields.EMPTY
                        .with(image ? "image" : "snapshot", action.replica().cloudId())
                        .with("snapshotsToo", image ? Payload.of(true) : null))
                .build());
    }

    void lower(Action.LockReplica action) {
        Lock lock = action.lock();
        if (action.replica().kind() == ProductKind.IMAGE || lock.mode() == Lock.Mode.DELETE_PROTECTION) {
            draft.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "AWS locks snapshots, in governance or compliance mode",
                    "lock the snapshots of the image, in one of these modes");
            return;
        }
        draft.add(draft.request(action, "lock", AwsTypes.LOCK_SNAPSHOT, RepeatClass.GOAL, action.lane())
                .completes(List.of(action.id()))
                .subject(action.replica().cloudId())
                .arguments(Locking.arguments(action.replica().cloudId(), lock))
                .build());
    }

    void lower(Action.MarkReplica action) {
        if (action.replica().kind() == ProductKind.IMAGE) {
            draft.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "images are not marked a second time yet",
                    "mark the snapshots of the image");
            return;
        }
        draft.add(draft.request(action, "mark", AwsTypes.CREATE_TAGS, RepeatClass.GOAL, action.lane())
                .completes(List.of(action.id()))
                .subject(action.replica().cloudId())
                .arguments(Payload.Fields.EMPTY
                        .with("snapshot", action.replica().cloudId())
                        .with("marks", action.marks()))
                .build());
    }
}
