// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.resource.Location;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.ReplicationDescription;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a look at a task, or for a trace, showed. */
final class Looks {
    private static final Set<String> USABLE = Set.of("", "Available", "AvailableWithInstantAccess");

    private Looks() {}

    /** An operation document, of whichever service. Ended is not yet done: the thing itself says that. */
    static Observation operation(RemoteTask task, int status, Map<String, String> headers, @Nullable Object body) {
        boolean gone = status == 404;
        if (status >= 400 && !gone) {
            return new Observation.Unread(Errors.failure(status, headers, body));
        }
        String said = gone ? "gone" : Json.text(body, "status").toLowerCase(java.util.Locale.ROOT);
        return switch (said) {
            case "succeeded", "gone" -> moved(task, body);
            case "failed", "canceled", "cancelled" -> failed(task, body);
            default ->
                new Observation.Running(
                        -1,
                        Errors.retryAfter(headers, "")
                                .filter(asked -> !asked.isZero())
                                .orElse(Duration.ZERO));
        };
    }

    private static Observation moved(RemoteTask task, @Nullable Object body) {
        if (task.kind().equals(Answers.BACKUP_OPERATION)) {
            String job = Json.text(body, "properties", "jobId");
            return job.isEmpty()
                    ? new Observation.Missing()
                    : new Observation.Moved(new RemoteTask(
                            Answers.BACKUP_JOB,
                            task.lane(),
                            job,
                            task.details(),
                            task.details().text("vault"),
                            1));
        }
        String type = task.details().text("type");
        if (type.equals(SnapshotLowering.DELETE) || type.startsWith("recovery:")) {
            return new Observation.Done(Payload.Fields.EMPTY, List.of());
        }
        // The run commands of one machine are listed together.
        String group = type.equals(GuestLowering.RUN) ? task.details().text("subject") : "";
        return new Observation.Moved(new RemoteTask(
                Answers.RESOURCE, task.lane(), task.details().text("resource"), task.details(), group, 1));
    }

    private static Observation failed(RemoteTask task, @Nullable Object body) {
        String code = Errors.code(body);
        String why = code.isEmpty()
                ? "the operation failed without saying why"
                : code + ": " + Errors.clean(Json.text(body, "error", "message"));
        ProductKind left = made(task.details().text("type"));
        return new Observation.Failed(
                Failure.of(
                        Errors.kind(409, code, Json.text(body, "error", "message")),
                        task.details().text("type"),
                        why),
                left == ProductKind.NOTHING
                        ? List.of()
                        : List.of(
                                new LeftBehind(task.lane(), left, task.details().text("resource"))));
    }

    static ProductKind made(String type) {
        return switch (type) {
            case SnapshotLowering.PUT, SnapshotLowering.COPY -> ProductKind.SNAPSHOT;
            case RestorePointLowering.PUT, RestorePointLowering.COPY -> ProductKind.SNAPSHOT_SET;
            case GalleryLowering.PUT -> ProductKind.IMAGE;
            case MachineLowering.PUT_DISK -> ProductKind.DISK;
            case MachineLowering.PUT_MACHINE -> ProductKind.MACHINE;
            default -> ProductKind.NOTHING;
        };
    }

    /** The thing itself: whole and usable, or how far. */
    static Observation resource(RemoteTask task, int status, Map<String, String> headers, @Nullable Object body) {
        if (status == 404) {
            return new Observation.Missing();
        }
        if (status >= 400) {
            return new Observation.Unread(Errors.failure(status, headers, body));
        }
        String state = Json.text(body, "properties", "provisioningState");
        if (state.equals("Failed") || state.equals("Canceled")) {
            return failed(task, body);
        }
        if (Json.at(body, "properties", "copyCompletionError") != null) {
            return new Observation.Failed(
                    Failure.of(
                            FailureKind.TRANSIENT,
                            "Copy " + task.id(),
                            Json.text(body, "properties", "copyCompletionError", "errorCode") + ": "
                                    + Errors.clean(
                                            Json.text(body, "properties", "copyCompletionError", "errorMessage"))),
                    List.of(new LeftBehind(task.lane(), ProductKind.SNAPSHOT, task.id())));
        }
        // A copy is whole only when it says so; other snapshots say nothing where they are usable at once.
        int silent = task.details().text("type").equals(SnapshotLowering.COPY) ? -1 : 100;
        int percent =
                Json.at(body, "properties", "completionPercent") instanceof Number done ? done.intValue() : silent;
        String access = Json.text(body, "properties", "snapshotAccessState");
        if (!(state.isEmpty() || state.equals("Succeeded")) || percent < 100 || !USABLE.contains(access)) {
            return new Observation.Running(state.equals("Succeeded") ? Math.min(percent, 99) : -1, Duration.ZERO);
        }
        ArmId made = new ArmId(task.id());
        return new Observation.Done(
                outputs(made, body).with(Outputs.FORMER, task.details().get(Outputs.FORMER)), members(task, body));
    }

    private static Payload.Fields outputs(ArmId made, @Nullable Object body) {
        Payload.Fields outputs = Answers.outputs(made);
        return level(body)
                .map(level -> outputs.with(Outputs.LEVEL, level.name()))
                .orElse(outputs);
    }

    /** What Azure says that a restore point got, not what was asked. */
    static Optional<ConsistencyLevel> level(@Nullable Object body) {
        return switch (Json.text(body, "properties", "consistencyMode")) {
            case "ApplicationConsistent" -> Optional.of(ConsistencyLevel.APPLICATION);
            case "FileSystemConsistent" -> Optional.of(ConsistencyLevel.FILE_SYSTEM);
            case "CrashConsistent" -> Optional.of(ConsistencyLevel.CRASH);
            default -> Optional.empty();
        };
    }

    private static List<Member> members(RemoteTask task, @Nullable Object body) {
        Object storage = Json.at(body, "properties", "sourceMetadata", "storageProfile");
        List<Member> members = new ArrayList<>();
        if (storage == null) {
            if (made(task.details().text("type")) == ProductKind.SNAPSHOT) {
                members.add(member(
                        task.details().text("subject"), task.id(), body, Json.text(body, "properties", "timeCreated")));
            }
            return members;
        }
        List<Object> disks = new ArrayList<>();
        disks.add(Json.at(storage, "osDisk"));
        if (Json.at(storage, "dataDisks") instanceof List<?> data) {
            disks.addAll(data);
        }
        for (Object disk : disks) {
            String point = Json.text(disk, "diskRestorePoint", "id");
            if (!point.isEmpty()) {
                members.add(member(
                        Json.text(disk, "managedDisk", "id"),
                        point,
                        disk,
                        Json.text(body, "properties", "timeCreated")));
            }
        }
        return members;
    }

    private static Member member(String subject, String id, @Nullable Object body, String moment) {
        Payload.Fields facts = Payload.Fields.EMPTY.with(
                Outputs.MOMENT,
                moment.isEmpty()
                        ? null
                        : new Payload.Time(OffsetDateTime.parse(moment).toInstant()));
        Object bytes = Json.at(body, "properties", "diskSizeBytes");
        if (bytes instanceof Number number) {
            facts = facts.with(Outputs.BYTES, number.longValue());
        }
        return new Member(subject, id, Member.State.DONE, facts);
    }

    /** A job of a vault: minutes to hours. */
    static Observation backupJob(RemoteTask task, int status, Map<String, String> headers, @Nullable Object body) {
        if (status == 404) {
            return new Observation.Missing();
        }
        if (status >= 400) {
            return new Observation.Unread(Errors.failure(status, headers, body));
        }
        return switch (Json.text(body, "properties", "status")) {
            case "Completed", "CompletedWithWarnings" ->
                new Observation.Done(Payload.Fields.EMPTY.with("job", task.id()), List.of());
            case "Failed", "Cancelled" ->
                new Observation.Failed(
                        Failure.of(
                                FailureKind.UNRECOGNISED,
                                Json.text(body, "properties", "operation") + " of "
                                        + Json.text(body, "properties", "entityFriendlyName"),
                                "the job ended as " + Json.text(body, "properties", "status")),
                        List.of());
            default -> new Observation.Running(-1, Duration.ofSeconds(30));
        };
    }

    /** What lies under the name that a key gives. */
    static Optional<Sighting> named(Trace trace, ArmId id, int status, @Nullable Object body) {
        if (status == 404) {
            return Optional.empty();
        }
        Primitive primitive = trace.primitive();
        String source = Json.text(body, "properties", "creationData", "sourceResourceId");
        String mark = Json.text(body, "tags", Marks.KEY);
        boolean carriesTags = !id.is("restorePoints");
        boolean sameSource = source.isEmpty() || new ArmId(source).same(primitive.subject());
        if ((carriesTags && !mark.equals(trace.key().toString())) || !sameSource) {
            return Optional.of(new Sighting.Foreign(
                    trace.key(), id.text(), mark.isEmpty() ? "a resource without our mark" : "made by " + mark));
        }
        RemoteTask task = RemoteTask.of(
                Answers.RESOURCE,
                primitive.watchLane(),
                id.text(),
                Payload.Fields.EMPTY
                        .with("type", primitive.type())
                        .with("resource", id.text())
                        .with("subject", primitive.subject()));
        Observation seen = resource(task, status, Map.of(), body);
        return Optional.of(
                seen instanceof Observation.Done done
                        ? new Sighting.Ours(trace.key(), id.text(), null, done.outputs(), done.members())
                        : new Sighting.Ours(trace.key(), id.text(), task, Payload.Fields.EMPTY, List.of()));
    }

    /** The machine before its OS disk is swapped, looked at with its instance view: {@code Call.seen} is its body. */
    static Sighting swappable(Trace trace, int status, @Nullable Object body) {
        if (status == 404) {
            return new Sighting.Gone(trace.key(), trace.primitive().subject());
        }
        Payload.Fields arguments = trace.primitive().arguments();
        String disk = Json.text(body, "properties", "storageProfile", "osDisk", "managedDisk", "id");
        if (new ArmId(disk).same(arguments.text("disk"))) {
            return new Sighting.Ours(
                    trace.key(),
                    disk,
                    null,
                    Answers.outputs(new ArmId(disk)).with(Outputs.FORMER, arguments.get(Outputs.FORMER)),
                    List.of());
        }
        String power = "";
        if (Json.at(body, "properties", "instanceView", "statuses") instanceof List<?> statuses) {
            for (Object each : statuses) {
                String code = Json.text(each, "code");
                power = code.startsWith("PowerState/") ? code.substring("PowerState/".length()) : power;
            }
        }
        for (Expectation expectation : trace.primitive().expectations()) {
            String now = expectation.property().equals("osDisk") ? disk : power;
            if (!now.equalsIgnoreCase(expectation.value())) {
                return new Sighting.Unmet(trace.key(), expectation, now);
            }
        }
        return new Sighting.Clear(trace.key(), Payload.Fields.EMPTY.with("body", Written.json(body)));
    }

    /** A version of an image before its regions are changed: {@code Call.seen} is the list of its regions. */
    static Sighting regions(Trace trace, int status, @Nullable Object body) {
        String id = trace.primitive().subject();
        if (status == 404) {
            return new Sighting.Gone(trace.key(), id);
        }
        Payload.Fields arguments = trace.primitive().arguments();
        Object targets = Json.at(body, "properties", "publishingProfile", "targetRegions");
        SortedSet<String> now = new TreeSet<>();
        if (targets instanceof List<?> list) {
            list.forEach(each -> now.add(ArmId.region(Json.text(each, "name"))));
        }
        boolean added =
                arguments.items("add").stream().allMatch(region -> now.contains(((Payload.Text) region).value()));
        boolean removed =
                arguments.items("remove").stream().noneMatch(region -> now.contains(((Payload.Text) region).value()));
        if (added && removed) {
            return new Sighting.Ours(trace.key(), id, null, Answers.outputs(new ArmId(id)), List.of());
        }
        for (Expectation expectation : trace.primitive().expectations()) {
            if (!now.contains(expectation.value())) {
                return new Sighting.Unmet(trace.key(), expectation, String.join(",", now));
            }
        }
        return new Sighting.Clear(trace.key(), Payload.Fields.EMPTY.with("targetRegions", Written.json(targets)));
    }

    /** A replicated item: what is allowed, and how far its target has come. */
    static ReplicationDescription replication(Lane lane, @Nullable Object body) {
        Object details = Json.at(body, "properties", "providerSpecificDetails");
        String account = lane.account();
        String calculated = Json.text(details, "lastRpoCalculatedTime");
        Instant recoverTo = !calculated.isEmpty() && Json.at(details, "rpoInSeconds") instanceof Number lag
                ? Instant.parse(calculated).minusSeconds(lag.longValue())
                : null;
        return new ReplicationDescription(
                Json.text(body, "id"),
                Json.text(details, "fabricObjectId"),
                Location.of("azure", account, Json.text(details, "primaryFabricLocation")),
                Location.of("azure", account, Json.text(details, "recoveryFabricLocation")),
                Json.text(body, "properties", "protectionState"),
                recoverTo,
                allowed(body));
    }

    private static Set<ReplicationDescription.Operation> allowed(@Nullable Object body) {
        Set<ReplicationDescription.Operation> allowed = EnumSet.noneOf(ReplicationDescription.Operation.class);
        if (Json.at(body, "properties", "allowedOperations") instanceof List<?> list) {
            for (Object each : list) {
                switch (String.valueOf(each)) {
                    case "TestFailover" -> allowed.add(ReplicationDescription.Operation.DRILL);
                    case "UnplannedFailover" -> {
                        // Failing back is the same operation the other way, once it is replicated that way.
                        allowed.add(ReplicationDescription.Operation.FAILOVER);
                        allowed.add(ReplicationDescription.Operation.FAIL_BACK);
                    }
                    case "TestFailoverCleanup" -> allowed.add(ReplicationDescription.Operation.CLEAN_UP);
                    case "Commit" -> allowed.add(ReplicationDescription.Operation.COMMIT);
                    case "CancelFailover" -> allowed.add(ReplicationDescription.Operation.CANCEL);
                    case "ReverseReplicate" -> allowed.add(ReplicationDescription.Operation.REPROTECT);
                    default -> {}
                }
            }
        }
        return allowed;
    }

    /** Whether Site Recovery still allows what the step was planned on. */
    static Optional<Sighting> replicated(Trace trace, int status, @Nullable Object body) {
        if (status == 404) {
            return Optional.of(new Sighting.Gone(trace.key(), trace.primitive().subject()));
        }
        Set<ReplicationDescription.Operation> now = allowed(body);
        for (Expectation expectation : trace.primitive().expectations()) {
            if (expectation.property().equals(SiteRecoveryLowering.ALLOWS)
                    && !now.contains(ReplicationDescription.Operation.valueOf(expectation.value()))) {
                return Optional.of(new Sighting.Unmet(trace.key(), expectation, now.toString()));
            }
        }
        return Optional.empty();
    }
}
