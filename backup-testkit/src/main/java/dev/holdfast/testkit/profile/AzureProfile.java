// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.profile;

import static dev.holdfast.testkit.world.limit.LimitRule.Scope.LANE;
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
 * Microsoft Azure. Operation names are method and type of resource; a name in the request is the id.
 *
 * <ul>
 *   <li>Request buckets of a subscription and region: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 *   <li>Buckets of a machine and of operation polling: azure-compute-docs, compute-throttling-limits.md.
 *   <li>500 incremental snapshots a disk, 7 in 5 minutes: azure-docs,
 *       virtual-machines-disks-incremental-snapshots-restrictions.md.
 *   <li>100 copies at once a subscription and region, one at a time a disk, in the order of creation, the source has to
 *       stay: azure-docs, disks-copy-incremental-snapshot-across-regions.md.
 *   <li>Three restore points an hour a machine: azure-compute-docs, virtual-machines-create-restore-points.md.
 *   <li>Locks are removable: azure-docs, lock-resources.md.
 *   <li>A snapshot PUT ends in seconds, a restore point in minutes: recorded answers of the service. Other durations are
 *       orientations.
 * </ul>
 */
final class AzureProfile implements CloudProfile {

    private static final Words WORDS = new Words()
            .say(Reason.THROTTLED, "TooManyRequests", 429)
            .retryAfter(Duration.ofSeconds(1))
            .say(Reason.SLOTS_FULL, "OperationNotAllowed", 409)
            .say(Reason.TOO_SOON, "TooManyRequests", 429)
            .say(Reason.BUSY, "AnotherOperationInProgress", 409)
            .say(Reason.STOCK_FULL, "OperationNotAllowed", 409)
            .say(Reason.NO_CAPACITY, "AllocationFailed", 409)
            .say(Reason.NOT_FOUND, "ResourceNotFound", 404)
            .say(Reason.TAKEN, "Conflict", 409)
            .say(Reason.TOKEN_MISMATCH, "Conflict", 409)
            .say(Reason.WRONG_STATE, "OperationNotAllowed", 409)
            .say(Reason.IN_USE, "OperationNotAllowed", 409)
            .say(Reason.LOCKED, "ScopeLocked", 409)
            .say(Reason.SHARING, "OperationNotAllowed", 409)
            .say(Reason.KEY_UNUSABLE, "KeyVaultAccessForbidden", 409)
            .say(Reason.DENIED, "AuthorizationFailed", 403)
            .say(Reason.INVALID, "InvalidParameter", 400)
            .say(Reason.UNREACHABLE, "Unreachable", 0)
            .say(Reason.INTERNAL, "InternalServerError", 500);

    private static final Durations DURATIONS = new Durations()
            .fixed(Work.SNAPSHOT, Duration.ofSeconds(3))
            .moving(Work.COPY, Duration.ofMinutes(10), 60)
            .fixed(Work.IMAGE, Duration.ofMinutes(5))
            .fixed(Work.IMAGE_COPY, Duration.ofMinutes(12))
            .fixed(Work.DISK, Duration.ofSeconds(5))
            .fixed(Work.ATTACH, Duration.ofSeconds(20))
            .fixed(Work.RESET, Duration.ofMinutes(2))
            .fixed(Work.LAUNCH, Duration.ofSeconds(70))
            .fixed(Work.START, Duration.ofSeconds(45))
            .fixed(Work.STOP, Duration.ofSeconds(60))
            .fixed(Work.TERMINATE, Duration.ofSeconds(60))
            .fixed(Work.UNARCHIVE, Duration.ofHours(1))
            .fixed(Work.COMMAND, Duration.ofSeconds(20));

    private final Map<Action, Call> calls = calls0();

    @Override
    public String name() {
        return "azure";
    }

    @Override
    public List<LimitRule> limits() {
        return List.of(
                LimitRule.of(
                        "reads",
                        LANE,
                        new Limit.Bucket(250, 25),
                        Reason.THROTTLED,
                        "GET disks",
                        "LIST disks",
                        "GET snapshots",
                        "LIST snapshots",
                        "GET virtualMachines",
                        "LIST virtualMachines",
                        "GET images",
                        "LIST images",
                        "GET restorePoints",
                        "GET operations",
                        "GET networks"),
                LimitRule.of(
                        "writes",
                        LANE,
                        new Limit.Bucket(200, 10),
                        Reason.THROTTLED,
                        "PUT disks",
                        "PUT snapshots",
                        "PUT snapshots.copyStart",
                        "PUT restorePoints",
                        "PUT images",
                        "PATCH images",
                        "PUT virtualMachines",
                        "PATCH snapshots",
                        "PUT locks",
                        "POST start",
                        "POST deallocate",
                        "POST runCommand"),
                LimitRule.of(
                        "deletes",
                        LANE,
                        new Limit.Bucket(200, 10),
                        Reason.THROTTLED,
                        "DELETE disks",
                        "DELETE snapshots",
                        "DELETE images",
                        "DELETE virtualMachines",
                        "DELETE locks"),
                LimitRule.of(
                        "machine-writes",
                        SUBJECT,
                        new Limit.Bucket(12, 4 / 60.0),
                        Reason.THROTTLED,
                        "PUT virtualMachines",
                        "DELETE virtualMachines"),
                LimitRule.of(
                        "machine-reads",
                        SUBJECT,
                        new Limit.Bucket(36, 12 / 60.0),
                        Reason.THROTTLED,
                        "GET virtualMachines"),
                LimitRule.of(
                        "operation-reads",
                        SUBJECT,
                        new Limit.Bucket(45, 15 / 60.0),
                        Reason.THROTTLED,
                        "GET operations"),
                LimitRule.of(
                        "snapshots-per-disk-and-time",
                        SUBJECT,
                        new Limit.Window(7, Duration.ofMinutes(5)),
                        Reason.THROTTLED,
                        "PUT snapshots"),
                LimitRule.of(
                        "restore-points-per-machine",
                        SUBJECT,
                        new Limit.Window(3, Duration.ofHours(1)),
                        Reason.THROTTLED,
                        "PUT restorePoints"),
                LimitRule.of("snapshots-per-disk", SUBJECT, new Limit.Stock(500), Reason.STOCK_FULL, "PUT snapshots"),
                LimitRule.of(
                        "copies-per-region", LANE, new Limit.Slots(100), Reason.SLOTS_FULL, "PUT snapshots.copyStart"));
    }

    @Override
    public Rules rules() {
        return new Rules(
                Rules.CopyOrder.QUEUE_PER_DISK,
                false,
                true,
                true,
                false,
                Rules.ImageProtects.NONE,
                true,
                false,
                Set.of(Lock.Mode.DELETE_PROTECTION),
                null,
                Duration.ofDays(1),
                false,
                true);
    }

    @Override
    public Semantics semantics() {
        return new Semantics(
                Semantics.End.DESTINATION,
                Semantics.CopyDone.PERCENT,
                false,
                Semantics.Images.GALLERY_VERSION,
                false,
                Semantics.Sets.RESTORE_POINT,
                64,
                Long.MAX_VALUE,
                Set.of(Semantics.RestorePath.BOOT_DISK_SWAP, Semantics.RestorePath.NEW_MACHINE),
                Semantics.Absent.SUCCESS,
                0,
                1_000,
                null);
    }

    @Override
    public Map<Action, Call> calls() {
        return calls;
    }

    @Override
    public String word(Kind kind, Lifecycle state) {
        return switch (state) {
            case CREATING -> kind == Kind.IMAGE ? "Creating" : "Updating";
            case READY -> "Succeeded";
            case FAILED -> "Failed";
            case RECYCLED, DELETED -> "Deleting";
        };
    }

    @Override
    public String newId(Kind kind, @Nullable String name, Chance chance) {
        String drawn = chance.hex(12);
        return name != null ? name : kind.name().toLowerCase(java.util.Locale.ROOT) + "-" + drawn;
    }

    @Override
    public Duration invisible(Kind kind, Chance chance) {
        return Duration.ZERO;
    }

    @Override
    public Duration takes(Work work, long bytes, Chance chance) {
        return DURATIONS.draw(work, bytes, chance);
    }

    @Override
    public int shownProgress(Work work, int percent) {
        return percent >= 100 ? 100 : percent / 10 * 10;
    }

    @Override
    public Refusal refuse(Reason reason, String api, String detail) {
        return WORDS.refuse(reason, api, detail);
    }

    private static Map<Action, Call> calls0() {
        Map<Action, Call> calls = new EnumMap<>(Action.class);
        calls.put(Action.DESCRIBE_DISK, new Call("GET disks", Repeat.READ));
        calls.put(Action.LIST_DISKS, new Call("LIST disks", Repeat.READ));
        calls.put(Action.DESCRIBE_SNAPSHOTS, new Call("LIST snapshots", Repeat.READ));
        calls.put(Action.DESCRIBE_IMAGES, new Call("LIST images", Repeat.READ));
        calls.put(Action.DESCRIBE_MACHINES, new Call("LIST virtualMachines", Repeat.READ));
        calls.put(Action.CREATE_DISK, new Call("PUT disks", Repeat.NAMED));
        calls.put(Action.DELETE_DISK, new Call("DELETE disks", Repeat.GOAL));
        calls.put(Action.CREATE_SNAPSHOT, new Call("PUT snapshots", Repeat.NAMED));
        calls.put(Action.CREATE_SNAPSHOT_SET, new Call("PUT restorePoints", Repeat.NAMED));
        calls.put(Action.COPY_SNAPSHOT, new Call("PUT snapshots.copyStart", Repeat.NAMED));
        calls.put(Action.DELETE_SNAPSHOT, new Call("DELETE snapshots", Repeat.GOAL));
        calls.put(Action.LOCK_SNAPSHOT, new Call("PUT locks", Repeat.NAMED));
        calls.put(Action.CREATE_IMAGE, new Call("PUT images", Repeat.NAMED));
        calls.put(Action.COPY_IMAGE, new Call("PATCH images", Repeat.GOAL));
        calls.put(Action.DELETE_IMAGE, new Call("DELETE images", Repeat.GOAL));
        calls.put(Action.RUN_MACHINE, new Call("PUT virtualMachines", Repeat.NAMED));
        calls.put(Action.START_MACHINE, new Call("POST start", Repeat.GOAL));
        calls.put(Action.STOP_MACHINE, new Call("POST deallocate", Repeat.GOAL));
        calls.put(Action.TERMINATE_MACHINE, new Call("DELETE virtualMachines", Repeat.GOAL));
        calls.put(Action.ATTACH_DISK, new Call("PUT virtualMachines", Repeat.GOAL));
        calls.put(Action.DETACH_DISK, new Call("PUT virtualMachines", Repeat.GOAL));
        calls.put(Action.SWAP_BOOT_DISK, new Call("PUT virtualMachines", Repeat.GUARDED));
        calls.put(Action.TAG, new Call("PATCH snapshots", Repeat.GOAL));
        calls.put(Action.COMMAND, new Call("POST runCommand", Repeat.ONCE));
        return calls;
    }
}
