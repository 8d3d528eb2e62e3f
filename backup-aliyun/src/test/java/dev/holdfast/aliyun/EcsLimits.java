// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.LimitUse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The limits that this cloud is known to have. */
final class EcsLimits {
    static final String CALLS = "ecs-calls-per-minute";
    static final String COPY_CALLS = "ecs-copy-snapshot-calls-per-minute";
    static final String EBS_CALLS = "ebs-calls-per-minute";
    static final String SNAPSHOTS_PER_DISK = "ecs-snapshots-per-disk";
    static final String SNAPSHOTTING_PER_DISK = "ecs-snapshots-in-progress-per-disk";
    static final String COPIES_PER_DISK_AND_TARGET = "ecs-copies-per-disk-and-target";
    static final String IMAGE_COPIES_PER_TARGET = "ecs-image-copies-per-target";
    static final String POLICIES = "ecs-automatic-policies";
    static final String POLICIES_PER_DISK = "ecs-automatic-policies-per-disk";

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String API_PAGES = "help.aliyun.com, API pages of 2025 and 2026";

    private EcsLimits() {}

    static List<Limit> all() {
        return List.of(
                Limit.window(CALLS, Limit.Scope.LANE_AND_API, 100, MINUTE, "not documented: a careful beginning"),
                Limit.window(COPY_CALLS, Limit.Scope.LANE, 1000, MINUTE, API_PAGES + ", CopySnapshot"),
                Limit.window(EBS_CALLS, Limit.Scope.LANE_AND_API, 60, MINUTE, "not documented: a careful beginning"),
                Limit.stock(SNAPSHOTS_PER_DISK, Limit.Scope.RESOURCE, 256, API_PAGES + ", limits"),
                Limit.slots(SNAPSHOTTING_PER_DISK, Limit.Scope.RESOURCE, 1, API_PAGES + ", CreateSnapshot"),
                Limit.slots(
                        COPIES_PER_DISK_AND_TARGET, Limit.Scope.RESOURCE_AND_TARGET, 1, API_PAGES + ", CopySnapshot"),
                Limit.order(IMAGE_COPIES_PER_TARGET, Limit.Scope.DESTINATION, API_PAGES + ", CopyImage"),
                Limit.stock(POLICIES, Limit.Scope.LANE, 100, API_PAGES + ", limits"),
                Limit.stock(POLICIES_PER_DISK, Limit.Scope.RESOURCE, 10, API_PAGES + ", ApplyAutoSnapshotPolicy"));
    }

    /** How full the stock of snapshots of a disk is. */
    static FactQuery.StockLevels snapshotsOf(Lane lane, String disk) {
        return new FactQuery.StockLevels(lane, SNAPSHOTS_PER_DISK, disk);
    }

    static LimitUse call(String api) {
        return LimitUse.one(CALLS, api);
    }

    static List<LimitUse> calls(String api, LimitUse... others) {
        return Stream.concat(Stream.of(call(api)), Stream.of(others)).toList();
    }

    static List<LimitUse> ebsCalls(String api) {
        return List.of(LimitUse.one(EBS_CALLS, api));
    }

    /** The counter of a disk and a region. */
    static String pair(String disk, String region) {
        return disk + ">" + region;
    }
}
