// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import com.aliyuncs.ecs.model.v20140526.DescribeDisksResponse;
import com.aliyuncs.ecs.model.v20140526.DescribeImagesResponse;
import com.aliyuncs.ecs.model.v20140526.DescribeInvocationResultsResponse;
import com.aliyuncs.ecs.model.v20140526.DescribeSnapshotGroupsResponse;
import com.aliyuncs.ecs.model.v20140526.DescribeSnapshotsResponse;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.protection.ReplicaState;
import dev.holdfast.resource.Location;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.ReplicationDescription;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.StepKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads answers. Alibaba Cloud asks to look at a state once in one or two seconds at most. */
final class Observations {
    static final String SNAPSHOT = "snapshot";
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private Observations() {}

    static Observation group(RemoteTask task, DescribeSnapshotGroupsResponse answer) {
        for (DescribeSnapshotGroupsResponse.SnapshotGroup group : answer.getSnapshotGroups()) {
            if (group.getSnapshotGroupId().equals(task.id())) {
                return group(task, group);
            }
        }
        return new Observation.Missing();
    }

    private static Observation group(RemoteTask task, DescribeSnapshotGroupsResponse.SnapshotGroup group) {
        List<Member> members = new ArrayList<>();
        int least = 100;
        for (DescribeSnapshotGroupsResponse.SnapshotGroup.Snapshot one : group.getSnapshots()) {
            int percent = percent(one.getProgress());
            least = Math.min(least, Math.max(percent, 0));
            members.add(new Member(
                    one.getSourceDiskId(),
                    one.getSnapshotId(),
                    percent == 100 ? Member.State.DONE : Member.State.RUNNING,
                    Payload.Fields.EMPTY.with("available", Payload.of(Boolean.TRUE.equals(one.getAvailable())))));
        }
        return switch (group.getStatus()) {
            case "accomplished" ->
                new Observation.Done(Payload.Fields.EMPTY.with(EcsCalls.ID, group.getSnapshotGroupId()), members);
            case "failed" ->
                new Observation.Failed(
                        Failure.of(
                                FailureKind.TRANSIENT,
                                "Snapshot group " + group.getSnapshotGroupId(),
                                "ECS says that it failed"),
                        List.of(new LeftBehind(task.lane(), ProductKind.SNAPSHOT_SET, group.getSnapshotGroupId())));
            default -> new Observation.Running(least, AGAIN);
        };
    }

    static Observation snapshot(RemoteTask task, DescribeSnapshotsResponse answer) {
        for (DescribeSnapshotsResponse.Snapshot one : answer.getSnapshots()) {
            if (one.getSnapshotId().equals(task.id())) {
                return switch (one.getStatus()) {
                    case "accomplished" -> new Observation.Done(id(task.id()), List.of());
                    case "failed" ->
                        new Observation.Failed(
                                Failure.of(FailureKind.TRANSIENT, "Snapshot " + task.id(), "ECS says that it failed"),
                                List.of(new LeftBehind(task.lane(), ProductKind.SNAPSHOT, task.id())));
                    default -> new Observation.Running(percent(one.getProgress()), AGAIN);
                };
            }
        }
        return new Observation.Missing();
    }

    /** Restorable as soon as it is available, copyable only when it is whole. */
    static ReplicaDescription description(Lane lane, DescribeSnapshotsResponse.Snapshot one) {
        boolean whole = one.getStatus().equals("accomplished");
        boolean failed = one.getStatus().equals("failed");
        String size = one.getSourceDiskSize();
        String key = one.getKMSKeyId();
        String copiedFrom = one.getSourceSnapshotId();
        Instant began = one.getCreationTime() == null ? null : Instant.parse(one.getCreationTime());
        return ReplicaDescription.builder(lane, ProductKind.SNAPSHOT, one.getSnapshotId())
                .state(failed ? ReplicaState.FAILED : whole ? ReplicaState.AVAILABLE : ReplicaState.CREATING)
                .restorable(!failed && (whole || Boolean.TRUE.equals(one.getAvailable())))
                .copyable(whole)
                .percent(Math.max(0, percent(one.getProgress())))
                .startedAt(began)
                // A copy tells when it was made, not when its data was.
                .moment(copiedFrom == null || copiedFrom.isEmpty() ? began : null)
                .sourceId(one.getSourceDiskId())
                .bytes(size == null ? 0 : Long.parseLong(size) * Grammar.GIB)
                .keyId(key == null || key.isEmpty() ? null : key)
                .attributes(
                        copiedFrom == null || copiedFrom.isEmpty()
                                ? java.util.Map.of()
                                : java.util.Map.of(RollBackLowering.COPIED_FROM, copiedFrom))
                .build();
    }

    /** A thing that failed is shown with a task, so that the next look tells so: a sighting has no word for it. */
    static List<Sighting> sightings(StepKey key, Lane lane, DescribeSnapshotsResponse answer) {
        return answer.getSnapshots().stream()
                .<Sighting>map(one -> new Sighting.Ours(
                        key,
                        one.getSnapshotId(),
                        one.getStatus().equals("accomplished")
                                ? null
                                : RemoteTask.of(SNAPSHOT, lane, one.getSnapshotId(), Payload.Fields.EMPTY),
                        id(one.getSnapshotId()),
                        List.of()))
                .toList();
    }

    static Observation reset(RemoteTask task, DescribeDisksResponse answer) {
        for (DescribeDisksResponse.Disk disk : answer.getDisks()) {
            if (disk.getDiskId().equals(task.id())) {
                boolean settled =
                        disk.getStatus().equals("In_use") || disk.getStatus().equals("Available");
                return settled ? new Observation.Done(id(task.id()), List.of()) : new Observation.Running(-1, AGAIN);
            }
        }
        return new Observation.Missing();
    }

    static Observation image(RemoteTask task, DescribeImagesResponse answer) {
        for (DescribeImagesResponse.Image image : answer.getImages()) {
            if (image.getImageId().equals(task.id())) {
                return switch (image.getStatus()) {
                    case "Available" ->
                        new Observation.Done(
                                id(task.id()),
                                image.getDiskDeviceMappings().stream()
                                        .map(mapping -> new Member(
                                                mapping.getDevice(),
                                                mapping.getSnapshotId(),
                                                Member.State.DONE,
                                                Payload.Fields.EMPTY))
                                        .toList());
                    case "UnAvailable", "CreateFailed" ->
                        new Observation.Failed(
                                Failure.of(FailureKind.TRANSIENT, "Image " + task.id(), "ECS says that it failed"),
                                List.of(new LeftBehind(task.lane(), ProductKind.IMAGE, task.id())));
                    default -> new Observation.Running(percent(image.getProgress()), AGAIN);
                };
            }
        }
        return new Observation.Missing();
    }

    /** The end of a command in all its guests; an exit other than 0 in one of them is a failure. */
    static Observation command(RemoteTask task, DescribeInvocationResultsResponse answer) {
        List<Member> members = new ArrayList<>();
        boolean running = false;
        String failed = "";
        for (var result : answer.getInvocation().getInvocationResults()) {
            String status = result.getInvocationStatus();
            boolean ended = List.of(
                            "Success",
                            "Failed",
                            "Error",
                            "Timeout",
                            "Cancelled",
                            "Stopped",
                            "Terminated",
                            "Invalid",
                            "Aborted")
                    .contains(status);
            Long exit = result.getExitCode();
            boolean well = status.equals("Success") && exit != null && exit == 0;
            running |= !ended;
            if (ended && !well) {
                failed = result.getInstanceId() + " ended with " + status + ", exit code " + exit;
            }
            members.add(new Member(
                    result.getInstanceId(),
                    null,
                    well ? Member.State.DONE : ended ? Member.State.FAILED : Member.State.RUNNING,
                    Payload.Fields.EMPTY));
        }
        if (members.isEmpty()) {
            return new Observation.Missing();
        }
        if (!running && !failed.isEmpty()) {
            return new Observation.Failed(
                    Failure.of(FailureKind.UNRECOGNISED, "Guest command " + task.id(), failed), List.of());
        }
        return running
                ? new Observation.Running(-1, Duration.ofSeconds(1))
                : new Observation.Done(Payload.Fields.EMPTY, members);
    }

    /** Done when the first full copy is in step. */
    static Observation pairStarted(RemoteTask task, String json) {
        JsonObject pair = pair(json, task.id());
        if (pair == null) {
            return new Observation.Missing();
        }
        return switch (pair.get("Status").getAsString()) {
            case "normal", "syncing", "one_shot_syncing" -> new Observation.Done(id(task.id()), List.of());
            case "invalid", "deleted" ->
                new Observation.Failed(
                        Failure.of(FailureKind.GONE, "Replica pair " + task.id(), "it is no longer valid"), List.of());
            default -> new Observation.Running(-1, Duration.ofSeconds(30));
        };
    }

    /** A pair: how it stands, how far its second disk has come, and what that allows. */
    static @Nullable ReplicationDescription replication(Lane lane, String id, String json) {
        JsonObject pair = pair(json, id);
        if (pair == null) {
            return null;
        }
        String state = pair.get("Status").getAsString();
        long recoverTo = pair.get("LastRecoverPoint").getAsLong();
        return new ReplicationDescription(
                id,
                pair.get("SourceDiskId").getAsString(),
                place(lane, pair.get("SourceRegion").getAsString()),
                place(lane, pair.get("DestinationRegion").getAsString()),
                state,
                recoverTo == 0 ? null : Instant.ofEpochSecond(recoverTo),
                switch (state) {
                    case "normal", "syncing" -> Set.of(ReplicationDescription.Operation.FAILOVER);
                    case "failovered" ->
                        Set.of(
                                ReplicationDescription.Operation.COMMIT,
                                ReplicationDescription.Operation.CANCEL,
                                ReplicationDescription.Operation.REPROTECT);
                    default -> Set.of();
                });
    }

    private static Location place(Lane lane, String region) {
        return Location.of(lane.provider().value(), lane.account(), region);
    }

    private static @Nullable JsonObject pair(String json, String id) {
        for (JsonElement element :
                JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("ReplicaPairs")) {
            JsonObject pair = element.getAsJsonObject();
            if (pair.get("ReplicaPairId").getAsString().equals(id)) {
                return pair;
            }
        }
        return null;
    }

    private static Payload.Fields id(String id) {
        return Payload.Fields.EMPTY.with(EcsCalls.ID, id);
    }

    private static int percent(@Nullable String progress) {
        return progress == null || !progress.matches("\\d{1,3}%")
                ? -1
                : Math.min(100, Integer.parseInt(progress.substring(0, progress.length() - 1)));
    }
}
