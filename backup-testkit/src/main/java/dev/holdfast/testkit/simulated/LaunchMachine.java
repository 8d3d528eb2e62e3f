// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.MachineSpec;
import dev.holdfast.testkit.world.Machines;
import dev.holdfast.testkit.world.front.Arrival;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a machine: from an image, or from disks that are there. */
final class LaunchMachine implements Verb {
    @Override
    public @Nullable String subject(Primitive primitive) {
        return Arguments.text(primitive, "name");
    }

    @Override
    public Answer perform(Call call, Arrival arrival, Place place) {
        Primitive primitive = call.primitive();
        String id = place.once(call, arrival, () -> launch(call, arrival, place).id());
        return new Answer.Started(MachineTasks.launching(primitive.watchLane(), id));
    }

    private static Machine launch(Call call, Arrival arrival, Place place) {
        Primitive primitive = call.primitive();
        boolean named = primitive.repeat() == RepeatClass.NAMED;
        MachineSpec spec = MachineSpec.of(
                named ? Names.name(call.key()) : Arguments.text(primitive, "name"),
                Arguments.text(primitive, "type"),
                Arguments.text(primitive, "subnet"),
                Arguments.optional(primitive, "address"));
        Machines machines = place.region().machines();
        String image = Arguments.optional(primitive, "image");
        if (image != null) {
            return machines.launch(
                    arrival, spec, image, Arguments.text(primitive, "diskType"), Arguments.optional(primitive, "key"));
        }
        List<Machine.Attachment> attachments = new ArrayList<>();
        for (Payload.Fields disk : Arguments.fields(primitive, "disks")) {
            attachments.add(new Machine.Attachment(disk.text("device"), disk.text("disk"), disk.truth("boot")));
        }
        return machines.launch(arrival, spec, attachments);
    }

    @Override
    public List<Sighting> find(Trace trace, Look look) {
        List<Sighting> sightings = new ArrayList<>();
        for (Machine machine : look.made(trace, look.place().region().machines().shelf(), Machine.class)) {
            sightings.add(
                    Names.carries(machine, trace.key())
                            ? ours(trace, machine)
                            : new Sighting.Foreign(trace.key(), machine.id(), "another machine"));
        }
        return sightings;
    }

    private static Sighting ours(Trace trace, Machine machine) {
        boolean done = machine.state() == Machine.State.RUNNING;
        return new Sighting.Ours(
                trace.key(),
                machine.id(),
                done ? null : MachineTasks.launching(trace.primitive().watchLane(), machine.id()),
                MachineTasks.outputs(machine),
                List.of());
    }
}
