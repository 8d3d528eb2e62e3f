// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.DiskAttachment;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Snapshots of one disk, of the disks of an instance at one moment, and images. */
final class SnapshotLowering {
    static final String CREATE_SNAPSHOT = "ec2:CreateSnapshot";
    static final String CREATE_SNAPSHOTS = "ec2:CreateSnapshots";
    static final String CREATE_IMAGE = "ec2:CreateImage";

    /** AWS takes no more excluded volumes in one call. */
    static final int MOST_EXCLUDED = 40;

    private static final long FIRST_SNAPSHOT_BYTES_PER_SECOND = 50L << 20;

    private final Facts facts;
    private final Purpose purpose;
    private final Draft draft;

    SnapshotLowering(Facts facts, Purpose purpose, Draft draft) {
        this.facts = facts;
        this.purpose = purpose;
        this.draft = draft;
    }

    void lower(Action.TakeSnapshots action) {
        Map<String, List<Disk>> byMachine = new TreeMap<>();
        List<Disk> loose = new ArrayList<>();
        for (ResourceId id : action.disks()) {
            Optional<Disk> found = facts.disk(id);
            if (found.isEmpty()) {
                draft.refuse(
                        action.id(),
                        FailureKind.GONE,
                        "Snapshot of " + id.id(),
                        "the volume does not exist in " + id.location(),
                        "remove it from the selection, or check whether someone deleted it");
                return;
            }
            Disk disk = found.get();
            DiskAttachment attachment = disk.attachment();
            if (attachment == null) {
                loose.add(disk);
            } else {
                byMachine
                        .computeIfAbsent(attachment.machine().id(), machine -> new ArrayList<>())
                        .add(disk);
            }
        }
        if (action.hooks() == null && !ConsistencyLevel.CRASH.satisfies(action.floor())) {
            draft.refuse(
                    action.id(),
                    FailureKind.UNSUPPORTED,
                    "Snapshot at level " + action.floor(),
                    "EBS snapshots are crash-consistent unless the guest is held still",
                    "give guest hooks, or accept CRASH");
            return;
        }
        List<Primitive> creates = new ArrayList<>();
        for (Map.Entry<String, List<Disk>> entry : byMachine.entrySet()) {
            List<Disk> disks = entry.getValue();
            Optional<Machine> machine =
                    facts.machine(ResourceId.machine(disks.get(0).id().location(), entry.getKey()));
            if (disks.size() == 1) {
                creates.add(ofOne(action, disks.get(0)));
            } else if (machine.isPresent()) {
                Primitive set = ofInstance(action, machine.get(), disks);
                if (set == null) {
                    return;
                }
                creates.add(set);
            } else {
                draft.refuse(
                        action.id(),
                        FailureKind.GONE,
                        "Consistent set of " + entry.getKey(),
                        "the instance was not found",
                        "check whether someone terminated it");
                return;
            }
        }
        loose.forEach(disk -> creates.add(ofOne(action, disk)));
        if (action.hooks() == null) {
            creates.forEach(draft::add);
        } else {
            new GuestSection(purpose, draft)
                    .around(action.id(), action.hooks(), action.lane(), List.copyOf(byMachine.keySet()), creates);
        }
    }

    private @Nullable Primitive ofInstance(Action.TakeSnapshots action, Machine machine, List<Disk> disks) {
        Set<String> wanted = disks.stream().map(disk -> disk.id().id()).collect(Collectors.toSet());
        String instance = machine.id().id();
        Lane lane = Lane.of(machine.id().location());
        if ("true".equals(machine.attributes().get("hibernationConfigured"))) {
            draft.refuse(
                    action.id(),
                    FailureKind.UNSUPPORTED,
                    "Consistent set of " + instance,
                    "EC2 takes no set of an instance that is enabled for hibernation",
                    "take its disks one by one, or make an image");
            return null;
        }
        List<String> left = machine.disks().stream()
                .filter(attachment -> !attachment.boot())
                .map(attachment -> attachment.disk().id())
                .filter(id -> !wanted.contains(id))
                .sorted()
                .toList();
        if (left.size() > MOST_EXCLUDED) {
            draft.refuse(
                    action.id(),
                    FailureKind.UNSUPPORTED,
                    "Consistent set of " + instance,
                    left.size() + " volumes would have to be left out and EC2 takes at most " + MOST_EXCLUDED,
                    "take more of its volumes into the set");
            return null;
        }
        boolean withoutBoot = machine.disks().stream()
                .anyMatch(attachment ->
                        attachment.boot() && !wanted.contains(attachment.disk().id()));
        List<String> members = wanted.stream().sorted().toList();
        return Primitive.builder(action.id() + "." + instance, CREATE_SNAPSHOTS, RepeatClass.MARKED, lane, purpose)
                .arguments(Payload.Fields.EMPTY
                        .with("instance", instance)
                        .with("excludeBoot", Payload.of(withoutBoot))
                        .with("excludeData", Payload.ofTexts(left)))
                .actions(List.of(action.id()))
                .completes(List.of(action.id()))
                .subject(instance)
                .expected(members)
                .product(ProductKind.SNAPSHOT_SET)
                .limits(createLimits(lane, "CreateSnapshots", disks))
                .permissions(Rights.of(
                        purpose,
                        CREATE_SNAPSHOTS,
                        Rights.INSTANCE,
                        CREATE_SNAPSHOTS,
                        Rights.VOLUME,
                        CREATE_SNAPSHOTS,
                        Rights.SNAPSHOT,
                        "ec2:CreateTags",
                        Rights.SNAPSHOT))
                .expectations(List.of(Expectation.seen(instance, "volumes", volumesOf(machine))))
                .undo(members.stream()
                        .map(volume -> deleteOf(
                                action.id() + "." + instance + ".undo-" + volume,
                                lane,
                                new Payload.Ref(action.id() + "." + instance, "members/" + volume)))
                        .toList())
                .duration(durationOf(disks))
                .build();
    }

    private Primitive ofOne(Action.TakeSnapshots action, Disk disk) {
        String volume = disk.id().id();
        Lane lane = Lane.of(disk.id().location());
        String name = action.id() + "." + volume;
        return Primitive.builder(name, CREATE_SNAPSHOT, RepeatClass.MARKED, lane, purpose)
                .arguments(Payload.Fields.EMPTY.with("volume", volume))
                .actions(List.of(action.id()))
                .completes(List.of(action.id()))
                .subject(volume)
                .expected(List.of(volume))
                .product(ProductKind.SNAPSHOT)
                .limits(createLimits(lane, "CreateSnapshot", List.of(disk)))
                .permissions(Rights.of(
                        purpose,
                        CREATE_SNAPSHOT,
                        Rights.VOLUME,
                        CREATE_SNAPSHOT,
                        Rights.SNAPSHOT,
                        "ec2:CreateTags",
                        Rights.SNAPSHOT))
                .undo(List.of(deleteOf(name + ".undo", lane, new Payload.Ref(name, Outputs.ID))))
                .duration(durationOf(List.of(disk)))
                .build();
    }

    void lower(Action.TakeImage action) {
        Lane lane = action.lane();
        String instance = action.machine().id();
        Optional<Machine> machine = facts.machine(action.machine());
        if (machine.isEmpty()) {
            draft.refuse(
                    action.id(),
                    FailureKind.GONE,
                    "Image of " + instance,
                    "the instance was not found",
                    "check whether someone terminated it");
            return;
        }
        if (action.hooks() == null && !ConsistencyLevel.CRASH.satisfies(action.floor())) {
            draft.refuse(
                    action.id(),
                    FailureKind.UNSUPPORTED,
                    "Image at level " + action.floor(),
                    "an image made without a reboot is crash-consistent unless the guest is held still",
                    "give guest hooks, or accept CRASH");
            return;
        }
        List<String> members =
                action.disks().stream().map(ResourceId::id).sorted().toList();
        List<Disk> disks =
                action.disks().stream().flatMap(id -> facts.disk(id).stream()).toList();
        List<Payload> leftOut = machine.get().disks().stream()
                .filter(attachment -> !members.contains(attachment.disk().id()))
                .map(attachment -> Payload.of(attachment.device()))
                .toList();
        List<LimitUse> limits = new ArrayList<>();
        limits.add(AwsLimits.call(AwsLimits.WRITES, lane, "CreateImage"));
        limits.addAll(perVolume(lane, disks));
        String name = action.id() + ".image";
        List<Primitive> undo = new ArrayList<>();
        undo.add(PruneLowering.deregister(
                name + ".undo", lane, new Payload.Ref(name, Outputs.ID), "", List.of(), List.of()));
        members.forEach(volume ->
                undo.add(deleteOf(name + ".undo-" + volume, lane, new Payload.Ref(name, "members/" + volume))));
        Primitive create = Primitive.builder(name, CREATE_IMAGE, RepeatClass.NAMED, lane, purpose)
                .arguments(Payload.Fields.EMPTY
                        .with("instance", instance)
                        .with("noReboot", Payload.of(true))
                        .with("withoutDevices", new Payload.Items(leftOut)))
                .actions(List.of(action.id()))
                .completes(List.of(action.id()))
                .subject(instance)
                .expected(members)
                .product(ProductKind.IMAGE)
                .limits(limits)
                .permissions(Rights.of(
                        purpose,
                        CREATE_IMAGE,
                        Rights.INSTANCE,
                        CREATE_IMAGE,
                        Rights.IMAGE,
                        CREATE_IMAGE,
                        Rights.SNAPSHOT,
                        "ec2:CreateTags",
                        Rights.IMAGE,
                        "ec2:CreateTags",
                        Rights.SNAPSHOT))
                .expectations(List.of(Expectation.seen(instance, "volumes", volumesOf(machine.get()))))
                .undo(undo)
                .duration(durationOf(disks))
                .build();
        if (action.hooks() == null) {
            draft.add(create);
        } else {
            new GuestSection(purpose, draft)
                    .around(action.id(), action.hooks(), lane, List.of(instance), List.of(create));
        }
    }

    private static List<LimitUse> createLimits(Lane lane, String api, List<Disk> disks) {
        List<LimitUse> limits = new ArrayList<>();
        limits.add(AwsLimits.call(AwsLimits.CREATES, lane, api));
        limits.addAll(perVolume(lane, disks));
        return limits;
    }

    private static List<LimitUse> perVolume(Lane lane, List<Disk> disks) {
        List<LimitUse> limits = new ArrayList<>();
        for (Disk disk : disks) {
            limits.add(LimitUse.one(AwsLimits.SPACING, disk.id().id()));
            limits.add(AwsLimits.pending(disk.id().id(), disk.type()));
        }
        limits.add(AwsLimits.inLane(AwsLimits.PENDING_ACCOUNT, lane, disks.size()));
        limits.add(AwsLimits.inLane(AwsLimits.SNAPSHOTS, lane, disks.size()));
        return limits;
    }

    private static Primitive deleteOf(String name, Lane lane, Payload snapshot) {
        return PruneLowering.delete(name, lane, snapshot, "", List.of(), List.of(), List.of());
    }

    static String volumesOf(Machine machine) {
        return machine.disks().stream()
                .map(attachment -> attachment.disk().id())
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static Expected durationOf(List<Disk> disks) {
        long largest = disks.stream().mapToLong(Disk::sizeBytes).max().orElse(0);
        return Expected.about(Duration.ofSeconds(60 + largest / FIRST_SNAPSHOT_BYTES_PER_SECOND));
    }
}
