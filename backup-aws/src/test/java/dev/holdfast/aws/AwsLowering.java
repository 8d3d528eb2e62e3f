// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.ProductKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What actions take on AWS. */
final class AwsLowering implements Lowering {
    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<FactQuery<?>> needs(ActionGroup group, Facts known) {
        Set<FactQuery<?>> needs = new LinkedHashSet<>();
        for (Action action : group.actions()) {
            if (action instanceof Action.TakeSnapshots take) {
                needs.add(disks(take.lane(), take.disks()));
                if (!take.machines().isEmpty()) {
                    needs.add(machines(take.lane(), take.machines()));
                }
            } else if (action instanceof Action.TakeImage take) {
                needs.add(disks(take.lane(), take.disks()));
                needs.add(machines(take.lane(), List.of(take.machine())));
            } else if (action instanceof Action.CopyReplica copy) {
                needs.addAll(CopyLowering.needs(copy));
            } else if (action instanceof Action.RollBackDisk back) {
                needs.add(disks(back.lane(), List.of(back.disk())));
                needs.add(machines(back.lane(), List.of(back.machine())));
            } else if (action instanceof Action.DeleteReplica delete) {
                needs.addAll(PruneLowering.needs(delete));
            }
        }
        return new ArrayList<>(needs);
    }

    private static FactQuery<?> disks(Lane lane, List<ResourceId> ids) {
        return new FactQuery.Disks(lane, ids.stream().map(ResourceId::id).toList());
    }

    private static FactQuery<?> machines(Lane lane, List<ResourceId> ids) {
        return new FactQuery.Machines(lane, ids.stream().map(ResourceId::id).toList());
    }

    @Override
    public LoweredGroup lower(ActionGroup group, Facts facts) {
        Draft draft = new Draft();
        SnapshotLowering snapshots = new SnapshotLowering(facts, group.purpose(), draft);
        PruneLowering prune = new PruneLowering(facts, draft);
        Set<String> leaving = group.actions().stream()
                .flatMap(action -> action instanceof Action.DeleteReplica delete
                                && delete.replica().kind() == ProductKind.IMAGE
                        ? java.util.stream.Stream.of(delete.replica().cloudId())
                        : java.util.stream.Stream.of())
                .collect(Collectors.toSet());
        List<Action.CopyReplica> copies = new ArrayList<>();
        List<Action.FailOverReplication> waves = new ArrayList<>();
        List<Action.DeleteReplica> deletes = new ArrayList<>();
        for (Action action : group.actions()) {
            if (action instanceof Action.TakeSnapshots take) {
                snapshots.lower(take);
            } else if (action instanceof Action.TakeImage take) {
                snapshots.lower(take);
            } else if (action instanceof Action.CopyReplica copy) {
                copies.add(copy);
            } else if (action instanceof Action.RollBackDisk back) {
                new SwapLowering(facts, group.purpose(), draft).lower(back);
            } else if (action instanceof Action.RecoverMachine recover) {
                new RecoveryLowering(group.purpose(), draft).lower(recover);
            } else if (action instanceof Action.FailOverReplication up) {
                waves.add(up);
            } else if (action instanceof Action.DeleteReplica delete) {
                deletes.add(delete);
            } else {
                draft.refuse(
                        action.id(),
                        FailureKind.UNSUPPORTED,
                        action.getClass().getSimpleName(),
                        "the probe does not try it",
                        FailureKind.UNSUPPORTED.cure());
            }
        }
        // A snapshot may wait for the image that stands on it, and edges name earlier primitives only.
        deletes.sort(Comparator.comparing(delete -> delete.replica().kind() != ProductKind.IMAGE));
        deletes.forEach(delete -> prune.lower(delete, leaving));
        new CopyLowering(facts, group.purpose(), draft).lower(copies);
        new WaveLowering(group.purpose(), draft).lower(waves);
        return draft.done();
    }
}
