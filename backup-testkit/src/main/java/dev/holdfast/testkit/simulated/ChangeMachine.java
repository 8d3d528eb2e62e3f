// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.Machines;
import dev.holdfast.testkit.world.front.Arrival;
import java.util.List;
import java.util.Optional;

/** Brings a machine into a state: running, stopped, gone. */
final class ChangeMachine implements Verb {
    private final Machine.State goal;

    ChangeMachine(Machine.State goal) {
        this.goal = goal;
    }

    @Override
    public Answer perform(Call call, Arrival arrival, Place place) {
        Primitive primitive = call.primitive();
        String id = Arguments.text(primitive, "machine");
        Machines machines = place.region().machines();
        switch (goal) {
            case RUNNING -> machines.start(arrival, id);
            case STOPPED -> machines.stop(arrival, id, false);
            default -> {
                machines.terminate(arrival, id, primitive.arguments().truth("disksToo"));
                return Answer.done();
            }
        }
        return new Answer.Started(task(primitive, id));
    }

    private RemoteTask task(Primitive primitive, String id) {
        return MachineTasks.towards(primitive.watchLane(), id, goal, Arguments.optional(primitive, "result"));
    }

    @Override
    public List<Sighting> find(Trace trace, Look look) {
        Primitive primitive = trace.primitive();
        String id = Arguments.text(primitive, "machine");
        Optional<Machine> found =
                look.place().region().machines().shelf().describe(look.place().account(), id);
        if (found.isEmpty()) {
            return goal == Machine.State.TERMINATED
                    ? Goals.reached(trace, "", Payload.Fields.EMPTY)
                    : Goals.gone(trace, "machine " + id);
        }
        Machine machine = found.get();
        if (goal == Machine.State.TERMINATED) {
            return List.of();
        }
        if (machine.state() == goal && !MachineTasks.isBusy(machine)) {
            return Goals.reached(trace, id, Goals.result(id, Arguments.optional(primitive, "result")));
        }
        boolean on = machine.state() == Machine.State.PENDING || machine.state() == Machine.State.STARTING;
        boolean off = machine.state() == Machine.State.STOPPING;
        if (goal == Machine.State.RUNNING ? on : off) {
            return Goals.onTheWay(trace, id, task(primitive, id));
        }
        return on || off || MachineTasks.isBusy(machine)
                ? Goals.busy(trace, "machine " + id + " is " + machine.state())
                : List.of();
    }
}
