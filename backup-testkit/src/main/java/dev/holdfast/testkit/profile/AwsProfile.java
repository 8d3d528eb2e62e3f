// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.profile;

import static dev.holdfast.testkit.world.limit.LimitRule.Scope.API;
import static dev.holdfast.testkit.world.limit.LimitRule.Scope.LANE;
import static dev.holdfast.testkit.world.limit.LimitRule.Scope.SUBJECT;
import static dev.holdfast.testkit.world.limit.LimitRule.Scope.TARGET;

import dev.holdfast.testkit.profile.Call.Repeat;
import dev.holdfast.testkit.world.Kind;
import dev.holdfast.testkit.world.Lifecycle;
import dev.holdfast.testkit.world.Lock;
import dev.holdfast.testkit.world.Rules;
import dev.holdfast.testkit.world.Work;
import dev.holdfast.testkit.world.limit.Limit;
import dev.holdfast.testkit.world.limit.LimitRule;
import dev.holdfast.testkit.world.request.Reason;
import dev.holdfast.testkit.world.request.Refusal;
import dev.holdfast.testkit.world.time.Chance;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * AWS.
 *
 * <ul>
 *   <li>Request buckets: Amazon EC2 API throttling,
 *       https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html. A listing without filter and page size
 *       has a smaller bucket; its envelope names the operation with {@code .unfiltered} behind it.
 *   <li>Quotas of snapshots and copies: Service Quotas, Amazon Elastic Block Store, and EC2 errors,
 *       https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 *   <li>Time-based copies: https://docs.aws.amazon.com/ebs/latest/userguide/time-based-copies.html; their envelope names
 *       {@code CopySnapshot.timed}, with the source region as target.
 *   <li>Locks: https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-lock-concepts.html
 *   <li>Tokens: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html. How long they are remembered is
 *       not said there; a day is an orientation.
 *   <li>Visibility: https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html says seconds to minutes;
 *       the range here is an orientation.
 *   <li>Durations are orientations; no document states them.
 * </ul>
 */
final class AwsProfile implements CloudProfile {

    private static final Words WORDS = new Words()
            .say(Reason.THROTTLED, "RequestLimitExceeded", 503)
            .say(Reason.SLOTS_FULL, "ResourceLimitExceeded", 400)
            .say(Reason.SLOTS_FULL, "CreateSnapshot", "ConcurrentSnapshotLimitExceeded", 400)
            .say(Reason.SLOTS_FULL, "CreateSnapshots", "PendingSnapshotLimitExceeded", 400)
            .say(Reason.TOO_SOON, "SnapshotCreationPerVolumeRateExceeded", 400)
            .say(Reason.BUSY, "IncorrectState", 400)
            .say(Reason.STOCK_FULL, "SnapshotLimitExceeded", 400)
            .say(Reason.NO_CAPACITY, "InsufficientInstanceCapacity", 500)
            .say(Reason.NOT_FOUND, "InvalidSnapshot.NotFound", 400)
            .say(Reason.NOT_FOUND, "CreateSnapshot", "InvalidVolume.NotFound", 400)
            .say(Reason.NOT_FOUND, "DeleteVolume", "InvalidVolume.NotFound", 400)
            .say(Reason.NOT_FOUND, "AttachVolume", "InvalidVolume.NotFound", 400)
            .say(Reason.NOT_FOUND, "DetachVolume", "InvalidVolume.NotFound", 400)
            .say(Reason.NOT_FOUND, "CopyImage", "InvalidAMIID.NotFound", 400)
            .say(Reason.NOT_FOUND, "RunInstances", "InvalidAMIID.NotFound", 400)
            .say(Reason.NOT_FOUND, "DeregisterImage", "InvalidAMIID.Unavailable", 400)
            .say(Reason.NOT_FOUND, "CreateSnapshots", "InvalidInstanceID.NotFound", 400)
            .say(Reason.NOT_FOUND, "CreateImage", "InvalidInstanceID.NotFound", 400)
            .say(Reason.NOT_FOUND, "StartInstances", "InvalidInstanceID.NotFound", 400)
            .say(Reason.NOT_FOUND, "StopInstances", "InvalidInstanceID.NotFound", 400)
            .say(Reason.NOT_FOUND, "TerminateInstances", "InvalidInstanceID.NotFound", 400)
            .say(Reason.TAKEN, "InvalidAMIName.Duplicate", 400)
            .say(Reason.TOKEN_MISMATCH, "IdempotentParameterMismatch", 400)
            .say(Reason.WRONG_STATE, "IncorrectState", 400)
            .say(Reason.IN_USE, "InvalidSnapshot.InUse", 400)
            .say(Reason.IN_USE, "AttachVolume", "VolumeInUse", 400)
            .say(Reason.IN_USE, "DeleteVolume", "VolumeInUse", 400)
            .say(Reason.IN_USE, "RunInstances", "InvalidIPAddress.InUse", 400)
            .say(Reason.LOCKED, "OperationNotPermitted", 400)
            .say(Reason.SHARING, "OperationNotPermitted", 400)
            .say(Reason.KEY_UNUSABLE, "InvalidKmsKey.InvalidState", 400)
            .say(Reason.DENIED, "UnauthorizedOperation", 403)
            .say(Reason.INVALID, "InvalidParameterValue", 400)
            .say(Reason.INVALID, "AttachVolume", "InvalidVolume.ZoneMismatch", 400)
            .say(Reason.UNREACHABLE, "Unreachable", 0)
            .say(Reason.INTERNAL, "InternalError", 500);

    private static final Durations DURATIONS = new Durations()
            .moving(Work.SNAPSHOT, Duration.ofMinutes(3), 100)
            .moving(Work.COPY, Duration.ofMinutes(8), 80)
            .fixed(Work.IMAGE, Duration.ofMinutes(4))
            .fixed(Work.IMAGE_COPY, Duration.ofMinutes(8))
            .fixed(Work.DISK, Duration.ofSeconds(8))
            .fixed(Work.ATTACH, Duration.ofSeconds(6))
            .fixed(Work.RESET, Duration.ofMinutes(2))
            .fixed(Work.LAUNCH, Duration.ofSeconds(45))
            .fixed(Work.START, Duration.ofSeconds(30))
            .fixed(Work.STOP, Duration.ofSeconds(40))
            .fixed(Work.TERMINATE, Duration.ofSeconds(40))
            .fixed(Work.UNARCHIVE, Duration.ofDays(2))
            .fixed(Work.COMMAND, Duration.ofMillis(1_500));

    private final Map<Action, Call> calls = calls0();

    @Override
    public String name() {
        return "aws";
    }

    @Override
    public List<LimitRule> limits() {
        return List.of(
                bucket(
                        "describe",
                        100,
                        20,
                        "DescribeSnapshots",
                        "DescribeVolumes",
                        "DescribeInstances",
                        "DescribeImages",
                        "DescribeTags",
                        "DescribeLockedSnapshots",
                        "DescribeSubnets",
                        "DescribeRouteTables",
                        "DescribeSecurityGroups",
                        "DescribeVpcPeeringConnections"),
                bucket(
                        "describe-unfiltered",
                        50,
                        10,
                        "DescribeSnapshots.unfiltered",
                        "DescribeVolumes.unfiltered",
                        "DescribeInstances.unfiltered"),
                bucket(
                        "mutate",
                        50,
                        5,
                        "CopySnapshot",
                        "CopySnapshot.timed",
                        "CreateImage",
                        "RegisterImage",
                        "LockSnapshot",
                        "UnlockSnapshot",
                        "AttachVolume",
                        "DetachVolume",
                        "StopInstances"),
                bucket(
                        "snapshot-calls",
                        100,
                        5,
                        "CreateSnapshot",
                        "CreateSnapshots",
                        "DeleteSnapshot",
                        "CreateVolume",
                        "DeleteVolume",
                        "DeregisterImage",
                        "ModifySnapshotAttribute",
                        "ModifyImageAttribute",
                        "TerminateInstances"),
                bucket("copy-image", 100, 1, "CopyImage"),
                bucket("tags", 100, 10, "CreateTags", "DeleteTags"),
                bucket("run", 5, 2, "RunInstances", "StartInstances"),
                LimitRule.of("run-resources", LANE, new Limit.Bucket(1_000, 2), Reason.THROTTLED, "RunInstances")
                        .byWeight(),
                LimitRule.of(
                        "snapshot-spacing",
                        SUBJECT,
                        new Limit.Spacing(Duration.ofSeconds(15)),
                        Reason.TOO_SOON,
                        "CreateSnapshot"),
                LimitRule.of("pending-per-volume", SUBJECT, new Limit.Slots(5), Reason.SLOTS_FULL, "CreateSnapshot"),
                LimitRule.of(
                                "pending-per-account",
                                LANE,
                                new Limit.Slots(100),
                                Reason.SLOTS_FULL,
                                "CreateSnapshot",
                                "CreateSnapshots")
                        .byWeight(),
                LimitRule.of(
                                "snapshots-per-region",
                                LANE,
                                new Limit.Stock(100_000),
                                Reason.STOCK_FULL,
                                "CreateSnapshot",
                                "CreateSnapshots",
                                "CopySnapshot",
                                "CopySnapshot.timed")
                        .byWeight(),
                LimitRule.of(
                                "copies-per-destination",
                                LANE,
                                new Limit.Slots(20),
                                Reason.SLOTS_FULL,
                                "CopySnapshot",
                                "CopySnapshot.timed",
                                "CopyImage")
                        .byWeight(),
                LimitRule.of(
                        "timed-copy-bandwidth",
                        TARGET,
                        new Limit.Bandwidth(2_000.0 * 1024 * 1024),
                        Reason.THROTTLED,
                        "CopySnapshot.timed"));
    }

    @Override
    public Rules rules() {
        return new Rules(
                Rules.CopyOrder.WAIT_FOR_SAME_SNAPSHOT,
                true,
                false,
                true,
                false,
                Rules.ImageProtects.BOOT_SNAPSHOT,
                false,
                false,
                Set.of(Lock.Mode.GOVERNANCE, Lock.Mode.COMPLIANCE),
                null,
                Duration.ofDays(1),
                true,
                false);
    }

    @Override
    public Semantics semantics() {
        return new Semantics(
                Semantics.End.DESTINATION,
                Semantics.CopyDone.STATE,
                true,
                Semantics.Images.OVER_SNAPSHOTS,
                false,
                Semantics.Sets.CALL_PER_MACHINE,
                128,
                Long.MAX_VALUE,
                Set.of(Semantics.RestorePath.VOLUME_SWAP, Semantics.RestorePath.NEW_MACHINE),
                Semantics.Absent.NOT_FOUND,
                64,
                1_000,
                Duration.ofDays(3));
    }

    @Override
    public Map<Action, Call> calls() {
        return calls;
    }

    @Override
    public String word(Kind kind, Lifecycle state) {
        return switch (state) {
            case CREATING -> kind == Kind.DISK ? "creating" : "pending";
            case READY -> kind == Kind.SNAPSHOT ? "completed" : "available";
            case FAILED -> kind == Kind.IMAGE ? "failed" : "error";
            case RECYCLED -> "recoverable";
            case DELETED -> "deleted";
        };
    }

    @Override
    public String newId(Kind kind, @Nullable String name, Chance chance) {
        String prefix = switch (kind) {
            case DISK -> "vol-0";
            case SNAPSHOT -> "snap-0";
            case IMAGE -> "ami-0";
            case MACHINE -> "i-0";
        };
        return prefix + chance.hex(16);
    }

    @Override
    public Duration invisible(Kind kind, Chance chance) {
        return chance.between(Duration.ZERO, Duration.ofSeconds(12));
    }

    @Override
    public Duration takes(Work work, long bytes, Chance chance) {
        return DURATIONS.draw(work, bytes, chance);
    }

    /** Snapshots jump in coarse steps and stand at 99 % for long. */
    @Override
    public int shownProgress(Work work, int percent) {
        return percent >= 100 ? 100 : percent > 90 ? 99 : percent / 12 * 12;
    }

    @Override
    public Refusal refuse(Reason reason, String api, String detail) {
        return WORDS.refuse(reason, api, detail);
    }

    private static LimitRule bucket(String name, double capacity, double perSecond, String... apis) {
        return LimitRule.of(name, API, new Limit.Bucket(capacity, perSecond), Reason.THROTTLED, apis);
    }

    private static Map<Action, Call> calls0() {
        Map<Action, Call> calls = new EnumMap<>(Action.class);
        calls.put(Action.DESCRIBE_DISK, new Call("DescribeVolumes", Repeat.READ));
        calls.put(Action.LIST_DISKS, new Call("DescribeVolumes", Repeat.READ));
        calls.put(Action.DESCRIBE_SNAPSHOTS, new Call("DescribeSnapshots", Repeat.READ));
        calls.put(Action.DESCRIBE_IMAGES, new Call("DescribeImages", Repeat.READ));
        calls.put(Action.DESCRIBE_MACHINES, new Call("DescribeInstances", Repeat.READ));
        calls.put(Action.CREATE_DISK, new Call("CreateVolume", Repeat.TOKEN));
        calls.put(Action.DELETE_DISK, new Call("DeleteVolume", Repeat.GOAL));
        calls.put(Action.CREATE_SNAPSHOT, new Call("CreateSnapshot", Repeat.MARKED));
        calls.put(Action.CREATE_SNAPSHOT_SET, new Call("CreateSnapshots", Repeat.MARKED));
        calls.put(Action.COPY_SNAPSHOT, new Call("CopySnapshot", Repeat.MARKED));
        calls.put(Action.DELETE_SNAPSHOT, new Call("DeleteSnapshot", Repeat.GOAL));
        calls.put(Action.SHARE_SNAPSHOT, new Call("ModifySnapshotAttribute", Repeat.GOAL));
        calls.put(Action.LOCK_SNAPSHOT, new Call("LockSnapshot", Repeat.GOAL));
        calls.put(Action.CREATE_IMAGE, new Call("CreateImage", Repeat.NAMED));
        calls.put(Action.REGISTER_IMAGE, new Call("RegisterImage", Repeat.NAMED));
        calls.put(Action.COPY_IMAGE, new Call("CopyImage", Repeat.TOKEN));
        calls.put(Action.DELETE_IMAGE, new Call("DeregisterImage", Repeat.GOAL));
        calls.put(Action.RUN_MACHINE, new Call("RunInstances", Repeat.TOKEN));
        calls.put(Action.START_MACHINE, new Call("StartInstances", Repeat.GOAL));
        calls.put(Action.STOP_MACHINE, new Call("StopInstances", Repeat.GOAL));
        calls.put(Action.TERMINATE_MACHINE, new Call("TerminateInstances", Repeat.GOAL));
        calls.put(Action.ATTACH_DISK, new Call("AttachVolume", Repeat.GOAL));
        calls.put(Action.DETACH_DISK, new Call("DetachVolume", Repeat.GOAL));
        calls.put(Action.TAG, new Call("CreateTags", Repeat.GOAL));
        calls.put(Action.COMMAND, new Call("SendCommand", Repeat.ONCE));
        return calls;
    }
}
