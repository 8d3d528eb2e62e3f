// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The lowering of a simulated cloud: what is not built is refused, what is alike is here, the rest is the dialect's. */
final class SimulatedLowering implements Lowering {
    /** Which zones a region has. */
    static final String ZONES = "zones";

    private final Dialect dialect;

    SimulatedLowering(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<FactQuery<?>> needs(ActionGroup group, Facts known) {
        Set<FactQuery<?>> needs = new LinkedHashSet<>();
        Map<Lane, Set<String>> disks = new LinkedHashMap<>();
        Map<Lane, Set<String>> machines = new LinkedHashMap<>();
        for (Action action : group.actions()) {
            Lane lane = action.lane();
            if (action instanceof Action.TakeSnapshots take) {
                want(disks, lane, take.disks());
                want(machines, lane, take.machines());
            } else if (action instanceof Action.TakeImage take) {
                want(machines, lane, List.of(take.machine()));
            } else if (action instanceof Action.RollBackDisk back) {
                want(disks, lane, List.of(back.disk()));
                want(machines, lane, List.of(back.machine()));
            } else if (action instanceof Action.RestoreDisk restore && restore.zone() == null) {
                needs.add(zones(lane));
            } else if (action instanceof Action.RecoverMachine recover
                    && recover.spec().subnet() != null) {
                needs.add(subnet(lane, recover.spec().subnet()));
            }
        }
        disks.forEach(
                (lane, ids) -> parts(ids, Question.DISKS).forEach(part -> needs.add(new FactQuery.Disks(lane, part))));
        machines.forEach((lane, ids) ->
                parts(ids, Question.MACHINES).forEach(part -> needs.add(new FactQuery.Machines(lane, part))));
        return new ArrayList<>(needs);
    }

    private static void want(Map<Lane, Set<String>> wanted, Lane lane, List<ResourceId> ids) {
        if (!ids.isEmpty()) {
            Set<String> ofLane = wanted.computeIfAbsent(lane, l -> new LinkedHashSet<>());
            ids.forEach(id -> ofLane.add(id.id()));
        }
    }

    /** As many ids to a query as one request serves. */
    private List<List<String>> parts(Set<String> ids, Question about) {
        int batch = dialect.reading(about).batch();
        List<String> all = List.copyOf(ids);
        List<List<String>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += batch) {
            parts.add(all.subList(from, Math.min(all.size(), from + batch)));
        }
        return parts;
    }

    static FactQuery.ProviderQuery zones(Lane lane) {
        return new FactQuery.ProviderQuery(lane, ZONES, Payload.Fields.EMPTY);
    }

    static FactQuery.Subnets subnet(Lane lane, String id) {
        return new FactQuery.Subnets(lane, List.of(id));
    }

    @Override
    public LoweredGroup lower(ActionGroup group, Facts facts) {
        Draft draft = new Draft(dialect, group.purpose(), facts);
        for (Action action : group.actions()) {
            if (action instanceof Action.ApplySchedule
                    || action instanceof Action.BackUpToVault
                    || action instanceof Action.RestoreFromVault
                    || action instanceof Action.Enrol
                    || action instanceof Action.FailOverReplication
                    || action instanceof Action.ContinueReplication) {
                draft.refuse(
                        action,
                        FailureKind.UNSUPPORTED,
                        "the simulated cloud has no schedulers, vaults or continuous replication yet",
                        "use snapshots, images and copies");
            } else if (action instanceof Action.OpenBlocks || action instanceof Action.CloseBlocks) {
                // Blocks of a snapshot are read as it stands.
                draft.satisfy(action);
            } else {
                lower(action, draft);
            }
        }
        return draft.done();
    }

    private void lower(Action action, Draft draft) {
        UpkeepLowering upkeep = new UpkeepLowering(draft, dialect.upkeep());
        if (action instanceof Action.TakeSnapshots take) {
            dialect.takeSnapshots(take, draft);
        } else if (action instanceof Action.TakeImage take) {
            dialect.images(draft).lower(take);
        } else if (action instanceof Action.CopyReplica copy) {
            dialect.copy(copy, draft);
        } else if (action instanceof Action.DeleteReplica delete) {
            upkeep.lower(delete);
        } else if (action instanceof Action.LockReplica lock) {
            upkeep.lower(lock);
        } else if (action instanceof Action.MarkReplica mark) {
            upkeep.lower(mark);
        } else if (action instanceof Action.RollBackDisk back) {
            dialect.rollBack(back, draft);
        } else if (action instanceof Action.RecoverMachine recover) {
            new RecoverLowering(draft, dialect.machines(), dialect.launchesOverImage()).lower(recover);
        } else {
            new MachineLowering(draft, dialect.machines()).lower(action);
        }
    }
}
