// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.Disk;
import dev.holdfast.testkit.world.Job;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.Work;
import dev.holdfast.testkit.world.front.Arrival;
import java.util.List;
import java.util.Optional;

/** Sets a disk back to a snapshot of itself. Its guard: the machine is stopped. */
final class ResetDisk implements Verb {
    @Override
    public Answer perform(Call call, Arrival arrival, Place place) {
        Primitive primitive = call.primitive();
        String id = Arguments.text(primitive, "disk");
        place.region().disks().reset(arrival, id, Arguments.text(primitive, "snapshot"));
        Disk disk = place.region().disks().shelf().actual(id);
        return disk == null ? Answer.done() : new Answer.Started(DiskTasks.working(primitive.watchLane(), disk, null));
    }

    @Override
    public List<Sighting> find(Trace trace, Look look) {
        Primitive primitive = trace.primitive();
        String id = Arguments.text(primitive, "disk");
        Optional<Disk> found =
                look.place().region().disks().shelf().describe(look.place().account(), id);
        if (found.isEmpty()) {
            return Goals.gone(trace, "disk " + id);
        }
        Disk disk = found.get();
        Job job = disk.job();
        if (job != null && !job.ended()) {
            return job.work() == Work.RESET
                    ? Goals.onTheWay(trace, id, DiskTasks.working(primitive.watchLane(), disk, null))
                    : Goals.busy(trace, "other work on disk " + id);
        }
        String on = disk.machine();
        Machine machine =
                on == null ? null : look.place().region().machines().shelf().actual(on);
        return machine == null || machine.state() == Machine.State.STOPPED
                ? List.of()
                : Goals.guardGone(
                        trace, machine.id(), "state", "STOPPED", machine.state().name());
    }
}
