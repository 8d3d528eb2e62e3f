// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import java.util.List;
import java.util.Set;

/** Deletes, locks and marks: alike in all clouds but for the words. */
final class UpkeepLowering {
    /**
     * How a cloud calls them.
     *
     * @param modes in which it locks
     */
    record Types(
            String deleteSnapshot,
            String deleteImage,
            String lock,
            String mark,
            Set<dev.holdfast.protection.Lock.Mode> modes) {}

    private final Draft draft;
    private final Types types;

    UpkeepLowering(Draft draft, Types types) {
        this.draft = draft;
        this.types = types;
    }

    void lower(Action.DeleteReplica action) {
        ProductKind kind = action.replica().kind();
        boolean image = kind == ProductKind.IMAGE || kind == ProductKind.SUPPORT;
        String type = image ? types.deleteImage() : types.deleteSnapshot();
        draft.add(draft.request(action, "delete", type, RepeatClass.GOAL, action.lane())
                .completes(List.of(action.id()))
                .subject(action.replica().cloudId())
                .arguments(Payload.Fields.EMPTY
                        .with(image ? "image" : "snapshot", action.replica().cloudId())
                        .with("snapshotsToo", kind == ProductKind.IMAGE ? Payload.of(true) : null))
                .build());
    }

    void lower(Action.LockReplica action) {
        if (action.replica().kind() == ProductKind.IMAGE || !types.modes().contains(action.mode())) {
            draft.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "this cloud locks snapshots only, in mode "
                            + types.modes().stream().sorted().toList(),
                    "lock the snapshots, in such a mode");
            return;
        }
        draft.add(draft.request(action, "lock", types.lock(), RepeatClass.GOAL, action.lane())
                .completes(List.of(action.id()))
                .subject(action.replica().cloudId())
                .arguments(Payload.Fields.EMPTY
                        .with("snapshot", action.replica().cloudId())
                        .with("mode", action.mode().name())
                        .with("keepMillis", action.keepFor().toMillis())
                        .with("coolingOffMillis", action.coolingOff().toMillis()))
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
        draft.add(draft.request(action, "mark", types.mark(), RepeatClass.GOAL, action.lane())
                .completes(List.of(action.id()))
                .subject(action.replica().cloudId())
                .arguments(Payload.Fields.EMPTY
                        .with("snapshot", action.replica().cloudId())
                        .with("marks", action.marks()))
                .build());
    }
}
