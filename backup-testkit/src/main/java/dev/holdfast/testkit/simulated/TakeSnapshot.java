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
        String id = place.region()
                .tokens()
                .once(
                        arrival,
                        primitive.arguments().canonical(),
                        () -> place.region()
                                .snapshots()
                                .create(arrival, disk, name)
                                .id());
        return new Answer.Started(SnapshotTasks.single(primitive.watchLane(), disk, id));
    }

    @Override
    public List<Sighting> find(Trace trace, Look look) {
        var shelf = look.place().region().snapshots().shelf();
        Primitive primitive = trace.primitive();
        String disk = Arguments.text(primitive, "disk");
        List<Sighting> sightings = new ArrayList<>();
        if (primitive.repeat() == RepeatClass.NAMED) {
            shelf.describe(look.place().account(), Names.name(trace.key()))
                    .ifPresent(found -> sightings.add(named(trace, disk, found)));
            return sightings;
        }
        for (Snapshot found : look.carrying(shelf, Snapshot.class, trace.key())) {
            sightings.add(SnapshotSightings.single(trace.key(), primitive.watchLane(), disk, found));
        }
        return sightings;
    }

    private static Sighting named(Trace trace, String disk, Snapshot found) {
        return found.origin().disk().equals(disk) && Names.carries(found, trace.key())
                ? SnapshotSightings.single(trace.key(), trace.primitive().watchLane(), disk, found)
                : new Sighting.Foreign(
                        trace.key(),
                        found.id(),
                        "a snapshot of " + found.origin().disk());
    }
}
