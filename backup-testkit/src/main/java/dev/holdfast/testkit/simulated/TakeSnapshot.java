// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.Snapshot;
import dev.holdfast.testkit.world.front.Arrival;
import java.util.ArrayList;
import java.util.List;

/** Takes a snapshot of one disk. */
final class TakeSnapshot implements Verb {
    @Override
    public Answer perform(Call call, Arrival arrival, Place place) {
        Primitive primitive = call.primitive();
        String disk = Arguments.text(primitive, "disk");
        String name = primitive.repeat() == RepeatClass.NAMED ? Names.name(call.key()) : null;
        String id = place.once(
                call,
                arrival,
                () -> place.region().snapshots().create(arrival, disk, name).id());
        return new Answer.Started(SnapshotTasks.single(primitive.watchLane(), disk, id));
    }

    @Override
    public List<Sighting> find(Trace trace, Look look) {
        String disk = Arguments.text(trace.primitive(), "disk");
        List<Sighting> sightings = new ArrayList<>();
        for (Snapshot found : look.made(trace, look.place().region().snapshots().shelf(), Snapshot.class)) {
            String of = found.origin().disk();
            sightings.add(
                    of.equals(disk) && Names.carries(found, trace.key())
                            ? SnapshotSightings.single(trace, disk, found)
                            : new Sighting.Foreign(trace.key(), found.id(), "a snapshot of " + of));
        }
        return sightings;
    }
}
