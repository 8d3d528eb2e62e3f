// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.Limit.Scope;
import dev.holdfast.spi.LimitUse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Limits as the documents of AWS state them. */
final class AwsLimits {
    static final String READS = "ec2.reads";
    static final String WRITES = "ec2.writes";
    static final String CREATES = "ec2.creates";
    static final String TAGGING = "ec2.tagging";
    static final String LAUNCHES = "ec2.launches";
    static final String LAUNCHED = "ec2.launched-machines";
    static final String IMAGE_COPIES = "ec2.image-copies";
    static final String COMMANDS = "ssm.commands";
    static final String BLOCKS = "ebs.block-reads";
    static final String SPACING = "ebs.snapshot-spacing";
    static final String PENDING = "ebs.pending-per-volume";
    static final String PENDING_ACCOUNT = "ebs.pending-per-account";
    static final String SNAPSHOTS = "ebs.snapshots";
    static final String COPIES = "ebs.copies-per-destination";

    private static final String THROTTLING = "Amazon EC2 Developer Guide, Request throttling for the Amazon EC2 API";
    private static final String QUOTAS = "Amazon EBS endpoints and quotas";

    static final List<Limit> ALL = List.of(
            bucket(READS, 100, 20),
            bucket(WRITES, 50, 5),
            bucket(CREATES, 100, 5),
            bucket(TAGGING, 100, 10),
            bucket(LAUNCHES, 5, 2),
            Limit.bucket(LAUNCHED, Scope.LANE, 1_000, Duration.ofMillis(500), THROTTLING),
            bucket(IMAGE_COPIES, 100, 1),
            Limit.bucket(
                    COMMANDS,
                    Scope.LANE_AND_API,
                    40,
                    Duration.ofMillis(25),
                    "AWS Systems Manager endpoints and quotas"),
            Limit.bucket(BLOCKS, Scope.LANE_AND_API, 1_000, Duration.ofMillis(1), QUOTAS),
            Limit.spacing(SPACING, Scope.RESOURCE, Duration.ofSeconds(15), QUOTAS),
            Limit.slots(PENDING, Scope.RESOURCE, 5, QUOTAS),
            Limit.slots(PENDING_ACCOUNT, Scope.LANE, 100, QUOTAS),
            Limit.stock(SNAPSHOTS, Scope.LANE, 100_000, QUOTAS),
            Limit.slots(COPIES, Scope.DESTINATION, 20, QUOTAS));

    private static final Map<String, String> RATES = Map.ofEntries(
            Map.entry("CreateSnapshot", CREATES),
            Map.entry("CreateSnapshots", CREATES),
            Map.entry("DeleteSnapshot", CREATES),
            Map.entry("CreateVolume", CREATES),
            Map.entry("DeleteVolume", CREATES),
            Map.entry("DeregisterImage", CREATES),
            Map.entry("ModifySnapshotAttribute", CREATES),
            Map.entry("TerminateInstances", CREATES),
            Map.entry("CreateTags", TAGGING),
            Map.entry("RunInstances", LAUNCHES),
            Map.entry("StartInstances", LAUNCHES),
            Map.entry("CopyImage", IMAGE_COPIES),
            Map.entry("SendCommand", COMMANDS));

    private AwsLimits() {}

    private static Limit bucket(String name, long capacity, int perSecond) {
        return Limit.bucket(
                name, Scope.LANE_AND_API, capacity, Duration.ofSeconds(1).dividedBy(perSecond), THROTTLING);
    }

    static List<LimitUse> rates(String api) {
        LimitUse call = LimitUse.one(RATES.getOrDefault(api, WRITES), api);
        return api.equals("RunInstances") ? List.of(call, LimitUse.one(LAUNCHED, api)) : List.of(call);
    }

    static LimitUse pendingInAccount(long snapshots) {
        return new LimitUse(PENDING_ACCOUNT, "snapshots", snapshots);
    }

    static LimitUse copies(Lane destination, long count) {
        return new LimitUse(COPIES, destination.toString(), count);
    }
}
