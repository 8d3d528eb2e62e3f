// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.NewCopy;
import dev.holdfast.testkit.world.Region;
import dev.holdfast.testkit.world.Snapshot;
import dev.holdfast.testkit.world.front.Arrival;
import java.util.ArrayList;
import java.util.List;

/** Copies a snapshot to a region; called there, or at the source, as the cloud wants it. */
final class CopySnapshot implements Verb {
    /** How the answer is watched. */
    enum Watched {
        /** By the snapshot. */
        SNAPSHOT,
        /** By an operation first, which then names the snapshot. */
        OPERATION
    }

    private final Watched watched;

    CopySnapshot(Watched watched) {
        this.watched = watched;
    }

    @Override
    public Answer perform(Call call, Arrival arrival, Place place) {
        Primitive primitive = call.primitive();
        Lane lane = primitive.watchLane();
        Region destination = place.world().region(Arguments.text(primitive, "toRegion"));
        NewCopy order = new NewCopy(
                primitive.repeat() == RepeatClass.NAMED ? Names.name(call.key()) : null,
                Arguments.text(primitive, "fromRegion"),
                Arguments.text(primitive, "snapshot"),
                Arguments.optional(primitive, "key"));
        String id = place.once(
                call, arrival, () -> destination.copies().create(arrival, order).id());
        String disk = Arguments.text(primitive, "disk");
        RemoteTask snapshot = SnapshotTasks.single(lane, disk, id);
        if (watched == Watched.SNAPSHOT) {
            return new Answer.Started(snapshot);
        }
        return new Answer.Started(RemoteTask.of(
                Tasks.OPERATION,
                lane,
                "operation-" + id,
                Payload.Fields.EMPTY.with("snapshot", id).with("disk", disk)));
    }

    @Override
    public List<Sighting> find(Trace trace, Look look) {
        String disk = Arguments.text(trace.primitive(), "disk");
        String source = Arguments.text(trace.primitive(), "snapshot");
        List<Sighting> sightings = new ArrayList<>();
        for (Snapshot found : look.made(trace, look.place().region().snapshots().shelf(), Snapshot.class)) {
            sightings.add(
                    source.equals(found.origin().copyOf())
                            ? SnapshotSightings.single(trace, disk, found)
                            : new Sighting.Foreign(trace.key(), found.id(), "another snapshot"));
        }
        return sightings;
    }
}
