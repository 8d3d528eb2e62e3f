// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.ReplicaRef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which requests to Azure an action takes. */
final class AzureLowering implements Lowering {
    static final String GRANT = "compute:GrantAccess";
    static final String REVOKE = "compute:RevokeAccess";

    private final AzureSettings settings;

    AzureLowering(AzureSettings settings) {
        this.settings = settings;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<FactQuery<?>> needs(ActionGroup group, Facts known) {
        Set<FactQuery<?>> needed = new LinkedHashSet<>();
        for (Action action : group.actions()) {
            if (action instanceof Action.TakeSnapshots take) {
                needed.add(new FactQuery.Disks(take.lane(), ids(take.disks())));
                needed.addAll(stocks(take));
                if (!take.machines().isEmpty()) {
                    needed.add(new FactQuery.Machines(take.lane(), ids(take.machines())));
                }
            } else if (action instanceof Action.TakeImage image) {
                needed.add(new FactQuery.Machines(
                        image.lane(), List.of(image.machine().id())));
            } else if (action instanceof Action.CopyReplica copy) {
                needed.add(source(copy.from()));
            } else if (action instanceof Action.DeleteReplica delete && isVersion(delete.replica())) {
                needed.add(source(delete.replica()));
            } else if (action instanceof Action.RollBackDisk back) {
                needed.add(new FactQuery.Disks(back.lane(), List.of(back.disk().id())));
                needed.add(new FactQuery.Machines(
                        back.lane(), List.of(back.machine().id())));
            } else if (action instanceof Action.BackUpToVault backup) {
                needed.add(VaultLowering.query(backup.lane(), VaultLowering.item(backup.vault(), backup.machine())));
            } else if (action instanceof Action.FailOverReplication over) {
                needed.add(SiteRecoveryLowering.query(over.lane(), over.subject()));
            } else if (action instanceof Action.ContinueReplication on) {
                needed.add(SiteRecoveryLowering.query(on.lane(), on.subject()));
            }
        }
        return List.copyOf(needed);
    }

    private static FactQuery<?> source(ReplicaRef replica) {
        return isVersion(replica)
                ? GalleryLowering.query(replica)
                : new FactQuery.Replicas(
                        replica.lane(), replica.kind(), List.of(replica.cloudId()), ReplicaDescription.Aspect.STATE);
    }

    /** How full the stocks are that the points of these disks, or of their machine, go into. */
    private static List<FactQuery<?>> stocks(Action.TakeSnapshots take) {
        if (isRestorePoint(take)) {
            return List.of(new FactQuery.StockLevels(
                    take.lane(),
                    AzureLimits.RESTORE_POINT_STOCK,
                    take.machines().get(0).id()));
        }
        return take.disks().stream()
                .<FactQuery<?>>map(
                        disk -> new FactQuery.StockLevels(take.lane(), AzureLimits.SNAPSHOT_STOCK, disk.id()))
                .toList();
    }

    private static boolean isRestorePoint(Action.TakeSnapshots take) {
        return take.hooks() == null
                && take.machines().size() == 1
                && (take.disks().size() > 1 || take.level() != ConsistencyLevel.CRASH);
    }

    private static boolean isVersion(ReplicaRef replica) {
        return new ArmId(replica.cloudId()).is("galleries");
    }

    private static List<String> ids(List<ResourceId> resources) {
        return resources.stream().map(ResourceId::id).toList();
    }

    @Override
    public LoweredGroup lower(ActionGroup group, Facts facts) {
        Steps steps = new Steps(group.purpose(), facts, settings);
        List<Action> versions = new ArrayList<>();
        for (Action action : group.actions()) {
            if (action instanceof Action.CopyReplica copy && isVersion(copy.from())) {
                versions.add(action);
            } else if (action instanceof Action.DeleteReplica delete && isVersion(delete.replica())) {
                versions.add(action);
            } else {
                lower(action, steps);
            }
        }
        GalleryLowering.regions(versions, steps);
        return steps.done();
    }

    private static void lower(Action action, Steps steps) {
        if (action instanceof Action.TakeSnapshots take) {
            take(take, steps);
        } else if (action instanceof Action.TakeImage image) {
            GalleryLowering.take(image, steps);
        } else if (action instanceof Action.CopyReplica copy) {
            copy(copy, steps);
        } else if (action instanceof Action.DeleteReplica delete) {
            delete(delete, steps);
        } else if (action instanceof Action.LockReplica lock) {
            SnapshotLowering.lock(lock, steps);
        } else if (action instanceof Action.MarkReplica mark) {
            SnapshotLowering.mark(mark, steps);
        } else if (action instanceof Action.RestoreDisk restore) {
            Primitive disk = MachineLowering.disk(
                    action, "disk", restore.replica(), restore.lane(), restore.zone(), restore.spec(), steps);
            steps.replace(disk, disk.toBuilder().completes(List.of(action.id())).build());
        } else if (action instanceof Action.RollBackDisk back) {
            MachineLowering.rollBack(back, steps);
        } else if (action instanceof Action.RecoverMachine recover) {
            MachineLowering.recover(recover, steps);
        } else if (action instanceof Action.StopMachine stop) {
            steps.add(MachineLowering.power(stop, "stop", stop.machine(), MachineLowering.STOP, stop.lane(), steps)
                    .completes(List.of(stop.id()))
                    .build());
        } else if (action instanceof Action.StartMachine start) {
            steps.add(MachineLowering.power(start, "start", start.machine(), MachineLowering.START, start.lane(), steps)
                    .completes(List.of(start.id()))
                    .build());
        } else if (action instanceof Action.DeleteMachine delete) {
            MachineLowering.delete(delete, steps);
        } else if (action instanceof Action.DeleteDisk delete) {
            steps.add(
                    MachineLowering.deleteDisk(
                                    action,
                                    "disk",
                                    delete.lane(),
                                    Payload.of(delete.disk().id()),
                                    steps)
                            .toBuilder()
                            .completes(List.of(action.id()))
                            .build());
        } else if (action instanceof Action.BackUpToVault backup) {
            VaultLowering.backUp(backup, steps);
        } else if (action instanceof Action.RestoreFromVault restore) {
            VaultLowering.restore(restore, steps);
        } else if (action instanceof Action.OpenBlocks open) {
            openBlocks(open, steps);
        } else if (action instanceof Action.CloseBlocks close) {
            steps.add(revoke(close, "revoke", close.replica(), steps)
                    .completes(List.of(close.id()))
                    .build());
        } else if (action instanceof Action.FailOverReplication over) {
            SiteRecoveryLowering.failOver(over, steps);
        } else if (action instanceof Action.ContinueReplication on) {
            SiteRecoveryLowering.goOn(on, steps);
        } else {
            steps.refuse(action, FailureKind.UNSUPPORTED, action.getClass().getSimpleName(), "not tried on Azure");
        }
    }

    private static void take(Action.TakeSnapshots action, Steps steps) {
        if (action.hooks() != null) {
            GuestLowering.take(action, action.hooks(), steps);
        } else if (isRestorePoint(action)) {
            RestorePointLowering.take(action, steps);
        } else if (action.disks().size() > 1) {
            steps.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "Snapshots of " + action.disks().size() + " disks at one moment",
                    "Azure has one moment for the disks of one machine only",
                    "name one machine and its disks, or one action for each disk");
        } else if (action.floor() != ConsistencyLevel.CRASH) {
            steps.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "Consistent snapshot of " + action.disks().get(0).id(),
                    "without a machine nothing holds still",
                    "name its machine, or lower the floor to CRASH");
        } else {
            SnapshotLowering.take(action, null, List.of(), steps);
        }
    }

    private static void copy(Action.CopyReplica action, Steps steps) {
        if (!action.to().account().equals(action.from().lane().account())) {
            steps.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "Copy of " + action.from().cloudId() + " to subscription "
                            + action.to().account(),
                    "a copy stays in its subscription");
            return;
        }
        Optional<ReplicaDescription> source =
                steps.facts.replica(action.from().lane(), action.from().cloudId());
        if (source.isEmpty()) {
            steps.refuse(action, FailureKind.GONE, "Copy of " + action.from().cloudId(), "it is not there");
        } else if (action.from().kind() == ProductKind.SNAPSHOT_SET) {
            RestorePointLowering.copy(action, steps);
        } else {
            SnapshotLowering.copy(action, source.get(), steps);
        }
    }

    private static void delete(Action.DeleteReplica action, Steps steps) {
        ArmId id = new ArmId(action.replica().cloudId());
        if (id.is("diskRestorePoints")) {
            steps.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "Delete of " + id.text(),
                    "the disks of a restore point go only together",
                    "delete the set");
            return;
        }
        Payload target = Payload.of(id.text());
        Primitive step = action.replica().kind() == ProductKind.SNAPSHOT_SET
                ? RestorePointLowering.delete(action, "point", action.lane(), target, steps)
                : SnapshotLowering.delete(action, "snapshot", action.lane(), target, steps);
        steps.add(step.toBuilder()
                .completes(List.of(action.id()))
                .expectations(List.of())
                .build());
    }

    private static void openBlocks(Action.OpenBlocks action, Steps steps) {
        String snapshot = action.replica().cloudId();
        steps.add(steps.step(action, "grant", GRANT, RepeatClass.GOAL, action.lane())
                .subject(snapshot)
                .completes(List.of(action.id()))
                .arguments(Payload.Fields.EMPTY.with("id", snapshot).with("seconds", 3600))
                .permissions(steps.allowed(
                        snapshot,
                        "Microsoft.Compute/snapshots/read",
                        "Microsoft.Compute/snapshots/beginGetAccess/action"))
                .undo(List.of(
                        revoke(action, "undo-grant", action.replica(), steps).build()))
                .build());
    }

    private static Primitive.Builder revoke(Action action, String part, ReplicaRef replica, Steps steps) {
        return steps.step(action, part, REVOKE, RepeatClass.GOAL, action.lane())
                .subject(replica.cloudId())
                .arguments(Payload.Fields.EMPTY.with("id", replica.cloudId()))
                .permissions(steps.allowed(replica.cloudId(), "Microsoft.Compute/snapshots/endGetAccess/action"));
    }
}
