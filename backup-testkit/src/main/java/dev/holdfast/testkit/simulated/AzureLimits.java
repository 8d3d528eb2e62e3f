// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Limit;
import dev.holdfast.spi.Limit.Scope;
import dev.holdfast.spi.LimitUse;
import java.time.Duration;
import java.util.List;

/** Limits as the documents of Azure state them. */
final class AzureLimits {
    static final String READS = "arm.reads";
    static final String WRITES = "arm.writes";
    static final String DELETES = "arm.deletes";
    static final String MACHINE_WRITES = "compute.writes-of-a-machine";
    static final String SNAPSHOT_RATE = "compute.snapshots-of-a-disk-in-five-minutes";
    static final String SNAPSHOTS = "compute.snapshots-of-a-disk";
    static final String RESTORE_POINTS = "compute.restore-points-of-a-machine-in-an-hour";
    static final String COPIES = "compute.copies-to-a-region";
    static final String COPY_ORDER = "compute.copies-of-a-disk-to-a-region";

    private static final String ARM = "Microsoft Learn, Understand how Azure Resource Manager throttles requests";
    private static final String COMPUTE = "Microsoft Learn, Compute throttling limits";
    private static final String DISKS = "Microsoft Learn, Create an incremental snapshot for managed disks";
    private static final String COPYING = "Microsoft Learn, Copy an incremental snapshot to a new region";

    static final List<Limit> ALL = List.of(
            Limit.bucket(READS, Scope.LANE, 250, Duration.ofMillis(40), ARM),
            Limit.bucket(WRITES, Scope.LANE, 200, Duration.ofMillis(100), ARM),
            Limit.bucket(DELETES, Scope.LANE, 200, Duration.ofMillis(100), ARM),
            Limit.bucket(MACHINE_WRITES, Scope.RESOURCE, 12, Duration.ofSeconds(15), COMPUTE),
            Limit.window(SNAPSHOT_RATE, Scope.RESOURCE, 7, Duration.ofMinutes(5), DISKS),
            Limit.stock(SNAPSHOTS, Scope.RESOURCE, 500, DISKS),
            Limit.window(RESTORE_POINTS, Scope.RESOURCE, 3, Duration.ofHours(1), "Microsoft Learn, Restore points"),
            Limit.slots(COPIES, Scope.DESTINATION, 100, COPYING),
            Limit.order(COPY_ORDER, Scope.RESOURCE_AND_TARGET, COPYING));

    private AzureLimits() {}

    static List<LimitUse> rates(String api) {
        return List.of(LimitUse.one(api.startsWith("DELETE ") ? DELETES : WRITES, "calls"));
    }
}
