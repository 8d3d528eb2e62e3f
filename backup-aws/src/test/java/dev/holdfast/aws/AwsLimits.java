// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.Limit.Scope;
import dev.holdfast.spi.LimitUse;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The limits of EC2, EBS, DRS and SSM as AWS documents them, and what calls take of them. */
final class AwsLimits {
    static final String WRITES = "ec2.writes";
    static final String CREATES = "ec2.creates";
    static final String TAGGING = "ec2.tagging";
    static final String LAUNCHES = "ec2.launches";
    static final String LAUNCHED_MACHINES = "ec2.launched-machines";
    static final String IMAGE_COPIES = "ec2.image-copies";
    static final String READS = "ec2.reads";
    static final String SPACING = "ebs.snapshot-spacing";
    static final String PENDING = "ebs.pending-per-volume";
    static final String PENDING_HDD = "ebs.pending-per-hdd-volume";
    static final String PENDING_ACCOUNT = "ebs.pending-per-account";
    static final String SNAPSHOTS = "ebs.snapshots";
    static final String COPIES = "ebs.copies-per-destination";
    static final String RECOVERY_CALLS = "drs.calls";
    static final String RECOVERY_JOBS = "drs.jobs";
    static final String RECOVERY_SERVERS = "drs.servers-in-jobs";
    static final String COMMANDS = "ssm.commands";

    private static final String THROTTLING = "EC2 developer guide, request throttling";
    private static final String QUOTAS = "EBS service quotas";
    private static final Set<String> HDD = Set.of("st1", "sc1");

    static final List<Limit> ALL = List.of(
            Limit.bucket(WRITES, Scope.LANE_AND_API, 50, perSecond(5), THROTTLING),
            Limit.bucket(CREATES, Scope.LANE_AND_API, 100, perSecond(5), THROTTLING),
            Limit.bucket(TAGGING, Scope.LANE_AND_API, 100, perSecond(10), THROTTLING),
            Limit.bucket(LAUNCHES, Scope.LANE_AND_API, 5, perSecond(2), THROTTLING),
            Limit.bucket(LAUNCHED_MACHINES, Scope.LANE_AND_API, 1000, perSecond(2), THROTTLING),
            Limit.bucket(IMAGE_COPIES, Scope.LANE_AND_API, 100, perSecond(1), THROTTLING),
            Limit.bucket(READS, Scope.LANE_AND_API, 100, perSecond(20), THROTTLING),
            Limit.spacing(SPACING, Scope.RESOURCE, Duration.ofSeconds(15), QUOTAS),
            Limit.slots(PENDING, Scope.RESOURCE, 5, QUOTAS),
            Limit.slots(PENDING_HDD, Scope.RESOURCE, 1, QUOTAS),
            Limit.slots(PENDING_ACCOUNT, Scope.LANE, 100, QUOTAS),
            Limit.stock(SNAPSHOTS, Scope.LANE, 100_000, QUOTAS),
            Limit.slots(COPIES, Scope.DESTINATION, 20, QUOTAS),
            Limit.bucket(RECOVERY_CALLS, Scope.LANE_AND_API, 5, perSecond(1), "unknown: a guess to start from"),
            Limit.slots(RECOVERY_JOBS, Scope.LANE, 20, "DRS service quotas (memory)"),
            Limit.slots(RECOVERY_SERVERS, Scope.LANE, 500, "DRS service quotas (memory)"),
            Limit.bucket(COMMANDS, Scope.LANE_AND_API, 40, perSecond(40), "SSM service quotas (memory)"));

    private AwsLimits() {}

    /** One call of an API out of its bucket. */
    static LimitUse call(String bucket, Lane lane, String api) {
        return LimitUse.one(bucket, lane + "/" + api);
    }

    /** Something counted by the lane. */
    static LimitUse inLane(String limit, Lane lane, long amount) {
        return new LimitUse(limit, lane.toString(), amount);
    }

    /** The slot that a snapshot of this volume holds while it is pending. */
    static LimitUse pending(String volume, String volumeType) {
        return LimitUse.one(HDD.contains(volumeType) ? PENDING_HDD : PENDING, volume);
    }

    /** The kind of a declared limit. */
    static Limit.Kind kindOf(String name) {
        return ALL.stream()
                .filter(limit -> limit.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No limit is called " + name))
                .kind();
    }

    private static Duration perSecond(int calls) {
        return Duration.ofSeconds(1).dividedBy(calls);
    }
}
