// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.profile;

import static dev.holdfast.testkit.world.limit.LimitRule.Scope.API;
import static dev.holdfast.testkit.world.limit.LimitRule.Scope.SUBJECT;

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
 * Alibaba Cloud ECS.
 *
 * <ul>
 *   <li>256 manual snapshots a disk: AlibabaCloudDocs/ecs, Limits.
 *   <li>One unfinished snapshot a disk ({@code IncorrectDiskStatus.CreatingSnapshot}), one unfinished copy a disk and
 *       target ({@code InvalidOperation.UnfinishedCrossRegionCopy}), 1,000 CopySnapshot calls in 60 s, groups of 16 disks
 *       and 32 TiB, locks, what deletion is refused for: the ECS API reference of the help centre (CreateSnapshot,
 *       CopySnapshot, CreateSnapshotGroup, LockSnapshot, DeleteSnapshot), 2026.
 *   <li>Limits by the minute that open again at the next: https://help.aliyun.com/zh/ecs/developer-reference/api-throttling.
 *       Their values stand in the quota centre only; those here are orientations, to be learned at run time.
 *   <li>Attaching takes about a minute: official Terraform provider. Other durations, visibility and how long a token is
 *       remembered are orientations.
 * </ul>
 */
final class AliyunProfile implements CloudProfile {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Words WORDS = new Words()
            .say(Reason.THROTTLED, "Throttling.User", 400)
            .say(Reason.SLOTS_FULL, "IncorrectDiskStatus.CreatingSnapshot", 403)
            .say(Reason.TOO_SOON, "Throttling.Api", 400)
            .say(Reason.BUSY, "OperationConflict", 403)
            .say(Reason.BUSY, "CreateSnapshot", "IncorrectDiskStatus.CreatingSnapshot", 403)
            .say(Reason.BUSY, "CopySnapshot", "InvalidOperation.UnfinishedCrossRegionCopy", 403)
            .say(Reason.BUSY, "ResetDisk", "IncorrectDiskStatus.HasUnfinishedSnapshot", 403)
            .say(Reason.STOCK_FULL, "QuotaExceed.Snapshot", 403)
            .say(Reason.NO_CAPACITY, "OperationDenied.NoStock", 403)
            .say(Reason.NOT_FOUND, "InvalidSnapshotId.NotFound", 404)
            .say(Reason.NOT_FOUND, "CopySnapshot", "InvalidSnapshotId.NotFound", 403)
            .say(Reason.NOT_FOUND, "CreateSnapshot", "InvalidDiskId.NotFound", 404)
            .say(Reason.NOT_FOUND, "AttachDisk", "InvalidDiskId.NotFound", 404)
            .say(Reason.NOT_FOUND, "DeleteDisk", "InvalidDiskId.NotFound", 404)
            .say(Reason.NOT_FOUND, "RunInstances", "InvalidImageId.NotFound", 404)
            .say(Reason.NOT_FOUND, "StartInstance", "InvalidInstanceId.NotFound", 404)
            .say(Reason.NOT_FOUND, "StopInstance", "InvalidInstanceId.NotFound", 404)
            .say(Reason.TAKEN, "InvalidImageName.Duplicated", 400)
            .say(Reason.TOKEN_MISMATCH, "IdempotentParameterMismatch", 403)
            .say(Reason.TOKEN_MISMATCH, "CreateImage", "IdempotenceParamNotMatch", 400)
            .say(Reason.WRONG_STATE, "IncorrectInstanceStatus", 403)
            .say(Reason.WRONG_STATE, "CreateSnapshot", "IncorrectDiskStatus.NeverAttached", 403)
            .say(Reason.WRONG_STATE, "CopySnapshot", "InvalidSnapshotId.NotReady", 403)
            .say(Reason.WRONG_STATE, "CreateDisk", "InvalidSnapshotId.NotReady", 403)
            .say(Reason.WRONG_STATE, "CreateImage", "InvalidSnapshotId.NotReady", 403)
            .say(Reason.WRONG_STATE, "AttachDisk", "IncorrectDiskStatus", 403)
            .say(Reason.WRONG_STATE, "UnlockSnapshot", "InvalidOperation.CoolOffPeriodExpired", 403)
            .say(Reason.IN_USE, "IncorrectDiskStatus", 403)
            .say(Reason.IN_USE, "DeleteSnapshot", "SnapshotCreatedImage", 403)
            .say(Reason.IN_USE, "RunInstances", "InvalidPrivateIpAddress.Duplicated", 403)
            .say(Reason.LOCKED, "InvalidOperation.SnapshotIsLocked", 403)
            .say(Reason.SHARING, "InvalidOperation.DeleteSharedSnapshotUnsupported", 403)
            .say(Reason.KEY_UNUSABLE, "InvalidParameter.KMSKeyId.CMKUnauthorized", 400)
            .say(Reason.DENIED, "Forbidden.RAM", 403)
            .say(Reason.INVALID, "InvalidParameter", 400)
            .say(Reason.INVALID, "ResetDisk", "InvalidParameter.Mismatch", 403)
            .say(Reason.UNREACHABLE, "Unreachable", 0)
            .say(Reason.INTERNAL, "InternalError", 500);

    private static final Durations DURATIONS = new Durations()
            .moving(Work.SNAPSHOT, Duration.ofMinutes(2), 100)
            .moving(Work.COPY, Duration.ofMinutes(8), 60)
            .fixed(Work.IMAGE, Duration.ofMinutes(4))
            .fixed(Work.IMAGE_COPY, Duration.ofMinutes(10))
            .fixed(Work.DISK, Duration.ofSeconds(15))
            .fixed(Work.ATTACH, Duration.ofMinutes(1))
            .fixed(Work.RESET, Duration.ofMinutes(2))
            .fixed(Work.LAUNCH, Duration.ofSeconds(60))
            .fixed(Work.START, Duration.ofSeconds(40))
            .fixed(Work.STOP, Duration.ofSeconds(40))
            .fixed(Work.TERMINATE, Duration.ofSeconds(30))
            .fixed(Work.UNARCHIVE, Duration.ofHours(1))
            .fixed(Work.COMMAND, Duration.ofSeconds(2));

    private final Map<Action, Call> calls = calls0();

    @Override
    public String name() {
        return "aliyun";
    }

    @Override
    public List<LimitRule> limits() {
        return List.of(
                window(
                        "reads",
                        600,
                        "DescribeSnapshots",
                        "DescribeDisks",
                        "DescribeInstances",
                        "DescribeImages",
                        "DescribeSnapshotGroups",
                        "ListTagResources",
                        "DescribeInvocationResults",
                        "DescribeLockedSnapshots",
                        "DescribeVSwitches",
                        "DescribeRouteTables",
                        "DescribeSecurityGroupAttribute"),
                window(
                        "writes",
                        300,
                        "CreateSnapshot",
                        "CreateSnapshotGroup",
                        "DeleteSnapshot",
                        "CreateDisk",
                        "DeleteDisk",
                        "CreateImage",
                        "CopyImage",
                        "DeleteImage",
                        "ResetDisk",
                        "AttachDisk",
                        "DetachDisk",
                        "TagResources",
                        "LockSnapshot",
                        "UnlockSnapshot",
                        "RunInstances",
                        "StartInstance",
                        "StopInstance",
                        "DeleteInstance",
                        "RunCommand",
                        "ReplaceSystemDisk",
                        "ModifySnapshotAttribute"),
                window("copies", 1_000, "CopySnapshot"),
                LimitRule.of(
                        "snapshot-per-disk-at-once", SUBJECT, new Limit.Slots(1), Reason.SLOTS_FULL, "CreateSnapshot"),
                LimitRule.of("snapshots-per-disk", SUBJECT, new Limit.Stock(256), Reason.STOCK_FULL, "CreateSnapshot"));
    }

    @Override
    public Rules rules() {
        return new Rules(
                Rules.CopyOrder.REFUSE_SECOND_OF_DISK,
                false,
                true,
                true,
                true,
                Rules.ImageProtects.ALL_SNAPSHOTS,
                false,
                true,
                Set.of(Lock.Mode.COMPLIANCE),
                null,
                Duration.ofDays(1),
                false,
                false);
    }

    @Override
    public Semantics semantics() {
        return new Semantics(
                Semantics.End.SOURCE,
                Semantics.CopyDone.STATE,
                false,
                Semantics.Images.OVER_SNAPSHOTS,
                true,
                Semantics.Sets.GROUP,
                16,
                32L << 40,
                Set.of(Semantics.RestorePath.STOP_RESET_START, Semantics.RestorePath.NEW_MACHINE),
                Semantics.Absent.NOT_FOUND,
                64,
                100,
                null);
    }

    @Override
    public Map<Action, Call> calls() {
        return calls;
    }

    @Override
    public String word(Kind kind, Lifecycle state) {
        return switch (state) {
            case CREATING -> kind == Kind.SNAPSHOT ? "progressing" : "Creating";
            case READY -> kind == Kind.SNAPSHOT ? "accomplished" : "Available";
            case FAILED -> kind == Kind.SNAPSHOT ? "failed" : "CreateFailed";
            case RECYCLED, DELETED -> "deleted";
        };
    }

    @Override
    public String newId(Kind kind, @Nullable String name, Chance chance) {
        String prefix = switch (kind) {
            case DISK -> "d-";
            case SNAPSHOT -> "s-";
            case IMAGE -> "m-";
            case MACHINE -> "i-";
        };
        return prefix + chance.hex(20);
    }

    @Override
    public Duration invisible(Kind kind, Chance chance) {
        return chance.between(Duration.ZERO, Duration.ofSeconds(5));
    }

    @Override
    public Duration takes(Work work, long bytes, Chance chance) {
        return DURATIONS.draw(work, bytes, chance);
    }

    @Override
    public int shownProgress(Work work, int percent) {
        return percent >= 100 ? 100 : percent / 5 * 5;
    }

    @Override
    public Refusal refuse(Reason reason, String api, String detail) {
        return WORDS.refuse(reason, api, detail);
    }

    private static LimitRule window(String name, long count, String... apis) {
        return LimitRule.of(name, API, new Limit.Window(count, MINUTE), Reason.THROTTLED, apis);
    }

    private static Map<Action, Call> calls0() {
        Map<Action, Call> calls = new EnumMap<>(Action.class);
        calls.put(Action.DESCRIBE_DISK, new Call("DescribeDisks", Repeat.READ));
        calls.put(Action.LIST_DISKS, new Call("DescribeDisks", Repeat.READ));
        calls.put(Action.DESCRIBE_SNAPSHOTS, new Call("DescribeSnapshots", Repeat.READ));
        calls.put(Action.DESCRIBE_IMAGES, new Call("DescribeImages", Repeat.READ));
        calls.put(Action.DESCRIBE_MACHINES, new Call("DescribeInstances", Repeat.READ));
        calls.put(Action.CREATE_DISK, new Call("CreateDisk", Repeat.TOKEN));
        calls.put(Action.DELETE_DISK, new Call("DeleteDisk", Repeat.GOAL));
        calls.put(Action.CREATE_SNAPSHOT, new Call("CreateSnapshot", Repeat.TOKEN));
        calls.put(Action.CREATE_SNAPSHOT_SET, new Call("CreateSnapshotGroup", Repeat.TOKEN));
        calls.put(Action.COPY_SNAPSHOT, new Call("CopySnapshot", Repeat.TOKEN));
        calls.put(Action.DELETE_SNAPSHOT, new Call("DeleteSnapshot", Repeat.GOAL));
        calls.put(Action.LOCK_SNAPSHOT, new Call("LockSnapshot", Repeat.TOKEN));
        calls.put(Action.CREATE_IMAGE, new Call("CreateImage", Repeat.TOKEN));
        calls.put(Action.REGISTER_IMAGE, new Call("CreateImage", Repeat.TOKEN));
        calls.put(Action.COPY_IMAGE, new Call("CopyImage", Repeat.TOKEN));
        calls.put(Action.DELETE_IMAGE, new Call("DeleteImage", Repeat.GOAL));
        calls.put(Action.RUN_MACHINE, new Call("RunInstances", Repeat.TOKEN));
        calls.put(Action.START_MACHINE, new Call("StartInstance", Repeat.GOAL));
        calls.put(Action.STOP_MACHINE, new Call("StopInstance", Repeat.GOAL));
        calls.put(Action.TERMINATE_MACHINE, new Call("DeleteInstance", Repeat.GOAL));
        calls.put(Action.ATTACH_DISK, new Call("AttachDisk", Repeat.GOAL));
        calls.put(Action.DETACH_DISK, new Call("DetachDisk", Repeat.GOAL));
        calls.put(Action.RESET_DISK, new Call("ResetDisk", Repeat.GUARDED));
        calls.put(Action.TAG, new Call("TagResources", Repeat.GOAL));
        calls.put(Action.COMMAND, new Call("RunCommand", Repeat.TOKEN));
        return calls;
    }
}
