// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.DiskAttachment;
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
import java.util.Optional;

/** Snapshots of Azure: a PUT for a disk, a restore point for the disks of a machine. */
final class AzureSnapshots {
    private static final Expected TIME = Expected.about(Duration.ofSeconds(10));

    private final Draft draft;

    AzureSnapshots(Draft draft) {
        this.draft = draft;
    }

    void lower(Action.TakeSnapshots action) {
        String machine = null;
        for (ResourceId id : action.disks()) {
            Optional<Disk> disk = draft.disk(action, id);
            if (disk.isEmpty()) {
                return;
            }
            DiskAttachment attachment = disk.get().attachment();
            String on = attachment == null ? "" : attachment.machine().id();
            boolean together = machine == null || (!on.isEmpty() && machine.equals(on));
            if (!together) {
                draft.refuse(
                        action,
                        FailureKind.UNSUPPORTED,
                        "a restore point takes the disks of one machine",
                        "ask for each machine by itself");
                return;
            }
            machine = on;
        }
        if (draft.refusedAboveCrash(
                action,
                action.floor(),
                action.hooks(),
                "simulated guests have no agent that would hold them still by itself")) {
            return;
        }
        Primitive create = action.disks().size() == 1
                ? one(action, action.disks().get(0).id())
                : restorePoint(action, String.valueOf(machine));
        new GuestSection(draft, AzureTypes.RUN_COMMAND, RepeatClass.ONCE)
                .around(action, action.hooks(), action.lane(), action.machines(), List.of(create));
    }

    private Primitive one(Action.TakeSnapshots action, String disk) {
        return draft.snapshot(
                action,
                disk,
                AzureTypes.PUT_SNAPSHOT,
                RepeatClass.NAMED,
                TIME,
                LimitUse.one(AzureLimits.SNAPSHOT_RATE, disk),
                LimitUse.one(AzureLimits.SNAPSHOTS, disk));
    }

    private Primitive restorePoint(Action.TakeSnapshots action, String machine) {
        List<String> disks =
                action.disks().stream().map(ResourceId::id).sorted().toList();
        return draft.request(action, "restore-point", AzureTypes.PUT_RESTORE_POINT, RepeatClass.NAMED, action.lane())
                .completes(List.of(action.id()))
                .subject(machine)
                .expected(disks)
                .arguments(Payload.Fields.EMPTY.with("machine", machine).with("disks", Payload.ofTexts(disks)))
                .product(ProductKind.SNAPSHOT_SET)
                .limits(draft.limits(AzureTypes.PUT_RESTORE_POINT, LimitUse.one(AzureLimits.RESTORE_POINTS, machine)))
                .duration(TIME)
                .build();
    }
}
