// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import java.time.Duration;
import java.util.List;

/** Snapshots of Alibaba Cloud: one call for a disk, one for a group of up to 16. */
final class AliyunSnapshots {
    private static final Expected TIME = Expected.about(Duration.ofMinutes(3));

    private final Draft draft;

    AliyunSnapshots(Draft draft) {
        this.draft = draft;
    }

    void lower(Action.TakeSnapshots action) {
        for (ResourceId id : action.disks()) {
            if (draft.disk(action, id).isEmpty()) {
                return;
            }
        }
        if (action.disks().size() > AliyunLimits.LARGEST_GROUP) {
            draft.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "a snapshot group takes up to " + AliyunLimits.LARGEST_GROUP + " disks",
                    "ask for fewer disks at a time");
            return;
        }
        if (draft.refusedAboveCrash(
                action,
                action.floor(),
                action.hooks(),
                "snapshots are crash-consistent unless the guest is held still")) {
            return;
        }
        Primitive create =
                action.disks().size() == 1 ? one(action, action.disks().get(0).id()) : group(action);
        new GuestSection(draft, AliyunTypes.RUN_COMMAND, RepeatClass.TOKEN)
                .around(action, action.hooks(), action.lane(), action.machines(), List.of(create));
    }

    private Primitive one(Action.TakeSnapshots action, String disk) {
        return draft.snapshot(
                action,
                disk,
                AliyunTypes.CREATE_SNAPSHOT,
                RepeatClass.TOKEN,
                TIME,
                LimitUse.one(AliyunLimits.TAKING, disk),
                LimitUse.one(AliyunLimits.SNAPSHOTS, disk));
    }

    private Primitive group(Action.TakeSnapshots action) {
        List<String> disks =
                action.disks().stream().map(ResourceId::id).sorted().toList();
        return draft.request(action, "group", AliyunTypes.CREATE_GROUP, RepeatClass.TOKEN, action.lane())
                .completes(List.of(action.id()))
                .subject(
                        action.machines().isEmpty()
                                ? ""
                                : action.machines().get(0).id())
                .expected(disks)
                .arguments(Payload.Fields.EMPTY.with("disks", Payload.ofTexts(disks)))
                .product(ProductKind.SNAPSHOT_SET)
                .duration(TIME)
                .build();
    }
}
