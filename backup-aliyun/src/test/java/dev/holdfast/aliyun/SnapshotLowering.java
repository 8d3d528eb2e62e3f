// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Snapshots: one disk by CreateSnapshot, several at one moment by CreateSnapshotGroup. */
final class SnapshotLowering {
    /** What a disk must be told as, in {@link Disk#attributes}. */
    static final String STATUS = "Status";

    static final String EVER_ATTACHED = "EverAttached";
    static final String MULTI_ATTACH = "MultiAttach";

    private static final int MOST_DISKS = 16;
    private static final long MOST_BYTES = 32L << 40;
    private static final Set<String> GROUPED = Set.of("cloud_essd", "cloud_auto", "cloud_essd_entry");

    private SnapshotLowering() {}

    static List<FactQuery<?>> needs(Action.TakeSnapshots take) {
        List<FactQuery<?>> needs = new ArrayList<>();
        needs.add(new FactQuery.Disks(take.lane(), ids(take.disks())));
        take.disks().forEach(disk -> needs.add(EcsLimits.snapshotsOf(take.lane(), disk.id())));
        if (!take.machines().isEmpty()) {
            needs.add(new FactQuery.Machines(take.lane(), ids(take.machines())));
        }
        return needs;
    }

    static void lower(Action.TakeSnapshots take, Facts facts, Draft draft) {
        List<Disk> disks = new ArrayList<>();
        for (ResourceId id : take.disks()) {
            Optional<Disk> disk = facts.disk(id);
            if (disk.isEmpty()) {
                draft.refuse(take, FailureKind.GONE, "Disk " + id.id(), "is not there", FailureKind.GONE.cure());
                return;
            }
            if ("false".equals(disk.get().attributes().get(EVER_ATTACHED))) {
                draft.refuse(
                        take,
                        FailureKind.UNSUPPORTED,
                        "Disk " + id.id(),
                        "was never attached to a machine, and ECS makes no snapshot of such a disk",
                        "attach it once, or leave it out: it holds nothing yet");
                return;
            }
            if (draft.full(take, facts, id.id())) {
                return;
            }
            disks.add(disk.get());
        }
        if (take.hooks() == null && !ConsistencyLevel.CRASH.satisfies(take.floor())) {
            draft.refuse(
                    take,
                    FailureKind.UNSUPPORTED,
                    "Consistency " + take.floor(),
                    "needs the guest to be held still, and no hooks are given",
                    "give guest hooks, or accept CRASH");
            return;
        }
        List<String> obstacles = disks.size() == 1 ? List.of() : obstacles(disks);
        if (!obstacles.isEmpty() && !(take.machines().isEmpty() && take.hooks() == null)) {
            draft.refuse(
                    take,
                    FailureKind.UNSUPPORTED,
                    "A snapshot group of " + disks.size() + " disks",
                    String.join("; ", obstacles),
                    "move the disks to ESSD in one zone, or protect them in smaller sets or one by one");
            return;
        }
        Optional<GuestHold> hold = GuestHold.of(take.id(), take.hooks(), take.machines(), facts);
        if (take.hooks() != null && hold.isEmpty()) {
            draft.refuse(
                    take,
                    FailureKind.UNSUPPORTED,
                    "Guest hooks",
                    "Cloud Assistant needs running machines, at most 100 of one kind of system",
                    "start the machines, or protect them without hooks");
            return;
        }
        hold.ifPresent(held -> draft.add(held.freeze(draft, take)));
        List<String> creates = new ArrayList<>();
        if (disks.size() > 1 && obstacles.isEmpty()) {
            creates.add(add(draft, group(take, disks, draft), hold));
        } else {
            for (Disk disk : disks) {
                creates.add(add(draft, single(take, disk, disks.size(), draft), hold));
            }
        }
        hold.ifPresent(held -> {
            draft.add(held.thaw(draft, take, creates));
            draft.add(held.section());
        });
    }

    private static String add(Draft draft, Primitive.Builder create, Optional<GuestHold> hold) {
        hold.ifPresent(held -> create.section(held.name()).edges(List.of(Edge.after(held.freezeStep()))));
        Primitive built = create.build();
        draft.add(built);
        return built.name();
    }

    private static List<String> obstacles(List<Disk> disks) {
        List<String> obstacles = new ArrayList<>();
        if (disks.size() > MOST_DISKS) {
            obstacles.add("a group holds at most 16 disks");
        }
        if (disks.stream().mapToLong(Disk::sizeBytes).sum() > MOST_BYTES) {
            obstacles.add("a group holds at most 32 TiB");
        }
        if (disks.stream().map(disk -> String.valueOf(disk.zone())).distinct().count() > 1) {
            obstacles.add("the disks of a group lie in one zone");
        }
        for (Disk disk : disks) {
            if (!GROUPED.contains(disk.type())) {
                obstacles.add(disk.id().id() + " is " + disk.type() + ", and a group takes ESSD only");
            }
            if ("Enabled".equals(disk.attributes().get(MULTI_ATTACH))) {
                obstacles.add(disk.id().id() + " may be attached several times");
            }
        }
        return obstacles;
    }

    private static Primitive.Builder group(Action.TakeSnapshots take, List<Disk> disks, Draft draft) {
        Lane lane = take.lane();
        List<String> ids = ids(take.disks());
        String name = take.id() + "-group";
        return draft.primitive(take, "group", EcsCalls.CREATE_SNAPSHOT_GROUP, RepeatClass.TOKEN, lane)
                .arguments(Payload.Fields.EMPTY.with("disks", Payload.ofTexts(ids)))
                .completes(List.of(take.id()))
                .expected(ids)
                .product(ProductKind.SNAPSHOT_SET)
                .limits(Stream.concat(
                                Stream.of(EcsLimits.call("CreateSnapshotGroup")),
                                ids.stream().flatMap(SnapshotLowering::perDisk))
                        .toList())
                .permissions(List.of(
                        Grammar.ecs(draft.purpose(), lane, "CreateSnapshotGroup", "snapshotgroup"),
                        Grammar.ecs(draft.purpose(), lane, "CreateSnapshot", "snapshot"),
                        Grammar.ecs(draft.purpose(), lane, "TagResources", "snapshot")))
                .expectations(disks.stream().flatMap(SnapshotLowering::asSeen).toList())
                .duration(Expected.about(Duration.ofMinutes(5)))
                .undo(List.of(Primitive.builder(
                                name + "-undo", EcsCalls.DELETE_SNAPSHOT_GROUP, RepeatClass.GOAL, lane, Purpose.PRUNE)
                        .arguments(Payload.Fields.EMPTY.with("group", new Payload.Ref(name, EcsCalls.ID)))
                        .limits(EcsLimits.calls("DeleteSnapshotGroup"))
                        .permissions(List.of(Grammar.ecs(Purpose.PRUNE, lane, "DeleteSnapshotGroup", "snapshotgroup")))
                        .build()));
    }

    private static Primitive.Builder single(Action.TakeSnapshots take, Disk disk, int disks, Draft draft) {
        Lane lane = take.lane();
        String id = disk.id().id();
        String part = disks == 1 ? "snapshot" : "snapshot-" + id;
        String name = take.id() + "-" + part;
        return draft.primitive(take, part, EcsCalls.CREATE_SNAPSHOT, RepeatClass.TOKEN, lane)
                .arguments(Payload.Fields.EMPTY.with("disk", id))
                .completes(List.of(take.id()))
                .subject(id)
                .product(ProductKind.SNAPSHOT)
                .limits(Stream.concat(Stream.of(EcsLimits.call("CreateSnapshot")), perDisk(id))
                        .toList())
                .permissions(List.of(
                        Grammar.ecs(draft.purpose(), lane, "CreateSnapshot", "snapshot"),
                        Grammar.ecs(draft.purpose(), lane, "TagResources", "snapshot")))
                .expectations(asSeen(disk).toList())
                .duration(Expected.about(Duration.ofMinutes(5)))
                .undo(List.of(DeletionLowering.snapshot(
                        name + "-undo", lane, new Payload.Ref(name, EcsCalls.ID), Purpose.PRUNE)));
    }

    /**
     * Keeps each member of a group for some days, once the group is known: the call that makes the group cannot say it.
     * The members are named by reference, so this needs no other look at the group.
     */
    static List<Primitive> keepMembers(String group, List<String> disks, int days, Lane lane, Purpose purpose) {
        return disks.stream()
                .map(disk -> Primitive.builder(
                                group + "-keep-" + disk, EcsCalls.KEEP_SNAPSHOT, RepeatClass.GOAL, lane, purpose)
                        .arguments(Payload.Fields.EMPTY
                                .with("snapshot", new Payload.Ref(group, "members/" + disk))
                                .with("days", days))
                        .edges(List.of(Edge.after(group)))
                        .limits(EcsLimits.calls("ModifySnapshotAttribute"))
                        .permissions(List.of(Grammar.ecs(purpose, lane, "ModifySnapshotAttribute", "snapshot")))
                        .build())
                .toList();
    }

    private static Stream<LimitUse> perDisk(String disk) {
        return Stream.of(
                LimitUse.one(EcsLimits.SNAPSHOTS_PER_DISK, disk), LimitUse.one(EcsLimits.SNAPSHOTTING_PER_DISK, disk));
    }

    private static Stream<Expectation> asSeen(Disk disk) {
        String id = disk.id().id();
        return Stream.of(
                Expectation.seen(id, "Category", disk.type()),
                Expectation.seen(id, "ZoneId", String.valueOf(disk.zone())));
    }

    static List<String> ids(List<ResourceId> resources) {
        return resources.stream().map(ResourceId::id).toList();
    }
}
