// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.operation.Lane;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReplicaRef;
import java.util.List;

/** An action of each facet that can be refused. */
record Samples(ResourceId machine, ResourceId disk) {
    List<Action> of(Facet facet) {
        Location here = machine.location();
        ReplicaRef replica = ReplicaRef.of(Lane.of(here), ProductKind.SNAPSHOT, "kit-none", disk, 0);
        Payload.Fields none = Payload.Fields.EMPTY;
        ConsistencyLevel crash = ConsistencyLevel.CRASH;
        return switch (facet) {
            case NATIVE_SCHEDULES -> List.of(new Action.RemoveSchedule("sample", "kit", here, List.of(disk)));
            case VAULTS -> List.of(new Action.RestoreFromVault("sample", machine, "kit", "kit-none", none));
            case CONTINUOUS_REPLICATION ->
                List.of(
                        new Action.Enrol("sample", machine, here, none),
                        new Action.FailOverReplication(
                                "sample", "kit", here, Action.FailOverReplication.Mode.DRILL, null, null, none),
                        new Action.ContinueReplication(
                                "sample", "kit", here, Action.ContinueReplication.Stage.CLEAN_UP, none));
            case SNAPSHOTS ->
                List.of(new Action.TakeSnapshots("sample", Topic.POINT, List.of(), List.of(disk), crash, crash, null));
            case IMAGES ->
                List.of(new Action.TakeImage("sample", Topic.POINT, machine, List.of(disk), crash, crash, null));
            case RESTORE ->
                List.of(new Action.RestoreDisk("sample", replica, null, new DiskSpec("kit", false, 1, "kit", null)));
            case BLOCK_READS -> List.of(new Action.OpenBlocks("sample", replica));
            case INVENTORY, COPIES, NETWORKS, GUEST_COMMANDS, BLOCK_WRITES -> List.of();
        };
    }
}
