// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.protection.Lock;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Incremental snapshots of one disk, and their copies to other regions. */
final class SnapshotLowering {
    static final String PUT = "compute:PutSnapshot";
    static final String COPY = "compute:CopySnapshot";
    static final String DELETE = "compute:DeleteSnapshot";
    static final String LOCK = "authorization:PutLock";
    static final String MARK = "resources:MergeTags";
    private static final Set<String> HYDRATED = Set.of("UltraSSD_LRS", "PremiumV2_LRS");

    private SnapshotLowering() {}

    /** One PUT for each disk. Only for one disk, or while the guest is held still. */
    static List<Primitive> take(Action.TakeSnapshots action, @Nullable String section, List<Edge> edges, Steps steps) {
        List<Primitive> made = new ArrayList<>();
        for (int i = 0; i < action.disks().size(); i++) {
            ResourceId disk = action.disks().get(i);
            Optional<Disk> known = steps.facts.disk(disk);
            if (known.isEmpty()) {
                steps.refuse(action, FailureKind.GONE, "Snapshot of " + disk.id(), "the disk is not there");
                return List.of();
            }
            Disk found = known.get();
            if (steps.full(action, action.lane(), AzureLimits.SNAPSHOT_STOCK, disk.id(), "Snapshot of " + disk.id())) {
                return List.of();
            }
            boolean hydrated = HYDRATED.contains(found.type());
            Lane lane = Lane.of(disk.location());
            List<LimitUse> limits = new ArrayList<>(List.of(
                    steps.write(lane),
                    LimitUse.one(AzureLimits.SNAPSHOT_RATE, disk.id()),
                    LimitUse.one(AzureLimits.SNAPSHOT_STOCK, disk.id())));
            if (hydrated) {
                limits.add(LimitUse.one(AzureLimits.HYDRATING, disk.id()));
            }
            String name = "snapshot-" + i;
            made.add(steps.add(steps.step(action, name, PUT, RepeatClass.NAMED, lane)
                    .subject(disk.id())
                    .expected(List.of(disk.id()))
                    .product(ProductKind.SNAPSHOT)
                    .completes(List.of(action.id()))
                    .arguments(Payload.Fields.EMPTY
                            .with("group", steps.settings.group(lane))
                            .with("region", lane.region())
                            .with("source", disk.id())
                            .with("option", "Copy"))
                    .limits(limits)
                    .permissions(steps.allowed(
                            disk.id(),
                            "Microsoft.Compute/snapshots/read",
                            "Microsoft.Compute/snapshots/write",
                            "Microsoft.Compute/disks/read",
                            "Microsoft.Compute/disks/beginGetAccess/action"))
                    .expectations(List.of(Expectation.seen(disk.id(), "type", found.type())))
                    .undo(List.of(delete(action, name, lane, new Payload.Ref(action.id() + "." + name, "id"), steps)))
                    .duration(Expected.about(hydrated ? Duration.ofMinutes(20) : Duration.ofSeconds(5)))
                    .section(section)
                    .edges(edges)
                    .build()));
        }
        return made;
    }

    /** CopyStart: a PUT at the destination, done when the copy itself is whole. The source is kept. */
    static void copy(Action.CopyReplica action, ReplicaDescription source, Steps steps) {
        Lane target = Lane.of(action.to());
        if (!"true".equals(source.attributes().get("incremental"))) {
            steps.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "Copy of " + source.cloudId() + " to " + target.region(),
                    "only incremental snapshots are copied across regions");
            return;
        }
        Payload.Fields arguments = Payload.Fields.EMPTY
                .with("group", steps.settings.group(target))
                .with("region", target.region())
                .with("source", source.cloudId())
                .with("option", "CopyStart");
        if (action.key() != null) {
            arguments = arguments.with("diskEncryptionSet", action.key().id());
        }
        String disk = action.from().source().id();
        steps.add(steps.step(action, "copy", COPY, RepeatClass.NAMED, target)
                .subject(source.cloudId())
                .expected(List.of(disk))
                .product(ProductKind.SNAPSHOT)
                .completes(List.of(action.id()))
                .arguments(arguments)
                .limits(List.of(
                        steps.write(target),
                        LimitUse.one(AzureLimits.COPY_ORDER, disk),
                        LimitUse.one(AzureLimits.COPY_SLOTS, target.account() + "/" + ArmId.region(target.region()))))
                .permissions(steps.allowed(
                        source.cloudId(),
                        "Microsoft.Compute/snapshots/read",
                        "Microsoft.Compute/snapshots/write",
                        "Microsoft.Compute/snapshots/beginGetAccess/action"))
                .expectations(List.of(Expectation.seen(source.cloudId(), "incremental", "true")))
                .undo(List.of(delete(action, "copy", target, new Payload.Ref(action.id() + ".copy", "id"), steps)))
                .duration(copyTime(action.from().bytes()))
                .build());
    }

    static Primitive delete(Action action, String part, Lane lane, Payload id, Steps steps) {
        String pattern = id instanceof Payload.Text text ? text.value() : "/subscriptions/" + lane.account();
        return steps.step(action, "delete-" + part, DELETE, RepeatClass.GOAL, lane)
                .subject(id instanceof Payload.Text text ? text.value() : "")
                .arguments(Payload.Fields.EMPTY.with("id", id))
                .limits(List.of(steps.delete(lane)))
                .permissions(steps.allowed(
                        pattern, "Microsoft.Compute/snapshots/read", "Microsoft.Compute/snapshots/delete"))
                .duration(Expected.about(Duration.ofSeconds(5)))
                .build();
    }

    /** A management lock: delete protection, not immutability. */
    static void lock(Action.LockReplica action, Steps steps) {
        if (action.mode() != Lock.Mode.DELETE_PROTECTION || !action.coolingOff().isZero()) {
            steps.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "Lock of " + action.replica().cloudId(),
                    "a management lock is no more than delete protection: anyone who may remove locks can remove it",
                    "ask for DELETE_PROTECTION without cooling off, or keep the point in an immutable vault");
            return;
        }
        String id = action.replica().cloudId();
        steps.add(steps.step(action, "lock", LOCK, RepeatClass.GOAL, action.lane())
                .subject(id)
                .arguments(Payload.Fields.EMPTY.with("id", id).with("level", "CanNotDelete"))
                .completes(List.of(action.id()))
                .permissions(
                        steps.allowed(id, "Microsoft.Authorization/locks/read", "Microsoft.Authorization/locks/write"))
                .build());
    }

    /** Merges tags: a PATCH of the resource would replace those of others. */
    static void mark(Action.MarkReplica action, Steps steps) {
        String id = action.replica().cloudId();
        if (new ArmId(id).is("restorePoints")) {
            steps.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "Marks of " + id,
                    "a restore point carries no tags; Azure itself reports the level that it got");
            return;
        }
        steps.add(steps.step(action, "mark", MARK, RepeatClass.GOAL, action.lane())
                .subject(id)
                .arguments(Payload.Fields.EMPTY.with("id", id).with("tags", action.marks()))
                .completes(List.of(action.id()))
                .permissions(steps.allowed(id, "Microsoft.Resources/tags/read", "Microsoft.Resources/tags/write"))
                .build());
    }

    /** About 50 MiB each second across regions, and never less than a minute. */
    static Expected copyTime(long bytes) {
        return Expected.about(Duration.ofSeconds(Math.max(60, bytes / (50L << 20))));
    }
}
