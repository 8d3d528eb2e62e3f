// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.front.Arrival;
import java.util.List;
import java.util.Optional;

/** Puts another boot disk into a machine. Its guard: the machine is stopped. */
final class SwapBootDisk implements Verb {
    @Override
    public Answer perform(Call call, Arrival arrival, Place place) {
        Primitive primitive = call.primitive();
        String machine = Arguments.text(primitive, "machine");
        place.region().machines().swapBootDisk(arrival, machine, Arguments.text(primitive, "disk"));
        return new Answer.Started(task(primitive));
    }

    private static RemoteTask task(Primitive primitive) {
        return MachineTasks.towards(
                primitive.watchLane(),
                Arguments.text(primitive, "machine"),
                Machine.State.STOPPED,
                Arguments.text(primitive, "disk"));
    }

    @Override
    public List<Sighting> find(Trace trace, Look look) {
        Primitive primitive = trace.primitive();
        String id = Arguments.text(primitive, "machine");
        String disk = Arguments.text(primitive, "disk");
        Optional<Machine> found =
                look.place().region().machines().shelf().describe(look.place().account(), id);
        if (found.isEmpty()) {
            return Goals.gone(trace, "machine " + id);
        }
        Machine machine = found.get();
        boolean swapped = machine.attachments().stream()
                .anyMatch(attachment -> attachment.boot() && attachment.disk().equals(disk));
        if (swapped) {
            return MachineTasks.isBusy(machine)
                    ? Goals.onTheWay(trace, id, task(primitive))
                    : Goals.reached(trace, id, Goals.result(id, disk));
        }
        if (machine.state() != Machine.State.STOPPED) {
            return Goals.guardGone(
                    trace, id, "state", "STOPPED", machine.state().name());
        }
        return MachineTasks.isBusy(machine) ? Goals.busy(trace, "other work on machine " + id) : List.of();
    }
}
