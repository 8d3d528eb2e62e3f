// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Snapshots of AWS: one call for a volume, one for the volumes of an instance, none for several instances. */
final class AwsSnapshots {
    private static final Expected TIME = Expected.about(Duration.ofMinutes(3));

    private final Draft draft;

    AwsSnapshots(Draft draft) {
        this.draft = draft;
    }

    void lower(Action.TakeSnapshots action) {
        Map<String, List<Disk>> byMachine = new TreeMap<>();
        List<Disk> loose = new ArrayList<>();
        for (ResourceId id : action.disks()) {
            Optional<Disk> disk = draft.disk(action, id);
            if (disk.isEmpty()) {
                return;
            }
            DiskAttachment attachment = disk.get().attachment();
            if (attachment == null) {
                loose.add(disk.get());
            } else {
                byMachine
                        .computeIfAbsent(attachment.machine().id(), machine -> new ArrayList<>())
                        .add(disk.get());
            }
        }
        if (refused(action, byMachine.size() + loose.size())) {
            return;
        }
        List<Primitive> creates = new ArrayList<>();
        byMachine.forEach((machine, disks) ->
                creates.add(disks.size() == 1 ? one(action, disks.get(0).id().id()) : set(action, machine, disks)));
        loose.forEach(disk -> creates.add(one(action, disk.id().id())));
        List<ResourceId> machines = byMachine.keySet().stream()
                .map(id -> ResourceId.machine(action.lane().location(), id))
                .toList();
        new GuestSection(draft, AwsTypes.SEND_COMMAND, RepeatClass.ONCE)
                .around(action, action.hooks(), action.lane(), machines, creates);
    }

    private Primitive one(Action.TakeSnapshots action, String disk) {
        return draft.snapshot(
                action,
                disk,
                AwsTypes.CREATE_SNAPSHOT,
                RepeatClass.MARKED,
                TIME,
                LimitUse.one(AwsLimits.SPACING, disk),
                LimitUse.one(AwsLimits.PENDING, disk),
                AwsLimits.pendingInAccount(1),
                LimitUse.one(AwsLimits.SNAPSHOTS, "snapshots"));
    }

    private boolean refused(Action.TakeSnapshots action, int moments) {
        if (draft.refusedAboveCrash(
                action,
                action.floor(),
                action.hooks(),
                "EBS snapshots are crash-consistent unless the guest is held still")) {
            return true;
        }
        if (action.hooks() == null && moments > 1) {
            draft.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "AWS takes the volumes of one instance at one moment, not those of " + moments,
                    "ask for each machine by itself, or give guest hooks that hold all of them");
            return true;
        }
        return false;
    }

    private Primitive set(Action.TakeSnapshots action, String machine, List<Disk> disks) {
        List<String> ids = disks.stream().map(disk -> disk.id().id()).sorted().toList();
        Lane lane = action.lane();
        return draft.request(action, "snapshots-" + machine, AwsTypes.CREATE_SNAPSHOTS, RepeatClass.MARKED, lane)
                .completes(List.of(action.id()))
                .subject(machine)
                .expected(ids)
                .arguments(Payload.Fields.EMPTY.with("machine", machine).with("disks", Payload.ofTexts(ids)))
                .product(ProductKind.SNAPSHOT_SET)
                .limits(draft.limits(
                        AwsTypes.CREATE_SNAPSHOTS,
                        AwsLimits.pendingInAccount(ids.size()),
                        new LimitUse(AwsLimits.SNAPSHOTS, "snapshots", ids.size())))
                .duration(TIME)
                .build();
    }
}
