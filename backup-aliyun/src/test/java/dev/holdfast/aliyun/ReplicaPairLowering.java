// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.resource.Disk;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.Fact;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicationDescription;
import dev.holdfast.spi.ReplicationDescription.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Continuous replication of a disk to one in another region, by EBS. */
final class ReplicaPairLowering {
    private static final Set<String> REPLICATED = Set.of("cloud_essd", "cloud_auto");

    private ReplicaPairLowering() {}

    static List<FactQuery<?>> needs(Action.Enrol enrol) {
        return List.of(new FactQuery.Disks(enrol.lane(), List.of(enrol.source().id())));
    }

    static FactQuery.Replications pair(Lane lane, String id) {
        return new FactQuery.Replications(lane, List.of(id));
    }

    static void lower(Action.Enrol enrol, Facts facts, Draft draft) {
        String id = enrol.source().id();
        Optional<Disk> disk = facts.disk(enrol.source());
        String zone = enrol.target().zone();
        String sourceZone = disk.map(Disk::zone).orElse(null);
        String problem = "";
        if (disk.isEmpty() || sourceZone == null) {
            problem = "the disk is not there";
        } else if (!REPLICATED.contains(disk.get().type()) || disk.get().keyId() != null) {
            problem = "replication takes unencrypted ESSD only";
        } else if (zone == null || enrol.target().region().equals(enrol.lane().region())) {
            problem = "replication goes to a named zone of another region";
        }
        if (disk.isEmpty() || zone == null || sourceZone == null || !problem.isEmpty()) {
            draft.refuse(
                    enrol,
                    FailureKind.UNSUPPORTED,
                    "Replication of " + id,
                    problem,
                    "replicate an unencrypted ESSD to a zone of another region, or copy snapshots instead");
            return;
        }
        Lane target = Lane.of(enrol.target());
        Payload destination = enrol.options().get("destinationDisk");
        String pair = enrol.id() + "-pair";
        List<Edge> edges = List.of();
        if (destination == null) {
            Primitive made = destination(enrol, disk.get(), zone, target, draft);
            draft.add(made);
            destination = new Payload.Ref(made.name(), EcsCalls.ID);
            edges = List.of(Edge.after(made.name()));
        }
        draft.add(draft.primitive(enrol, "pair", EcsCalls.CREATE_PAIR, RepeatClass.TOKEN, enrol.lane())
                .arguments(Payload.Fields.EMPTY
                        .with("disk", id)
                        .with("zone", sourceZone)
                        .with("destination", destination)
                        .with("destinationRegion", target.region())
                        .with("destinationZone", zone))
                .subject(id)
                .product(ProductKind.SUPPORT)
                .limits(EcsLimits.ebsCalls("CreateDiskReplicaPair"))
                .permissions(List.of(Grammar.ebs(draft.purpose(), enrol.lane(), "CreateDiskReplicaPair")))
                .expectations(
                        List.of(Expectation.seen(id, "Category", disk.get().type())))
                .edges(edges)
                .undo(List.of(call(enrol, pair + "-undo", EcsCalls.DELETE_PAIR, enrol.lane(), draft)
                        .arguments(Payload.Fields.EMPTY.with("pair", new Payload.Ref(pair, EcsCalls.ID)))
                        .build()))
                .build());
        Payload.Fields made = Payload.Fields.EMPTY.with("pair", new Payload.Ref(pair, EcsCalls.ID));
        draft.add(call(enrol, enrol.id() + "-start", EcsCalls.START_PAIR, enrol.lane(), draft)
                .arguments(made)
                .completes(List.of(enrol.id()))
                .edges(List.of(Edge.after(pair)))
                .duration(Expected.about(Duration.ofHours(2)))
                .undo(List.of(call(enrol, enrol.id() + "-start-undo", EcsCalls.STOP_PAIR, enrol.lane(), draft)
                        .arguments(made)
                        .build()))
                .build());
    }

    private static Primitive destination(Action.Enrol enrol, Disk disk, String zone, Lane target, Draft draft) {
        String name = enrol.id() + "-destination";
        return draft.primitive(enrol, "destination", EcsCalls.CREATE_DISK, RepeatClass.TOKEN, target)
                .arguments(Payload.Fields.EMPTY
                        .with("zone", zone)
                        .with("category", disk.type())
                        .with("gib", Grammar.gib(disk.sizeBytes())))
                .subject(disk.id().id())
                .product(ProductKind.DISK)
                .limits(EcsLimits.calls("CreateDisk"))
                .permissions(List.of(Grammar.ecs(draft.purpose(), target, "CreateDisk", "disk")))
                .undo(List.of(Primitive.builder(
                                name + "-undo", EcsCalls.DELETE_DISK, RepeatClass.GOAL, target, draft.purpose())
                        .arguments(Payload.Fields.EMPTY.with("disk", new Payload.Ref(name, EcsCalls.ID)))
                        .limits(EcsLimits.calls("DeleteDisk"))
                        .permissions(List.of(Grammar.ecs(draft.purpose(), target, "DeleteDisk", "disk")))
                        .build()))
                .build();
    }

    static void lower(Action.FailOverReplication over, Facts facts, Draft draft) {
        String what = "Failover of " + over.subject();
        if (over.subnet() != null) {
            draft.refuse(over, FailureKind.UNSUPPORTED, what, "a disk lies in no subnet", "leave the subnet out");
            return;
        }
        if (over.mode() != Action.FailOverReplication.Mode.FAILOVER || over.point() != null) {
            draft.refuse(
                    over,
                    FailureKind.UNSUPPORTED,
                    what,
                    "a pair is brought up for good and at its newest point only",
                    "drill from copied snapshots");
            return;
        }
        Optional<ReplicationDescription> pair = only(facts, over.lane(), over.subject());
        String region = pair.map(known -> known.target().region()).orElse("");
        if (!region.equals(over.lane().region())) {
            draft.refuse(
                    over,
                    pair.isEmpty() ? FailureKind.GONE : FailureKind.INVALID,
                    what,
                    pair.isEmpty() ? "the pair is not there" : "it is called where the second disk lies: " + region,
                    pair.isEmpty() ? FailureKind.GONE.cure() : "name " + region + " as its location");
            return;
        }
        if (!allows(over, pair.get(), Operation.FAILOVER, what, draft)) {
            return;
        }
        Payload.Fields subject = Payload.Fields.EMPTY.with("pair", over.subject());
        draft.add(call(over, over.id() + "-failover", EcsCalls.FAIL_OVER_PAIR, over.lane(), draft)
                .arguments(subject)
                .completes(List.of(over.id()))
                .subject(over.subject())
                .duration(Expected.about(Duration.ofMinutes(5)))
                .undo(List.of(call(over, over.id() + "-failover-undo", EcsCalls.REPROTECT_PAIR, over.lane(), draft)
                        .arguments(subject.with("reverse", Payload.of(false)))
                        .subject(over.subject())
                        .build()))
                .build());
    }

    static void lower(Action.ContinueReplication on, Facts facts, Draft draft) {
        Optional<ReplicationDescription> pair = only(facts, on.lane(), on.subject());
        if (on.stage() == Action.ContinueReplication.Stage.COMMIT && pair.isPresent()) {
            draft.satisfied(on);
            return;
        }
        boolean cancel = on.stage() == Action.ContinueReplication.Stage.CANCEL;
        if (!(cancel || on.stage() == Action.ContinueReplication.Stage.REPROTECT) || pair.isEmpty()) {
            draft.refuse(
                    on,
                    pair.isEmpty() ? FailureKind.GONE : FailureKind.UNSUPPORTED,
                    on.stage() + " of " + on.subject(),
                    pair.isEmpty() ? "the pair is not there" : "a pair does not know it",
                    "reprotect it, wait until it is in step, and fail over in the other region");
            return;
        }
        Operation needed = cancel ? Operation.CANCEL : Operation.REPROTECT;
        if (!allows(on, pair.get(), needed, on.stage() + " of " + on.subject(), draft)) {
            return;
        }
        Payload.Fields subject = Payload.Fields.EMPTY.with("pair", on.subject());
        String old = pair.get().sourceId();
        String reprotect = on.id() + "-reprotect";
        draft.add(call(on, reprotect, EcsCalls.REPROTECT_PAIR, on.lane(), draft)
                .arguments(subject.with("reverse", Payload.of(!cancel)))
                .subject(on.subject())
                .expectations(
                        cancel
                                ? List.of(Expectation.seen(on.subject(), SnapshotLowering.STATUS, "failovered"))
                                : List.of(
                                        Expectation.seen(on.subject(), SnapshotLowering.STATUS, "failovered"),
                                        // What it holds is overwritten from now on.
                                        Expectation.guard(old, SnapshotLowering.STATUS, "Available")))
                .build());
        draft.add(call(on, on.id() + "-start", EcsCalls.START_PAIR, on.lane(), draft)
                .arguments(subject)
                .completes(List.of(on.id()))
                .subject(on.subject())
                .edges(List.of(Edge.after(reprotect)))
                .duration(Expected.about(Duration.ofHours(2)))
                .build());
    }

    private static boolean allows(
            Action action, ReplicationDescription pair, Operation needed, String what, Draft draft) {
        if (pair.allowed().contains(needed)) {
            return true;
        }
        draft.refuse(
                action,
                FailureKind.BUSY,
                what,
                "the pair is " + pair.state() + " at the moment",
                "wait, then try again");
        return false;
    }

    private static Optional<ReplicationDescription> only(Facts facts, Lane lane, String id) {
        return facts.get(pair(lane, id))
                .map(Fact::items)
                .flatMap(items -> items.stream().findFirst());
    }

    private static Primitive.Builder call(Action action, String name, String type, Lane lane, Draft draft) {
        String api = type.substring("ebs:".length());
        return Primitive.builder(name, type, RepeatClass.GOAL, lane, draft.purpose())
                .actions(List.of(action.id()))
                .limits(EcsLimits.ebsCalls(api))
                .permissions(List.of(Grammar.ebs(draft.purpose(), lane, api)));
    }
}
