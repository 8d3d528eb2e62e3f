// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.DiskAttachment;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Restore points: the disks of one machine at one moment, held still by the cloud's own agent. */
final class RestorePointLowering {
    static final String COLLECTION = "compute:PutRestorePointCollection";
    static final String PUT = "compute:PutRestorePoint";
    static final String COPY = "compute:CopyRestorePoint";
    static final String DELETE = "compute:DeleteRestorePoint";
    private static final Set<String> NEVER_CRASH_CONSISTENT = Set.of("UltraSSD_LRS", "PremiumV2_LRS");

    private RestorePointLowering() {}

    static void take(Action.TakeSnapshots action, Steps steps) {
        ResourceId machineId = action.machines().get(0);
        Optional<Machine> found = steps.facts.machine(machineId);
        if (found.isEmpty()) {
            steps.refuse(action, FailureKind.GONE, "Restore point of " + machineId.id(), "the machine is not there");
            return;
        }
        Machine machine = found.get();
        boolean crash = action.level() == ConsistencyLevel.CRASH;
        boolean windows = "Windows".equals(machine.attributes().get("osType"));
        ConsistencyLevel best = windows ? ConsistencyLevel.APPLICATION : ConsistencyLevel.FILE_SYSTEM;
        if (!best.satisfies(action.floor())) {
            steps.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "Application-consistent point of " + machineId.id(),
                    "without scripts of its own a Linux guest is held at its file systems only",
                    "name guest hooks, or lower the floor to FILE_SYSTEM");
            return;
        }
        for (ResourceId id : action.disks()) {
            Disk disk = steps.facts.disk(id).orElse(null);
            if (crash && disk != null && NEVER_CRASH_CONSISTENT.contains(disk.type())) {
                steps.refuse(
                        action,
                        FailureKind.UNSUPPORTED,
                        "Crash-consistent point of " + machineId.id(),
                        "disk " + id.id() + " is of type " + disk.type(),
                        "take that disk by itself, or ask for file-system consistency");
                return;
            }
        }
        Lane lane = Lane.of(machineId.location());
        if (steps.full(
                action, lane, AzureLimits.RESTORE_POINT_STOCK, machineId.id(), "Restore point of " + machineId.id())) {
            return;
        }
        ArmId vm = new ArmId(machineId.id());
        ArmId collection = collection(vm, lane, steps);
        Primitive holder = steps.add(steps.step(action, "collection", COLLECTION, RepeatClass.GOAL, lane)
                .subject(collection.text())
                .product(ProductKind.SUPPORT)
                .arguments(Payload.Fields.EMPTY
                        .with("id", collection.text())
                        .with("region", lane.region())
                        .with("source", vm.text()))
                .limits(List.of(steps.write(lane), LimitUse.one(AzureLimits.MACHINE_WRITES, vm.text())))
                .permissions(steps.allowed(
                        collection.text(),
                        "Microsoft.Compute/restorePointCollections/read",
                        "Microsoft.Compute/restorePointCollections/write",
                        "Microsoft.Compute/virtualMachines/read"))
                .build());
        List<String> excluded = machine.disks().stream()
                .map(DiskAttachment::disk)
                .filter(disk -> !action.disks().contains(disk))
                .map(ResourceId::id)
                .toList();
        Payload.Fields arguments = Payload.Fields.EMPTY
                .with("collection", collection.text())
                .with("exclude", Payload.ofTexts(excluded))
                .with("asked", action.level().name())
                .with("floor", action.floor().name());
        if (crash) {
            arguments = arguments.with("consistency", "CrashConsistent");
        }
        steps.add(steps.step(action, "point", PUT, RepeatClass.NAMED, lane)
                .subject(vm.text())
                .expected(action.disks().stream().map(ResourceId::id).toList())
                .product(ProductKind.SNAPSHOT_SET)
                .completes(List.of(action.id()))
                .arguments(arguments)
                .limits(List.of(
                        steps.write(lane),
                        LimitUse.one(AzureLimits.RESTORE_POINT_RATE, vm.text() + "/" + (crash ? "crash" : "held")),
                        LimitUse.one(AzureLimits.RESTORE_POINT_SLOT, vm.text()),
                        LimitUse.one(AzureLimits.RESTORE_POINT_STOCK, vm.text())))
                .permissions(steps.allowed(
                        collection.text(),
                        "Microsoft.Compute/restorePointCollections/restorePoints/read",
                        "Microsoft.Compute/restorePointCollections/restorePoints/write",
                        "Microsoft.Compute/virtualMachines/read",
                        "Microsoft.Compute/disks/beginGetAccess/action"))
                .expectations(List.of(
                        Expectation.seen(vm.text(), "osType", windows ? "Windows" : "Linux"),
                        Expectation.seen(vm.text(), "disks", String.join(",", all(machine)))))
                .undo(List.of(delete(action, "point", lane, new Payload.Ref(action.id() + ".point", "id"), steps)))
                .duration(Expected.about(Duration.ofMinutes(4)))
                .edges(Steps.after(holder))
                .build());
    }

    /** A set is copied as one: into a collection whose source is the first collection. */
    static void copy(Action.CopyReplica action, Steps steps) {
        if (action.key() != null) {
            steps.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "Copy of " + action.from().cloudId(),
                    "a copied restore point is encrypted by a key of the platform, never by one of ours",
                    "copy snapshots of the disks, or leave the key out");
            return;
        }
        Lane target = Lane.of(action.to());
        ArmId point = new ArmId(action.from().cloudId());
        ArmId source = point.parent();
        ArmId collection = ArmId.of(
                target.account(),
                steps.settings.group(target),
                "Microsoft.Compute/restorePointCollections",
                source.name() + "-" + ArmId.region(target.region()));
        Primitive holder = steps.add(steps.step(action, "collection", COLLECTION, RepeatClass.GOAL, target)
                .subject(collection.text())
                .product(ProductKind.SUPPORT)
                .arguments(Payload.Fields.EMPTY
                        .with("id", collection.text())
                        .with("region", target.region())
                        .with("source", source.text()))
                .permissions(steps.allowed(
                        collection.text(),
                        "Microsoft.Compute/restorePointCollections/read",
                        "Microsoft.Compute/restorePointCollections/write"))
                .build());
        steps.add(steps.step(action, "copy", COPY, RepeatClass.NAMED, target)
                .subject(point.text())
                .product(ProductKind.SNAPSHOT_SET)
                .completes(List.of(action.id()))
                .arguments(Payload.Fields.EMPTY
                        .with("collection", collection.text())
                        .with("source", point.text()))
                .limits(List.of(
                        steps.write(target), LimitUse.one(AzureLimits.RESTORE_POINT_COPY_RATE, collection.text())))
                .permissions(steps.allowed(
                        collection.text(),
                        "Microsoft.Compute/restorePointCollections/restorePoints/read",
                        "Microsoft.Compute/restorePointCollections/restorePoints/write",
                        "Microsoft.Compute/restorePointCollections/restorePoints/retrieveSasUris/action"))
                .undo(List.of(delete(action, "copy", target, new Payload.Ref(action.id() + ".copy", "id"), steps)))
                .duration(SnapshotLowering.copyTime(action.from().bytes()))
                .edges(Steps.after(holder))
                .build());
    }

    static Primitive delete(Action action, String part, Lane lane, Payload id, Steps steps) {
        return steps.step(action, "delete-" + part, DELETE, RepeatClass.GOAL, lane)
                .subject(id instanceof Payload.Text text ? text.value() : "")
                .arguments(Payload.Fields.EMPTY.with("id", id))
                .limits(List.of(steps.delete(lane)))
                .permissions(steps.allowed(
                        id instanceof Payload.Text text ? text.value() : "/subscriptions/" + lane.account(),
                        "Microsoft.Compute/restorePointCollections/restorePoints/read",
                        "Microsoft.Compute/restorePointCollections/restorePoints/delete"))
                .duration(Expected.about(Duration.ofMinutes(1)))
                .build();
    }

    /** One for each machine, for good: its name is not the key's, so that every point of a machine lies in it. */
    private static ArmId collection(ArmId vm, Lane lane, Steps steps) {
        return ArmId.of(
                lane.account(),
                steps.settings.group(lane),
                "Microsoft.Compute/restorePointCollections",
                "holdfast-" + vm.name());
    }

    private static List<String> all(Machine machine) {
        return machine.disks().stream().map(disk -> disk.disk().id()).sorted().toList();
    }
}
