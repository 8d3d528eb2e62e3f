// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Lowering;
import java.util.ArrayList;
import java.util.List;

/** Says which requests of ECS and EBS an action takes; each topic has a class of its own. */
final class EcsLowering implements Lowering {
    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<FactQuery<?>> needs(ActionGroup group, Facts known) {
        List<FactQuery<?>> needs = new ArrayList<>();
        for (Action action : group.actions()) {
            if (action instanceof Action.TakeSnapshots take) {
                needs.addAll(SnapshotLowering.needs(take));
            } else if (action instanceof Action.TakeImage take) {
                needs.addAll(ImageLowering.needs(take));
            } else if (action instanceof Action.CopyReplica copy) {
                needs.addAll(CopyLowering.needs(copy));
            } else if (action instanceof Action.DeleteReplica delete) {
                needs.addAll(DeletionLowering.needs(delete));
            } else if (action instanceof Action.LockReplica lock) {
                needs.add(LockLowering.needs(lock));
            } else if (action instanceof Action.RollBackDisk back) {
                needs.addAll(RollBackLowering.needs(back));
            } else if (action instanceof Action.RecoverMachine recover) {
                needs.addAll(MachineLowering.needs(recover));
            } else if (action instanceof Action.ApplySchedule apply) {
                needs.addAll(ScheduleLowering.needs(apply));
            } else if (action instanceof Action.Enrol enrol) {
                needs.addAll(ReplicaPairLowering.needs(enrol));
            } else if (action instanceof Action.FailOverReplication over) {
                needs.add(ReplicaPairLowering.pair(over.lane(), over.subject()));
            } else if (action instanceof Action.ContinueReplication on) {
                needs.add(ReplicaPairLowering.pair(on.lane(), on.subject()));
            }
        }
        return needs.stream().distinct().toList();
    }

    @Override
    public LoweredGroup lower(ActionGroup group, Facts facts) {
        Draft draft = new Draft(group.purpose());
        for (Action action : group.actions()) {
            if (action instanceof Action.TakeSnapshots take) {
                SnapshotLowering.lower(take, facts, draft);
            } else if (action instanceof Action.TakeImage take) {
                ImageLowering.lower(take, facts, draft);
            } else if (action instanceof Action.CopyReplica copy) {
                CopyLowering.lower(copy, facts, draft);
            } else if (action instanceof Action.DeleteReplica delete) {
                DeletionLowering.lower(delete, facts, draft);
            } else if (action instanceof Action.LockReplica lock) {
                LockLowering.lower(lock, facts, draft);
            } else if (action instanceof Action.RollBackDisk back) {
                RollBackLowering.lower(back, facts, draft);
            } else if (action instanceof Action.RecoverMachine recover) {
                MachineLowering.lower(recover, facts, draft);
            } else if (action instanceof Action.ApplySchedule apply) {
                ScheduleLowering.lower(apply, facts, draft);
            } else if (action instanceof Action.Enrol enrol) {
                ReplicaPairLowering.lower(enrol, facts, draft);
            } else if (action instanceof Action.FailOverReplication over) {
                ReplicaPairLowering.lower(over, facts, draft);
            } else if (action instanceof Action.ContinueReplication on) {
                ReplicaPairLowering.lower(on, facts, draft);
            } else {
                draft.refuse(
                        action,
                        FailureKind.UNSUPPORTED,
                        action.getClass().getSimpleName(),
                        "these probes do not lower it",
                        "wait for the provider");
            }
        }
        return draft.done();
    }
}
