// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Limit;
import dev.holdfast.spi.Limit.Scope;
import dev.holdfast.spi.LimitUse;
import java.time.Duration;
import java.util.List;

/** Limits of Alibaba Cloud, as far as its documents state them. */
final class AliyunLimits {
    static final String READS = "ecs.reads";
    static final String WRITES = "ecs.writes";
    static final String COPY_CALLS = "ecs.copy-calls";
    static final String TAKING = "ecs.snapshots-being-taken-of-a-disk";
    static final String SNAPSHOTS = "ecs.snapshots-of-a-disk";
    static final String COPY_ORDER = "ecs.copies-of-a-disk-to-a-region";
    static final int LARGEST_GROUP = 16;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String GUESS = "not documented for each API: careful values, the engine learns (memory)";
    private static final String DOCUMENTS = "Alibaba Cloud, ECS documentation, Limits";

    static final List<Limit> ALL = List.of(
            Limit.window(READS, Scope.LANE_AND_API, 500, MINUTE, GUESS),
            Limit.window(WRITES, Scope.LANE_AND_API, 250, MINUTE, GUESS),
            Limit.window(COPY_CALLS, Scope.LANE_AND_API, 1_000, MINUTE, "Alibaba Cloud, CopySnapshot"),
            Limit.slots(
                    TAKING, Scope.RESOURCE, 1, "Alibaba Cloud, CreateSnapshot, IncorrectDiskStatus.CreatingSnapshot"),
            Limit.stock(SNAPSHOTS, Scope.RESOURCE, 256, DOCUMENTS),
            Limit.order(COPY_ORDER, Scope.RESOURCE_AND_TARGET, "Alibaba Cloud, CopySnapshot"));

    private AliyunLimits() {}

    static List<LimitUse> rates(String api) {
        return List.of(LimitUse.one(api.equals("CopySnapshot") ? COPY_CALLS : WRITES, api));
    }
}
