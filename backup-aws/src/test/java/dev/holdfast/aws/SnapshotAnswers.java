// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.protection.ReplicaState;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;

/** What EC2's answers about snapshots mean. */
final class SnapshotAnswers {
    static final String TASK = "snapshots";

    /** What EC2 gives as the volume of a copy. */
    static final String NO_VOLUME = "vol-ffffffff";

    private static final String MEMBERS = "members";

    private SnapshotAnswers() {}

    /** The answer to CreateSnapshots: a task that knows each member, since AWS knows no id of the set. */
    static Answer created(Call call, CreateSnapshotsResponse answer) {
        Map<String, String> members = new TreeMap<>();
        answer.snapshots().forEach(snapshot -> members.put(snapshot.volumeId(), snapshot.snapshotId()));
        return new Answer.Started(task(call.primitive().lane(), call.key().toString(), members));
    }

    static RemoteTask task(Lane lane, String id, Map<String, String> snapshotsByVolume) {
        Payload.Fields members = Payload.Fields.EMPTY.with(MEMBERS, Payload.ofTexts(snapshotsByVolume));
        return new RemoteTask(TASK, lane, id, members, "", Math.max(1, snapshotsByVolume.size()));
    }

    /** All ids that a look at these tasks must ask for. */
    static List<String> idsOf(List<RemoteTask> tasks) {
        return tasks.stream().flatMap(task -> membersOf(task).values().stream()).toList();
    }

    /** One observation for each task, out of one answer. */
    static List<Observation> observed(List<RemoteTask> tasks, DescribeSnapshotsResponse answer) {
        Map<String, Snapshot> byId = new TreeMap<>();
        answer.snapshots().forEach(snapshot -> byId.put(snapshot.snapshotId(), snapshot));
        return tasks.stream().map(task -> observed(task, byId)).toList();
    }

    private static Observation observed(RemoteTask task, Map<String, Snapshot> byId) {
        List<Member> members = new ArrayList<>();
        List<LeftBehind> left = new ArrayList<>();
        long percent = 0;
        @Nullable Snapshot broken = null;
        boolean running = false;
        for (Map.Entry<String, String> entry : membersOf(task).entrySet()) {
            Snapshot snapshot = byId.get(entry.getValue());
            if (snapshot == null) {
                return new Observation.Missing();
            }
            Member member = member(entry.getKey(), snapshot);
            members.add(member);
            left.add(new LeftBehind(task.lane(), ProductKind.SNAPSHOT, snapshot.snapshotId()));
            percent += percentOf(snapshot);
            running |= member.state() == Member.State.RUNNING;
            if (member.state() == Member.State.FAILED) {
                broken = snapshot;
            }
        }
        if (broken != null) {
            return new Observation.Failed(failure(broken), left);
        }
        if (running) {
            return new Observation.Running((int) (percent / members.size()), Duration.ZERO);
        }
        return new Observation.Done(outputs(members), members);
    }

    private static Payload.Fields outputs(List<Member> members) {
        String only = members.size() == 1 ? members.get(0).cloudId() : null;
        return Payload.Fields.EMPTY.with(Outputs.ID, only);
    }

    /** AWS checks keys after the call was answered: the reason stands in the snapshot only. */
    private static Failure failure(Snapshot snapshot) {
        String what = "Snapshot " + snapshot.snapshotId();
        if (snapshot.stateAsString().startsWith("recover")) {
            return Failure.of(FailureKind.GONE, what, "it was deleted and lies in the recycle bin");
        }
        String message = Optional.ofNullable(snapshot.stateMessage()).orElse("EC2 gives no reason");
        String folded = message.toLowerCase(java.util.Locale.ROOT);
        FailureKind kind =
                folded.contains("kms") || folded.contains(" key") ? FailureKind.DENIED : FailureKind.UNRECOGNISED;
        return Failure.of(kind, what, message);
    }

    /** Every thing that carries the key of one of the traces, each set by the moment that its members share. */
    static FindPage found(List<Trace> traces, DescribeSnapshotsResponse answer) {
        Map<StepKey, Primitive> asked = new LinkedHashMap<>();
        traces.forEach(trace -> asked.put(trace.key(), trace.primitive()));
        Map<StepKey, Map<Instant, List<Snapshot>>> sets = new LinkedHashMap<>();
        for (Snapshot snapshot : answer.snapshots()) {
            Marking.keyOf(snapshot.tags())
                    .filter(asked::containsKey)
                    .ifPresent(key -> sets.computeIfAbsent(key, none -> new TreeMap<>())
                            .computeIfAbsent(snapshot.startTime(), none -> new ArrayList<>())
                            .add(snapshot));
        }
        List<Sighting> sightings = new ArrayList<>();
        sets.forEach((key, byMoment) -> byMoment.forEach((moment, snapshots) ->
                sightings.add(ours(key, Optional.ofNullable(asked.get(key)).orElseThrow(), moment, snapshots))));
        return new FindPage(sightings, answer.nextToken(), answer.nextToken() == null);
    }

    private static Sighting ours(StepKey key, Primitive primitive, Instant moment, List<Snapshot> snapshots) {
        Map<String, String> byVolume = new TreeMap<>();
        List<Member> members = new ArrayList<>();
        for (Snapshot snapshot : snapshots) {
            // The volume of a copy is arbitrary: it goes by what it was copied from.
            String subject =
                    primitive.type().equals(CopyLowering.COPY_SNAPSHOT) ? primitive.subject() : snapshot.volumeId();
            byVolume.put(subject, snapshot.snapshotId());
            members.add(member(subject, snapshot));
        }
        boolean whole = members.stream().allMatch(member -> member.state() == Member.State.DONE);
        boolean single = primitive.product() == ProductKind.SNAPSHOT;
        return new Sighting.Ours(
                key,
                single ? snapshots.get(0).snapshotId() : key + "@" + moment,
                whole ? null : task(primitive.lane(), key.toString(), byVolume),
                whole ? outputs(members) : Payload.Fields.EMPTY,
                members);
    }

    /** A snapshot for the catalogue. Its start is the moment of its data, unless it is a copy. */
    static ReplicaDescription described(Lane lane, Snapshot snapshot) {
        boolean whole = snapshot.state() == SnapshotState.COMPLETED;
        String key = snapshot.kmsKeyId();
        return ReplicaDescription.builder(lane, ProductKind.SNAPSHOT, snapshot.snapshotId())
                .state(
                        whole
                                ? ReplicaState.AVAILABLE
                                : snapshot.state() == SnapshotState.PENDING
                                        ? ReplicaState.CREATING
                                        : ReplicaState.FAILED)
                .restorable(whole)
                .copyable(whole)
                .startedAt(snapshot.startTime())
                // The volume of a copy is arbitrary, and its start is that of the copy.
                .moment(snapshot.volumeId().equals(NO_VOLUME) ? null : snapshot.startTime())
                .sourceId(snapshot.volumeId().equals(NO_VOLUME) ? null : snapshot.volumeId())
                .bytes(Optional.ofNullable(snapshot.volumeSize()).orElse(0) * (1L << 30))
                .keyId(key == null || key.isEmpty() ? null : key)
                .build();
    }

    private static Member member(String subject, Snapshot snapshot) {
        Member.State state = switch (snapshot.state()) {
            case PENDING -> Member.State.RUNNING;
            case COMPLETED -> percentOf(snapshot) == 100 ? Member.State.DONE : Member.State.RUNNING;
            default -> Member.State.FAILED;
        };
        Payload.Fields facts = Payload.Fields.EMPTY
                .with(Outputs.BYTES, Optional.ofNullable(snapshot.volumeSize()).orElse(0) * (1L << 30))
                .with(Outputs.MOMENT, new Payload.Time(snapshot.startTime()))
                .with(Outputs.REASON, snapshot.stateMessage());
        return new Member(subject, snapshot.snapshotId(), state, facts);
    }

    private static long percentOf(Snapshot snapshot) {
        String progress = snapshot.progress();
        if (progress == null || progress.isEmpty()) {
            return 0;
        }
        return Long.parseLong(progress.replace("%", ""));
    }

    private static Map<String, String> membersOf(RemoteTask task) {
        Map<String, String> members = new TreeMap<>();
        if (task.details().get(MEMBERS) instanceof Payload.Fields fields) {
            fields.fields().forEach((volume, id) -> members.put(volume, ((Payload.Text) id).value()));
        }
        return members;
    }
}
