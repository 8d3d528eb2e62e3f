// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.Disk;
import dev.holdfast.testkit.world.Lifecycle;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.front.Arrival;
import java.util.List;
import java.util.Optional;

/** Brings a disk into a state: gone, on a machine, off it. */
final class ChangeDisk implements Verb {
    /** The states. */
    enum Goal {
        /** Gone. */
        DELETED,
        /** On a machine. */
        ATTACHED,
        /** Not on that machine. */
        DETACHED
    }

    private final Goal goal;

    ChangeDisk(Goal goal) {
        this.goal = goal;
    }

    /** The limits of what changes a machine count by the machine. */
    @Override
    public @org.jspecify.annotations.Nullable String subject(Primitive primitive) {
        return goal == Goal.DELETED ? Arguments.text(primitive, "disk") : Arguments.text(primitive, "machine");
    }

    @Override
    public Answer perform(Call call, Arrival arrival, Place place) {
        Primitive primitive = call.primitive();
        String id = Arguments.text(primitive, "disk");
        switch (goal) {
            case DELETED -> {
                place.region().disks().delete(arrival, id);
                return Answer.done();
            }
            case ATTACHED ->
                place.region()
                        .machines()
                        .attach(
                                arrival,
                                Arguments.text(primitive, "machine"),
                                new Machine.Attachment(
                                        Arguments.text(primitive, "device"),
                                        id,
                                        primitive.arguments().truth("boot")));
            case DETACHED -> place.region().machines().detach(arrival, id);
        }
        Disk disk = place.region().disks().shelf().actual(id);
        if (disk == null) {
            return Answer.done();
        }
        return new Answer.Started(
                DiskTasks.working(primitive.watchLane(), disk, Arguments.optional(primitive, "result")));
    }

    @Override
    public List<Sighting> find(Trace trace, Look look) {
        Primitive primitive = trace.primitive();
        String id = Arguments.text(primitive, "disk");
        Optional<Disk> found =
                look.place().region().disks().shelf().describe(look.place().account(), id);
        if (found.isEmpty()) {
            return goal == Goal.DELETED
                    ? Goals.reached(trace, "", Payload.Fields.EMPTY)
                    : Goals.gone(trace, "disk " + id);
        }
        Disk disk = found.get();
        if (goal == Goal.DELETED) {
            return List.of();
        }
        String machine = Arguments.text(primitive, "machine");
        boolean there = machine.equals(disk.machine());
        if (there == (goal == Goal.ATTACHED)) {
            String result = Arguments.optional(primitive, "result");
            return DiskTasks.isBusy(disk)
                    ? Goals.onTheWay(trace, id, DiskTasks.working(primitive.watchLane(), disk, result))
                    : Goals.reached(trace, id, Goals.result(id, result));
        }
        if (DiskTasks.isBusy(disk) || disk.state() == Lifecycle.CREATING) {
            return Goals.busy(trace, "other work on disk " + id);
        }
        String on = disk.machine();
        return goal == Goal.ATTACHED && on != null ? Goals.unmet(trace, id, "attachment", "none", on) : List.of();
    }
}
