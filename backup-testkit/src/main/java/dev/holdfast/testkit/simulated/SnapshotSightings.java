// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Member;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Snapshots that were found again. */
final class SnapshotSightings {
    private SnapshotSightings() {}

    static Sighting single(Trace trace, String subject, Snapshot snapshot) {
        Member member = SnapshotTasks.member(subject, snapshot);
        boolean done = member.state() == Member.State.DONE;
        RemoteTask task = done ? null : SnapshotTasks.single(trace.primitive().watchLane(), subject, snapshot.id());
        Payload.Fields outputs = done ? SnapshotTasks.outputs(Tasks.SNAPSHOT, List.of(member)) : Payload.Fields.EMPTY;
        return new Sighting.Ours(trace.key(), snapshot.id(), task, outputs, List.of(member));
    }

    /** What one call made together belongs together: twins of a set are two sightings. */
    static List<Sighting> sets(Trace trace, List<Snapshot> found) {
        Map<String, List<Snapshot>> sets = new LinkedHashMap<>();
        for (Snapshot snapshot : found) {
            String set = Objects.requireNonNullElse(snapshot.set(), snapshot.id());
            sets.computeIfAbsent(set, s -> new ArrayList<>()).add(snapshot);
        }
        List<Sighting> sightings = new ArrayList<>();
        sets.forEach((set, snapshots) -> sightings.add(set(trace, set, snapshots)));
        return sightings;
    }

    private static Sighting set(Trace trace, String set, List<Snapshot> snapshots) {
        List<Member> members = new ArrayList<>();
        Map<String, String> ids = new LinkedHashMap<>();
        boolean done = true;
        for (Snapshot snapshot : snapshots) {
            Member member = SnapshotTasks.member(snapshot.origin().disk(), snapshot);
            members.add(member);
            ids.put(snapshot.origin().disk(), snapshot.id());
            done &= member.state() == Member.State.DONE;
        }
        RemoteTask task = done ? null : SnapshotTasks.set(trace.primitive().watchLane(), set, ids);
        return new Sighting.Ours(trace.key(), set, task, Payload.Fields.EMPTY, members);
    }
}
