// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.DiskAttachment;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.MachineState;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Disks and machines: made anew from points, swapped, stopped, started, removed. */
final class MachineLowering {
    static final String PUT_DISK = "compute:PutDisk";
    static final String DELETE_DISK = "compute:DeleteDisk";
    static final String STOP = "compute:Deallocate";
    static final String START = "compute:Start";
    static final String SWAP = "compute:SwapOsDisk";
    static final String ATTACH = "compute:AttachDataDisk";
    static final String DETACH = "compute:DetachDataDisk";
    static final String PUT_INTERFACE = "network:PutInterface";
    static final String PUT_MACHINE = "compute:PutMachine";
    static final String DELETE_MACHINE = "compute:DeleteMachine";
    private static final Expected POWER = Expected.about(Duration.ofMinutes(1));

    private MachineLowering() {}

    static Primitive disk(
            Action action, String part, ReplicaRef from, Lane lane, @Nullable String zone, DiskSpec spec, Steps steps) {
        ArmId source = new ArmId(from.cloudId());
        Payload.Fields arguments = Payload.Fields.EMPTY
                .with("group", steps.settings.group(lane))
                .with("region", lane.region())
                .with("source", source.text())
                .with("option", source.is("diskRestorePoints") ? "Restore" : "Copy")
                .with("sku", spec.type())
                .with("sizeBytes", spec.sizeBytes())
                .with("zone", zone)
                .with("diskEncryptionSet", spec.keyId());
        String name = action.id() + "." + part;
        return steps.add(steps.step(action, part, PUT_DISK, RepeatClass.NAMED, lane)
                .subject(source.text())
                .product(ProductKind.DISK)
                .arguments(arguments)
                .permissions(steps.allowed(
                        source.text(),
                        "Microsoft.Compute/disks/read",
                        "Microsoft.Compute/disks/write",
                        source.is("diskRestorePoints")
                                ? "Microsoft.Compute/restorePointCollections/restorePoints/diskRestorePoints/beginGetAccess/action"
                                : "Microsoft.Compute/snapshots/beginGetAccess/action"))
                .undo(List.of(deleteDisk(action, "delete-" + part, lane, new Payload.Ref(name, "id"), steps)))
                .duration(Expected.about(Duration.ofSeconds(10)))
                .build());
    }

    static Primitive deleteDisk(Action action, String part, Lane lane, Payload id, Steps steps) {
        return steps.step(action, part, DELETE_DISK, RepeatClass.GOAL, lane)
                .subject(id instanceof Payload.Text text ? text.value() : "")
                .arguments(Payload.Fields.EMPTY.with("id", id))
                .limits(List.of(steps.delete(lane)))
                .permissions(steps.allowed(
                        id instanceof Payload.Text text ? text.value() : "/subscriptions/" + lane.account(),
                        "Microsoft.Compute/disks/read",
                        "Microsoft.Compute/disks/delete"))
                .build();
    }

    static void rollBack(Action.RollBackDisk action, Steps steps) {
        Optional<Machine> found = steps.facts.machine(action.machine());
        if (found.isEmpty()) {
            steps.refuse(action, FailureKind.GONE, "Swap of " + action.disk().id(), "its machine is not there");
            return;
        }
        Optional<DiskAttachment> attached = found.get().disks().stream()
                .filter(each -> new ArmId(each.disk().id()).same(action.disk().id()))
                .findFirst();
        if (attached.isEmpty()) {
            steps.refuse(
                    action,
                    FailureKind.INVALID,
                    "Swap of " + action.disk().id(),
                    "it does not hang on " + action.machine().id());
            return;
        }
        Lane lane = action.lane();
        String zone = steps.facts.disk(action.disk()).map(Disk::zone).orElse(null);
        boolean running = found.get().state() != MachineState.STOPPED;
        Primitive disk = disk(action, "disk", action.replica(), lane, zone, action.spec(), steps);
        Primitive ready = running ? power(action, "stop", action.machine(), STOP, START, List.of(disk), steps) : disk;
        Primitive swapped = attached.get().boot()
                ? swapBoot(action, disk, ready, steps)
                : swapData(action, attached.get(), disk, ready, steps);
        if (action.then() == MachineState.RUNNING) {
            power(action, "start", action.machine(), START, STOP, List.of(swapped), steps);
        }
    }

    /** The PUT sends the machine back as the look right before it saw it: see {@link Looks#swappable}. */
    private static Primitive swapBoot(Action.RollBackDisk action, Primitive disk, Primitive ready, Steps steps) {
        String vm = action.machine().id();
        Payload.Fields common = Payload.Fields.EMPTY.with("machine", vm);
        ArmId old = new ArmId(action.disk().id());
        return steps.add(steps.step(action, "swap", SWAP, RepeatClass.GUARDED, action.lane())
                .subject(vm)
                .product(ProductKind.NOTHING)
                .completes(List.of(action.id()))
                .arguments(common.with(Outputs.FORMER, old.text())
                        .with("disk", new Payload.Ref(disk.name(), Outputs.ID))
                        .with("diskName", new Payload.Ref(disk.name(), "name")))
                .limits(List.of(steps.write(action.lane()), LimitUse.one(AzureLimits.MACHINE_WRITES, vm)))
                .permissions(machineWrite(vm, steps))
                .expectations(List.of(
                        Expectation.seen(vm, "osDisk", old.text()), Expectation.guard(vm, "powerState", "deallocated")))
                .undo(List.of(steps.step(action, "swap-back", SWAP, RepeatClass.GUARDED, action.lane())
                        .subject(vm)
                        .arguments(common.with("disk", old.text()).with("diskName", old.name()))
                        .permissions(machineWrite(vm, steps))
                        .expectations(List.of(Expectation.guard(vm, "powerState", "deallocated")))
                        .duration(POWER)
                        .build()))
                .duration(POWER)
                .edges(Steps.after(disk, ready))
                .build());
    }

    /** Another disk at the same LUN is refused in one PUT: first off, then on. */
    private static Primitive swapData(
            Action.RollBackDisk action, DiskAttachment attached, Primitive disk, Primitive ready, Steps steps) {
        String vm = action.machine().id();
        Payload old = Payload.of(action.disk().id());
        Payload made = new Payload.Ref(disk.name(), "id");
        Primitive off = steps.add(data(action, "detach", DETACH, old, attached, steps)
                .expectations(List.of(
                        Expectation.guard(vm, "powerState", "deallocated"),
                        Expectation.seen(
                                vm, "lun" + attached.device(), action.disk().id())))
                .undo(List.of(
                        data(action, "attach-old", ATTACH, old, attached, steps).build()))
                .edges(Steps.after(disk, ready))
                .build());
        return steps.add(data(action, "attach", ATTACH, made, attached, steps)
                .completes(List.of(action.id()))
                .undo(List.of(data(action, "detach-new", DETACH, made, attached, steps)
                        .build()))
                .edges(Steps.after(off))
                .build());
    }

    private static Primitive.Builder data(
            Action.RollBackDisk action, String part, String type, Payload disk, DiskAttachment at, Steps steps) {
        String vm = action.machine().id();
        return steps.step(action, part, type, RepeatClass.GOAL, action.lane())
                .subject(vm)
                .arguments(Payload.Fields.EMPTY
                        .with("machine", vm)
                        .with("disk", disk)
                        .with("lun", Long.parseLong(at.device())))
                .limits(List.of(steps.write(action.lane()), LimitUse.one(AzureLimits.MACHINE_WRITES, vm)))
                .permissions(machineWrite(vm, steps))
                .expectations(List.of(Expectation.guard(vm, "powerState", "deallocated")))
                .duration(Expected.about(Duration.ofSeconds(20)));
    }

    static Primitive power(
            Action action,
            String part,
            ResourceId machine,
            String type,
            String back,
            List<Primitive> after,
            Steps steps) {
        Lane lane = Lane.of(machine.location());
        return steps.add(power(action, part, machine, type, lane, steps)
                .undo(List.of(power(action, "undo-" + part, machine, back, lane, steps)
                        .build()))
                .edges(Steps.after(after.toArray(Primitive[]::new)))
                .build());
    }

    static Primitive.Builder power(
            Action action, String part, ResourceId machine, String type, Lane lane, Steps steps) {
        return steps.step(action, part, type, RepeatClass.GOAL, lane)
                .subject(machine.id())
                .arguments(Payload.Fields.EMPTY.with("id", machine.id()))
                .limits(List.of(steps.write(lane), LimitUse.one(AzureLimits.MACHINE_WRITES, machine.id())))
                .permissions(steps.allowed(
                        machine.id(),
                        "Microsoft.Compute/virtualMachines/read",
                        "Microsoft.Compute/virtualMachines/instanceView/read",
                        type.equals(STOP)
                                ? "Microsoft.Compute/virtualMachines/deallocate/action"
                                : "Microsoft.Compute/virtualMachines/start/action"))
                .duration(POWER);
    }

    static void recover(Action.RecoverMachine action, Steps steps) {
        MachineSpec spec = action.spec();
        Lane lane = Lane.of(action.location());
        if (spec.subnet() == null || spec.disks().size() != action.replicas().size()) {
            steps.refuse(
                    action,
                    FailureKind.INVALID,
                    "Machine " + spec.name(),
                    "it needs a subnet, and a replica for each disk");
            return;
        }
        List<Primitive> parts = new ArrayList<>();
        Payload boot = Payload.of("");
        List<Payload> data = new ArrayList<>();
        for (int i = 0; i < spec.disks().size(); i++) {
            DiskSpec disk = spec.disks().get(i);
            Primitive made = disk(action, "disk-" + i, action.replicas().get(i), lane, spec.zone(), disk, steps);
            parts.add(made);
            Payload.Ref id = new Payload.Ref(made.name(), "id");
            if (disk.boot()) {
                boot = id;
            } else {
                data.add(Payload.Fields.EMPTY
                        .with("lun", Long.parseLong(disk.device()))
                        .with("disk", id));
            }
        }
        Payload.Fields wire = Payload.Fields.EMPTY
                .with("group", steps.settings.group(lane))
                .with("region", lane.region())
                .with("subnet", spec.subnet())
                .with("privateIp", spec.privateIp());
        if (!spec.securityGroups().isEmpty()) {
            wire = wire.with("securityGroup", spec.securityGroups().get(0));
        }
        Primitive network = steps.add(steps.step(action, "interface", PUT_INTERFACE, RepeatClass.NAMED, lane)
                .subject(spec.subnet())
                .product(ProductKind.SUPPORT)
                .arguments(wire)
                .permissions(steps.allowed(
                        spec.subnet(),
                        "Microsoft.Network/networkInterfaces/read",
                        "Microsoft.Network/networkInterfaces/write",
                        "Microsoft.Network/virtualNetworks/subnets/join/action"))
                .undo(List.of(steps.step(action, "delete-interface", "network:DeleteInterface", RepeatClass.GOAL, lane)
                        .arguments(Payload.Fields.EMPTY.with("id", new Payload.Ref(action.id() + ".interface", "id")))
                        .build()))
                .build());
        parts.add(network);
        steps.add(steps.step(action, "machine", PUT_MACHINE, RepeatClass.NAMED, lane)
                .subject(action.source().id())
                .product(ProductKind.MACHINE)
                .completes(List.of(action.id()))
                .arguments(Payload.Fields.EMPTY
                        .with("group", steps.settings.group(lane))
                        .with("region", lane.region())
                        .with("size", spec.type())
                        .with("zone", spec.zone())
                        .with("osType", spec.attributes().getOrDefault("osType", "Linux"))
                        .with("boot", boot)
                        .with("data", new Payload.Items(data))
                        .with("interface", new Payload.Ref(network.name(), "id"))
                        .with("tags", Payload.ofTexts(spec.tags())))
                .permissions(steps.allowed(
                        "/subscriptions/" + lane.account() + "/resourceGroups/" + steps.settings.group(lane),
                        "Microsoft.Compute/virtualMachines/read",
                        "Microsoft.Compute/virtualMachines/write",
                        "Microsoft.Compute/disks/write",
                        "Microsoft.Network/networkInterfaces/join/action"))
                .undo(List.of(steps.step(action, "delete-machine", DELETE_MACHINE, RepeatClass.GOAL, lane)
                        .arguments(Payload.Fields.EMPTY.with("id", new Payload.Ref(action.id() + ".machine", "id")))
                        .permissions(steps.allowed(
                                "/subscriptions/" + lane.account(), "Microsoft.Compute/virtualMachines/delete"))
                        .duration(POWER)
                        .build()))
                .duration(Expected.about(Duration.ofMinutes(2)))
                .edges(Steps.after(parts.toArray(Primitive[]::new)))
                .build());
    }

    static void delete(Action.DeleteMachine action, Steps steps) {
        Lane lane = action.lane();
        Primitive machine = steps.add(steps.step(action, "machine", DELETE_MACHINE, RepeatClass.GOAL, lane)
                .subject(action.machine().id())
                .arguments(Payload.Fields.EMPTY.with("id", action.machine().id()))
                .limits(List.of(steps.delete(lane)))
                .completes(action.disks().isEmpty() ? List.of(action.id()) : List.of())
                .permissions(steps.allowed(action.machine().id(), "Microsoft.Compute/virtualMachines/delete"))
                .duration(POWER)
                .build());
        for (int i = 0; i < action.disks().size(); i++) {
            steps.add(deleteDisk(
                            action,
                            "disk-" + i,
                            lane,
                            Payload.of(action.disks().get(i).id()),
                            steps)
                    .toBuilder()
                    .completes(List.of(action.id()))
                    .edges(Steps.after(machine))
                    .build());
        }
    }

    private static List<dev.holdfast.spi.Permission> machineWrite(String vm, Steps steps) {
        return steps.allowed(
                vm,
                "Microsoft.Compute/virtualMachines/read",
                "Microsoft.Compute/virtualMachines/write",
                "Microsoft.Compute/disks/read",
                "Microsoft.Compute/disks/write");
    }
}
