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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes the disks of a machine, or of a group, at one moment. */
final class TakeSet implements Verb {
    @Override
    public int weight(Primitive primitive, Place place) {
        return Math.max(1, primitive.expected().size());
    }

    @Override
    public Answer perform(Call call, Arrival arrival, Place place) {
        Primitive primitive = call.primitive();
        boolean named = primitive.repeat() == RepeatClass.NAMED;
        Map<String, String> names = new LinkedHashMap<>();
        for (String disk : primitive.expected()) {
            names.put(disk, named ? Names.memberName(call.key(), names.size() + 1) : "");
        }
        String set = named ? Names.name(call.key()) : "set-" + arrival.requestId();
        Map<String, String> made = new LinkedHashMap<>();
        String id = place.once(call, arrival, () -> {
            place.region()
                    .snapshots()
                    .createSet(arrival, set, names)
                    .forEach(member -> made.put(member.origin().disk(), member.id()));
            return set;
        });
        if (made.isEmpty()) {
            for (Snapshot member : place.region().snapshots().shelf().actual()) {
                if (id.equals(member.set())) {
                    made.put(member.origin().disk(), member.id());
                }
            }
        }
        return new Answer.Started(SnapshotTasks.set(primitive.watchLane(), id, made));
    }

    @Override
    public List<Sighting> find(Trace trace, Look look) {
        Primitive primitive = trace.primitive();
        var shelf = look.place().region().snapshots().shelf();
        if (primitive.repeat() != RepeatClass.NAMED) {
            return SnapshotSightings.sets(trace, look.carrying(shelf, Snapshot.class, trace.key()));
        }
        List<Snapshot> found = new ArrayList<>();
        for (int i = 1; i <= primitive.expected().size(); i++) {
            shelf.describe(look.place().account(), Names.memberName(trace.key(), i))
                    .ifPresent(found::add);
        }
        return SnapshotSightings.sets(trace, found);
    }
}
