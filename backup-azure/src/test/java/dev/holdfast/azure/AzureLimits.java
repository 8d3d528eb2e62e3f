// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import dev.holdfast.spi.Limit;
import java.time.Duration;
import java.util.List;

/** What Azure limits by, as its documents say. */
final class AzureLimits {
    static final String SNAPSHOT_RATE = "snapshots-per-disk-per-5-minutes";
    static final String SNAPSHOT_STOCK = "incremental-snapshots-per-disk";
    static final String HYDRATING = "snapshots-in-progress-per-disk";
    static final String COPY_ORDER = "copies-per-disk-in-order";
    static final String COPY_SLOTS = "copies-per-subscription-and-region";
    static final String RESTORE_POINT_RATE = "restore-points-per-machine-per-hour";
    static final String RESTORE_POINT_SLOT = "restore-points-at-a-time-per-machine";
    static final String RESTORE_POINT_STOCK = "restore-points-per-machine";
    static final String RESTORE_POINT_COPY_RATE = "restore-point-copies-per-collection-per-hour";
    static final String ARM_WRITES = "arm-writes";
    static final String ARM_DELETES = "arm-deletes";
    static final String ARM_READS = "arm-reads";
    static final String MACHINE_WRITES = "machine-writes";
    static final String MACHINE_OPERATION_READS = "machine-operation-reads";
    static final String LISTS = "disk-lists";
    static final String BACKUP_JOB_READS = "backup-job-reads";
    static final String RUN_COMMANDS = "run-commands-per-machine";

    static final List<Limit> ALL = List.of(
            Limit.slidingWindow(
                    SNAPSHOT_RATE, Limit.Scope.RESOURCE, 7, Duration.ofMinutes(5), "disks-incremental-snapshots"),
            Limit.stock(SNAPSHOT_STOCK, Limit.Scope.RESOURCE, 500, "disks-incremental-snapshots"),
            Limit.slots(HYDRATING, Limit.Scope.RESOURCE, 3, "disks-instant-access-snapshots"),
            Limit.order(COPY_ORDER, Limit.Scope.RESOURCE, "disks-copy-incremental-snapshot-across-regions"),
            Limit.slots(COPY_SLOTS, Limit.Scope.DESTINATION, 100, "disks-copy-incremental-snapshot-across-regions"),
            Limit.slidingWindow(
                    RESTORE_POINT_RATE,
                    Limit.Scope.RESOURCE,
                    3,
                    Duration.ofHours(1),
                    "virtual-machines-create-restore-points"),
            Limit.slots(RESTORE_POINT_SLOT, Limit.Scope.RESOURCE, 1, "virtual-machines-create-restore-points"),
            Limit.stock(RESTORE_POINT_STOCK, Limit.Scope.RESOURCE, 500, "virtual-machines-create-restore-points"),
            Limit.slidingWindow(
                    RESTORE_POINT_COPY_RATE,
                    Limit.Scope.RESOURCE_AND_TARGET,
                    3,
                    Duration.ofHours(1),
                    "virtual-machines-create-restore-points"),
            Limit.bucket(
                    ARM_WRITES, Limit.Scope.LANE_AND_API, 200, Duration.ofMillis(100), "request-limits-and-throttling"),
            Limit.bucket(
                    ARM_DELETES,
                    Limit.Scope.LANE_AND_API,
                    200,
                    Duration.ofMillis(100),
                    "request-limits-and-throttling"),
            Limit.bucket(
                    ARM_READS, Limit.Scope.LANE_AND_API, 250, Duration.ofMillis(40), "request-limits-and-throttling"),
            Limit.bucket(MACHINE_WRITES, Limit.Scope.RESOURCE, 12, Duration.ofSeconds(15), "compute-throttling-limits"),
            Limit.bucket(
                    MACHINE_OPERATION_READS,
                    Limit.Scope.RESOURCE,
                    45,
                    Duration.ofSeconds(4),
                    "compute-throttling-limits"),
            Limit.bucket(LISTS, Limit.Scope.LANE_AND_API, 240, Duration.ofMillis(750), "recorded HighCostGet3Min;239"),
            Limit.window(
                    BACKUP_JOB_READS,
                    Limit.Scope.RESOURCE,
                    150,
                    Duration.ofHours(1),
                    "recorded ResourceRequestsThrottled"),
            Limit.slots(RUN_COMMANDS, Limit.Scope.RESOURCE, 1, "run-command-overview"));

    private AzureLimits() {}
}
