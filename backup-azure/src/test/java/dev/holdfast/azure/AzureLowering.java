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
    private final AzureSettings settings;

    AzureLowering(AzureSettings settings) {
        this.settings = settings;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<FactQuery<?>> needs(ActionGroup group) {
        Set<FactQuery<?>> needed = new LinkedHashSet<>();
        for (Action action : group.actions()) {
            if (action instanceof Action.TakeSnapshots take) {
                needed.add(new FactQuery.Disks(take.lane(), ids(take.disks())));
                if (!take.machines().isEmpty()) {
                    needed.add(new FactQuery.Machines(take.lane(), ids(take.machines())));
                }
            } else if (action instanceof Action.TakeImage image) {
                needed.add(new FactQuery.Machines(
                        image.lane(), List.of(image.machine().id())));
            } else if (action instanceof Action.CopyReplica copy) {
                needed.add(source(copy, copy.from()));
            } else if (action instanceof Action.DeleteReplica delete && isVersion(delete.replica())) {
                needed.add(source(delete, delete.replica()));
            } else if (action instanceof Action.RollBackDisk back) {
                needed.add(new FactQuery.Disks(back.lane(), List.of(back.disk().id())));
                needed.add(new FactQuery.Machines(
                        back.lane(), List.of(back.machine().id())));
                needed.add(MachineLowering.query(back.machine()));
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

    private static FactQuery<?> source(Action action, ReplicaRef replica) {
        return isVersion(replica)
                ? GalleryLowering.query(GalleryLowering.home(action), replica.cloudId())
                : new FactQuery.Replicas(replica.lane(), replica.kind(), List.of(replica.cloudId()));
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
        } else if (action.machines().size() == 1
                && (action.disks().size() > 1 || action.level() != ConsistencyLevel.CRASH)) {
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

    /** What a reader of blocks needs; there is no action that leads here. */
    static List<Primitive> blockAccess(Action action, String snapshot, Steps steps) {
        String[] rights = {"Microsoft.Compute/snapshots/read", "Microsoft.Compute/snapshots/beginGetAccess/action"};
        Primitive revoke = steps.step(action, "revoke", "compute:RevokeAccess", RepeatClass.GOAL, action.lane())
                .subject(snapshot)
                .arguments(Payload.Fields.EMPTY.with("id", snapshot))
                .permissions(steps.allowed(snapshot, "Microsoft.Compute/snapshots/endGetAccess/action"))
                .build();
        Primitive grant = steps.step(action, "grant", "compute:GrantAccess", RepeatClass.GOAL, action.lane())
                .subject(snapshot)
                .arguments(Payload.Fields.EMPTY.with("id", snapshot).with("seconds", 3600))
                .permissions(steps.allowed(snapshot, rights))
                .undo(List.of(revoke))
                .build();
        return List.of(
                steps.add(grant),
                steps.add(revoke.toBuilder()
                        .edges(List.of(dev.holdfast.spi.Edge.finallyAfter(grant.name())))
                        .build()));
    }
}
