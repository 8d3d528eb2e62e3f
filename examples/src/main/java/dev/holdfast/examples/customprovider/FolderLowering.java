// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.customprovider;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.resource.Disk;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Permission;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.Refusal;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.ReplicaRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which requests an action takes. Pure: what it needs to know comes as facts, and nothing is touched. */
final class FolderLowering implements Lowering {
    static final String SNAPSHOT = "folder:snapshot";
    static final String COPY = "folder:copy";
    static final String RESTORE = "folder:restore";
    static final String MARK = "folder:mark";
    static final String DELETE_SNAPSHOT = "folder:delete-snapshot";
    static final String DELETE_DISK = "folder:delete-disk";

    /** All requests that it lowers to. */
    static final List<String> TYPES = List.of(SNAPSHOT, COPY, RESTORE, MARK, DELETE_SNAPSHOT, DELETE_DISK);

    /** The property of a disk on which lowering branches. */
    static final String EXISTS = "exists";

    // region limits
    static final String CALLS = "folder.calls";
    private static final String COPIES = "folder.copies";

    static final List<Limit> LIMITS = List.of(
            Limit.bucket(CALLS, Limit.Scope.LANE, 50, Duration.ofMillis(20), "our own choice"),
            Limit.slots(COPIES, Limit.Scope.LANE, 2, "our own choice: more copies at once make a disk slower"));

    static final List<LimitUse> ONE_CALL = List.of(LimitUse.one(CALLS, ""));
    private static final List<LimitUse> ONE_COPY = List.of(LimitUse.one(CALLS, ""), LimitUse.one(COPIES, ""));
    // endregion

    private static final long BYTES_A_SECOND = 100_000_000;

    @Override
    public int version() {
        return 1;
    }

    // region needs
    @Override
    public List<FactQuery<?>> needs(ActionGroup group, Facts known) {
        Set<FactQuery<?>> needs = new LinkedHashSet<>();
        for (Action action : group.actions()) {
            if (action instanceof Action.TakeSnapshots take) {
                needs.add(new FactQuery.Disks(
                        take.lane(),
                        take.disks().stream().map(disk -> disk.id()).toList()));
            } else if (action instanceof Action.CopyReplica copy) {
                needs.addAll(size(copy.from()));
            } else if (action instanceof Action.RestoreDisk restore) {
                needs.addAll(size(restore.replica()));
            }
        }
        return new ArrayList<>(needs);
    }

    /** What is asked where the catalogue does not know how long a snapshot is. */
    private static List<FactQuery<?>> size(ReplicaRef replica) {
        return replica.bytes() > 0 || !isOurs(replica)
                ? List.of()
                : List.of(new FactQuery.Replicas(
                        replica.lane(),
                        ProductKind.SNAPSHOT,
                        List.of(replica.cloudId()),
                        ReplicaDescription.Aspect.STATE));
    }
    // endregion

    @Override
    public LoweredGroup lower(ActionGroup group, Facts facts) {
        List<Primitive> primitives = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        for (Action action : group.actions()) {
            Failure refused = refused(action, facts);
            if (refused != null) {
                refusals.add(new Refusal(action.id(), refused));
            } else if (action instanceof Action.TakeSnapshots take) {
                primitives.add(snapshot(group, take, facts));
            } else if (action instanceof Action.CopyReplica copy) {
                primitives.add(copy(group, copy, facts));
            } else if (action instanceof Action.RestoreDisk restore) {
                primitives.add(restore(group, restore, facts));
            } else if (action instanceof Action.MarkReplica mark) {
                primitives.add(mark(group, mark));
            } else if (action instanceof Action.DeleteReplica delete) {
                String id = delete.replica().cloudId();
                primitives.add(goal(group, action, "delete", DELETE_SNAPSHOT, Payload.of(id))
                        .subject(id)
                        .build());
            } else if (action instanceof Action.DeleteDisk delete) {
                String id = delete.disk().id();
                primitives.add(goal(group, action, "delete", DELETE_DISK, Payload.of(id))
                        .subject(id)
                        .build());
            }
        }
        return new LoweredGroup(primitives, List.of(), refusals, List.of());
    }

    // region refused
    /** Why an action cannot be done here, or {@code null}. The other actions of the group go on. */
    private static @Nullable Failure refused(Action action, Facts facts) {
        if (action instanceof Action.TakeSnapshots take) {
            if (take.disks().size() > 1) {
                return refusal(
                        action, FailureKind.UNSUPPORTED, "files cannot be copied at one moment", "take one disk");
            } else if (take.floor() != ConsistencyLevel.CRASH) {
                return refusal(action, FailureKind.UNSUPPORTED, "nobody is held still here", "accept CRASH");
            } else if (facts.disk(take.disks().get(0)).isEmpty()) {
                return refusal(action, FailureKind.GONE, take.disks().get(0) + " is not there", "leave it out");
            }
            return null;
        } else if (action instanceof Action.CopyReplica copy) {
            if (copy.key() != null) {
                return refusal(action, FailureKind.UNSUPPORTED, "folders encrypt nothing", "name no key");
            }
            return replica(action, copy.from());
        } else if (action instanceof Action.RestoreDisk restore) {
            if (restore.spec().keyId() != null) {
                return refusal(action, FailureKind.UNSUPPORTED, "folders encrypt nothing", "name no key");
            } else if (restore.zone() != null || !restore.spec().type().isEmpty()) {
                return refusal(
                        action, FailureKind.UNSUPPORTED, "folders know no zones or types of disks", "name neither");
            }
            return replica(action, restore.replica());
        } else if (action instanceof Action.MarkReplica mark) {
            return replica(action, mark.replica());
        } else if (action instanceof Action.DeleteReplica delete) {
            return replica(action, delete.replica());
        } else if (action instanceof Action.DeleteDisk) {
            return null;
        }
        return refusal(
                action, FailureKind.UNSUPPORTED, "folders hold disks and snapshots only", "use another provider");
    }
    // endregion

    private static @Nullable Failure replica(Action action, ReplicaRef replica) {
        return isOurs(replica)
                ? null
                : refusal(
                        action, FailureKind.UNSUPPORTED, replica + " is no snapshot in a folder", "choose one that is");
    }

    private static boolean isOurs(ReplicaRef replica) {
        return replica.kind() == ProductKind.SNAPSHOT
                && replica.lane().provider().equals(FolderProvider.ID);
    }

    private static long bytes(ReplicaRef replica, Facts facts) {
        return replica.bytes() > 0
                ? replica.bytes()
                : facts.replica(replica.lane(), replica.cloudId())
                        .map(ReplicaDescription::bytes)
                        .orElse(0L);
    }

    private static Failure refusal(Action action, FailureKind kind, String why, String cure) {
        return new Failure(kind, "Cannot do " + action.getClass().getSimpleName() + " " + action.id(), why, cure);
    }

    // region snapshot
    private static Primitive snapshot(ActionGroup group, Action.TakeSnapshots take, Facts facts) {
        String disk = take.disks().get(0).id();
        Optional<Disk> fact = facts.disk(take.disks().get(0));
        return moving(
                        group,
                        take,
                        "snapshot",
                        SNAPSHOT,
                        fact.map(Disk::sizeBytes).orElse(0L))
                .subject(disk)
                .product(ProductKind.SNAPSHOT)
                .arguments(Payload.Fields.EMPTY.with("disk", disk))
                // Lowering branched on this: the look before the call checks it once more.
                .expectations(List.of(Expectation.seen(disk, EXISTS, "true")))
                .build();
    }

    /** A request that makes a file: its name follows from the step's key, so that a second send finds the first. */
    private static Primitive.Builder moving(ActionGroup group, Action action, String word, String type, long bytes) {
        Duration usual = Duration.ofMillis(100 + bytes * 1000 / BYTES_A_SECOND);
        return Primitive.builder(name(action, word), type, RepeatClass.NAMED, action.lane(), group.purpose())
                .actions(List.of(action.id()))
                .completes(List.of(action.id()))
                .limits(ONE_COPY)
                .permissions(List.of(new Permission(group.purpose(), "write", where(action.lane()))))
                .duration(Expected.about(usual))
                // The call itself moves the bytes, so it may take longer than a call usually may.
                .deadline(usual.multipliedBy(20).plusSeconds(10));
    }
    // endregion

    private static Primitive copy(ActionGroup group, Action.CopyReplica copy, Facts facts) {
        ReplicaRef from = copy.from();
        return moving(group, copy, "copy", COPY, bytes(from, facts))
                .subject(from.cloudId())
                .product(ProductKind.SNAPSHOT)
                .arguments(Payload.Fields.EMPTY
                        .with("account", from.lane().account())
                        .with("region", from.lane().region())
                        .with("snapshot", from.cloudId()))
                .build();
    }

    private static Primitive mark(ActionGroup group, Action.MarkReplica mark) {
        String id = mark.replica().cloudId();
        return goal(group, mark, "mark", MARK, Payload.of(id))
                .subject(id)
                .arguments(Payload.Fields.EMPTY.with("id", id).with("marks", mark.marks()))
                .build();
    }

    // region undo
    private static Primitive restore(ActionGroup group, Action.RestoreDisk restore, Facts facts) {
        ReplicaRef replica = restore.replica();
        String word = name(restore, "restore");
        // What undoes it is journaled with it; what it will have made is referred to by the output's name.
        Primitive undo = goal(group, restore, "undo-restore", DELETE_DISK, new Payload.Ref(word, Outputs.ID))
                .actions(List.of())
                .completes(List.of())
                .build();
        return moving(group, restore, "restore", RESTORE, bytes(replica, facts))
                .subject(replica.cloudId())
                .product(ProductKind.DISK)
                .arguments(Payload.Fields.EMPTY
                        .with("snapshot", replica.cloudId())
                        .with("bytes", restore.spec().sizeBytes()))
                .undo(List.of(undo))
                .build();
    }
    // endregion

    private static Primitive.Builder goal(ActionGroup group, Action action, String word, String type, Payload id) {
        return Primitive.builder(name(action, word), type, RepeatClass.GOAL, action.lane(), group.purpose())
                .actions(List.of(action.id()))
                .completes(List.of(action.id()))
                .limits(ONE_CALL)
                .permissions(List.of(new Permission(group.purpose(), "write", where(action.lane()))))
                .arguments(Payload.Fields.EMPTY.with("id", id));
    }

    private static String name(Action action, String word) {
        return action.id().replace('/', '_') + "." + word;
    }

    private static String where(Lane lane) {
        return lane.account() + "/" + lane.region();
    }
}
