// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.DiskAttachment;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceKind;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.ProductKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Plans a backup of what the inventory showed: one set or image per machine, one snapshot per loose disk. */
final class BackupPlan implements Planner {
    static final String NAME = "backup";

    /** So many names go into a message, and of each so many characters. */
    private static final int SHOWN = 20;

    private static final int CHARACTERS = 128;

    private final PayloadMapper mapper;

    BackupPlan(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public boolean previews() {
        return true;
    }

    @Override
    public Expansion expand(PlanInput input) {
        BackupIntent intent = mapper.read(input.arguments(), BackupIntent.class);
        for (StepOutcome outcome : input.outcomes()) {
            if (!outcome.succeeded()) {
                return Expansion.failed(
                        outcome.failure() != null
                                ? outcome.failure()
                                : Failure.of(
                                        FailureKind.TRANSIENT, "Cannot list what to back up", "the read was not done"));
            }
        }
        Failure unknown = unknown(input, intent.selector());
        if (unknown != null) {
            return Expansion.failed(unknown);
        }
        Map<Lane, List<Item>> items = new TreeMap<>();
        List<Expansion.Claim> claims = new ArrayList<>();
        List<Failure> problems = new ArrayList<>();
        if (intent.selector().kind() == ResourceKind.MACHINE) {
            for (Machine machine : read(input, Machine.class)) {
                machineItem(input, intent, machine, items, claims, problems);
            }
        } else {
            for (Disk disk : read(input, Disk.class)) {
                diskItem(input, intent, disk, items, claims);
            }
        }
        if (!problems.isEmpty()) {
            return Expansion.failed(problems.get(0));
        }
        if (items.isEmpty()) {
            return Expansion.failed(new Failure(
                    FailureKind.INVALID,
                    "Cannot back up " + intent.selector(),
                    "nothing there matches",
                    "check names, tags and regions against the cloud's inventory"));
        }
        GraphBuilder builder = new GraphBuilder(input);
        List<Integer> performs = new ArrayList<>();
        items.forEach((lane, each) -> performs.addAll(Perform.add(
                builder,
                "back up in " + lane,
                Perform.Arguments.of(Purpose.PROTECT, Priority.PROTECT, each, List.of())
                        .tallied(),
                mapper)));
        int gather = builder.addAlways("gather", Gather.tally(), Priority.PROTECT, performs, null);
        return Expansion.of(builder.build(), gather).withClaims(claims);
    }

    /** What was named and is not there: the rest alone would look like a backup of all. */
    private @Nullable Failure unknown(PlanInput input, ResourceSelector selector) {
        Set<String> missing = new LinkedHashSet<>(selector.names());
        selector.ids().forEach(id -> missing.add(id.toString()));
        boolean machines = selector.kind() == ResourceKind.MACHINE;
        boolean nothing = input.outcomes().stream()
                .allMatch(outcome -> outcome.outputs().items("items").isEmpty());
        for (Machine machine : machines ? read(input, Machine.class) : List.<Machine>of()) {
            missing.removeAll(
                    List.of(machine.name(), machine.id().id(), machine.id().toString()));
        }
        for (Disk disk : machines ? List.<Disk>of() : read(input, Disk.class)) {
            missing.removeAll(List.of(disk.name(), disk.id().id(), disk.id().toString()));
        }
        // Where nothing at all is there, that is said below.
        return missing.isEmpty() || nothing
                ? null
                : new Failure(
                        FailureKind.INVALID,
                        "Cannot back up " + selector,
                        "not there: " + shown(missing),
                        "check names, ids and regions against the cloud's inventory, or leave out what is gone");
    }

    private static String shown(Set<String> names) {
        List<String> some = names.stream()
                .limit(SHOWN)
                .map(name -> name.substring(0, Math.min(CHARACTERS, name.length())))
                .toList();
        return some + (names.size() > some.size() ? " and " + (names.size() - some.size()) + " more" : "");
    }

    private <T> List<T> read(PlanInput input, Class<T> type) {
        List<T> all = new ArrayList<>();
        for (StepOutcome outcome : input.outcomes()) {
            all.addAll(mapper.readList(new Payload.Items(outcome.outputs().items("items")), type));
        }
        return all;
    }

    private void machineItem(
            PlanInput input,
            BackupIntent intent,
            Machine machine,
            Map<Lane, List<Item>> items,
            List<Expansion.Claim> claims,
            List<Failure> problems) {
        List<ResourceId> disks =
                machine.disks().stream().map(DiskAttachment::disk).toList();
        if (disks.isEmpty()) {
            problems.add(new Failure(
                    FailureKind.INVALID,
                    "Cannot back up machine " + machine.id(),
                    "it has no disk that can be snapshotted",
                    "attach a disk or leave the machine out of the selection"));
            return;
        }
        Lane lane = Lane.of(machine.id().location());
        List<Item> ofLane = items.computeIfAbsent(lane, l -> new ArrayList<>());
        String id = "b" + input.step() + "-" + claims.size();
        RecoveryPointId point = new RecoveryPointId(input.operation() + "." + id);
        boolean image = intent.method() == BackupIntent.Method.IMAGE;
        Action action = image
                ? new Action.TakeImage(id, point, machine.id(), disks, intent.level(), intent.floor(), intent.hooks())
                : new Action.TakeSnapshots(
                        id, point, List.of(machine.id()), disks, intent.level(), intent.floor(), intent.hooks());
        MachineSpec spec = machine.spec();
        List<PointRecord.PointDisk> pointDisks = new ArrayList<>();
        for (int i = 0; i < machine.disks().size(); i++) {
            DiskAttachment attachment = machine.disks().get(i);
            pointDisks.add(new PointRecord.PointDisk(attachment.disk(), diskSpec(spec, attachment)));
        }
        PointContext context = new PointContext(
                point,
                image ? RecoveryPoint.Kind.IMAGE : RecoveryPoint.Kind.SNAPSHOT_SET,
                machine.id(),
                spec,
                pointDisks,
                intent.level(),
                intent.targets(),
                intent.policy());
        ofLane.add(Item.of(action, machine.name().isEmpty() ? machine.id().id() : machine.name())
                .marked(marks(context, image ? ProductKind.IMAGE : ProductKind.SNAPSHOT, disks.size()))
                .then(RecordPoint.NAME, (Payload.Fields) mapper.write(context)));
        claims.add(new Expansion.Claim(machine.id().toString(), ClaimRow.Mode.SHARED));
    }

    private static DiskSpec diskSpec(MachineSpec spec, DiskAttachment attachment) {
        return spec.disks().stream()
                .filter(disk -> disk.device().equals(attachment.device()))
                .findFirst()
                .orElseGet(() -> new DiskSpec(attachment.device(), attachment.boot(), 1, "", null));
    }

    private void diskItem(
            PlanInput input,
            BackupIntent intent,
            Disk disk,
            Map<Lane, List<Item>> items,
            List<Expansion.Claim> claims) {
        String id = "b" + input.step() + "-" + claims.size();
        RecoveryPointId point = new RecoveryPointId(input.operation() + "." + id);
        DiskAttachment attachment = disk.attachment();
        DiskSpec spec = new DiskSpec(
                attachment == null ? "disk" : attachment.device(),
                attachment != null && attachment.boot(),
                Math.max(1, disk.sizeBytes()),
                disk.type(),
                disk.keyId());
        PointContext context = new PointContext(
                point,
                RecoveryPoint.Kind.SNAPSHOT,
                disk.id(),
                null,
                List.of(new PointRecord.PointDisk(disk.id(), spec)),
                intent.level(),
                intent.targets(),
                intent.policy());
        Action action = new Action.TakeSnapshots(
                id, point, List.of(), List.of(disk.id()), intent.level(), intent.floor(), intent.hooks());
        items.computeIfAbsent(Lane.of(disk.id().location()), lane -> new ArrayList<>())
                .add(Item.of(action, disk.name().isEmpty() ? disk.id().id() : disk.name())
                        .marked(marks(context, ProductKind.SNAPSHOT, 1)
                                .with("source", disk.id().toString()))
                        .then(RecordPoint.NAME, (Payload.Fields) mapper.write(context)));
        claims.add(new Expansion.Claim(disk.id().toString(), ClaimRow.Mode.SHARED));
    }

    static Payload.Fields marks(PointContext context, ProductKind kind, int members) {
        return Payload.Fields.EMPTY
                .with("kind", kind.name())
                .with("point", context.point().value())
                .with("members", members)
                .with("asked", context.level().name())
                .with("policy", context.policy());
    }
}
