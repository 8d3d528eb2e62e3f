// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.testkit.world.Job;
import dev.holdfast.testkit.world.Snapshot;
import dev.holdfast.testkit.world.bytes.Content;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Snapshots in work: single ones, copies, and sets. */
final class SnapshotTasks {
    private static final String MEMBERS = "members";

    private SnapshotTasks() {}

    static RemoteTask single(Lane lane, String subject, String id) {
        return task(Tasks.SNAPSHOT, lane, id, Map.of(subject, id));
    }

    static RemoteTask set(Lane lane, String id, Map<String, String> snapshotsByDisk) {
        return task(Tasks.SNAPSHOT_SET, lane, id, snapshotsByDisk);
    }

    private static RemoteTask task(String kind, Lane lane, String id, Map<String, String> members) {
        return RemoteTask.of(kind, lane, id, Payload.Fields.EMPTY.with(MEMBERS, Payload.ofTexts(members)));
    }

    static Observation observe(RemoteTask task, Place place) {
        Map<String, Snapshot> shown = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry :
                Arguments.map(task.details(), MEMBERS).entrySet()) {
            Optional<Snapshot> found = place.region().snapshots().shelf().describe(place.account(), entry.getValue());
            if (found.isEmpty()) {
                return new Observation.Missing();
            }
            shown.put(entry.getKey(), found.get());
        }
        List<Member> members = new ArrayList<>();
        List<LeftBehind> left = new ArrayList<>();
        Failure broken = null;
        int percent = 0;
        boolean running = false;
        for (Map.Entry<String, Snapshot> entry : shown.entrySet()) {
            Snapshot snapshot = entry.getValue();
            Member member = member(entry.getKey(), snapshot);
            members.add(member);
            left.add(new LeftBehind(task.lane(), ProductKind.SNAPSHOT, snapshot.id()));
            percent += member.state() == Member.State.DONE ? 100 : place.percent(snapshot.job());
            running |= member.state() == Member.State.RUNNING;
            if (member.state() == Member.State.FAILED) {
                broken = failure("Cannot finish snapshot " + snapshot.id(), snapshot.job());
            }
        }
        if (broken != null) {
            return new Observation.Failed(broken, left);
        }
        return running
                ? new Observation.Running(percent / members.size(), Duration.ZERO)
                : new Observation.Done(outputs(task.kind(), members), members);
    }

    /** Why work failed, in the words that the cloud left with it. */
    static Failure failure(String what, @org.jspecify.annotations.Nullable Job job) {
        String why = job == null || job.failure() == null ? "the cloud gives no reason" : job.failure();
        boolean ofKey = why.toLowerCase(Locale.ROOT).contains("key ");
        return Failure.of(ofKey ? FailureKind.DENIED : FailureKind.TRANSIENT, what, why);
    }

    static Payload.Fields outputs(String kind, List<Member> members) {
        if (kind.equals(Tasks.SNAPSHOT_SET) || members.size() != 1) {
            return Payload.Fields.EMPTY;
        }
        return members.get(0).facts().with("id", members.get(0).cloudId());
    }

    static Member member(String subject, Snapshot snapshot) {
        Member.State state = switch (snapshot.state()) {
            case CREATING -> Member.State.RUNNING;
            case READY -> Member.State.DONE;
            case FAILED, RECYCLED, DELETED -> Member.State.FAILED;
        };
        Payload.Fields facts = Payload.Fields.EMPTY
                .with("bytes", snapshot.content().storedBlocks() * Content.BLOCK)
                .with("storedBytes", snapshot.movedBytes())
                .with("diskBytes", snapshot.size())
                .with("moment", new Payload.Time(snapshot.origin().moment()));
        Job job = snapshot.job();
        if (state == Member.State.FAILED && job != null && job.failure() != null) {
            facts = facts.with("reason", job.failure());
        }
        return new Member(subject, snapshot.id(), state, facts);
    }
}
