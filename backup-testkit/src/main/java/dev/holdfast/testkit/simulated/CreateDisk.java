// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.Disk;
import dev.holdfast.testkit.world.Lifecycle;
import dev.holdfast.testkit.world.NewDisk;
import dev.holdfast.testkit.world.front.Arrival;
import java.util.ArrayList;
import java.util.List;

/** Makes a disk from a snapshot. */
final class CreateDisk implements Verb {
    @Override
    public Answer perform(Call call, Arrival arrival, Place place) {
        Primitive primitive = call.primitive();
        NewDisk order = new NewDisk(
                primitive.repeat() == RepeatClass.NAMED ? Names.name(call.key()) : null,
                Arguments.text(primitive, "zone"),
                Arguments.text(primitive, "type"),
                primitive.arguments().whole("bytes"),
                Arguments.optional(primitive, "key"),
                Arguments.text(primitive, "snapshot"));
        String id = place.once(
                call,
                arrival,
                () -> place.region().disks().create(arrival, order).id());
        return new Answer.Started(DiskTasks.making(primitive.watchLane(), id));
    }

    @Override
    public List<Sighting> find(Trace trace, Look look) {
        String source = Arguments.text(trace.primitive(), "snapshot");
        List<Sighting> sightings = new ArrayList<>();
        for (Disk disk : look.made(trace, look.place().region().disks().shelf(), Disk.class)) {
            sightings.add(
                    source.equals(disk.fromSnapshot())
                            ? ours(trace, disk)
                            : new Sighting.Foreign(trace.key(), disk.id(), "a disk of another snapshot"));
        }
        return sightings;
    }

    private static Sighting ours(Trace trace, Disk disk) {
        boolean done = disk.state() == Lifecycle.READY;
        RemoteTask task = done ? null : DiskTasks.making(trace.primitive().watchLane(), disk.id());
        Payload.Fields outputs = done ? DiskTasks.outputs(disk) : Payload.Fields.EMPTY;
        return new Sighting.Ours(trace.key(), disk.id(), task, outputs, List.of());
    }
}
