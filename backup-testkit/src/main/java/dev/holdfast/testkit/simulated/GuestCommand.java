// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.world.Invocation;
import dev.holdfast.testkit.world.front.Arrival;
import dev.holdfast.testkit.world.machine.Program;
import java.time.Duration;
import java.util.List;

/** Runs a command in a guest. A thaw that comes too late is done all the same, and says that it came too late. */
final class GuestCommand implements Verb {
    @Override
    public Answer perform(Call call, Arrival arrival, Place place) {
        Primitive primitive = call.primitive();
        String machine = Arguments.text(primitive, "machine");
        String id = place.once(
                call,
                arrival,
                () -> place.region()
                        .machines()
                        .command(arrival, machine, Arguments.text(primitive, "command"))
                        .id());
        return new Answer.Started(RemoteTask.of(
                Tasks.COMMAND,
                primitive.watchLane(),
                id,
                Payload.Fields.EMPTY.with(
                        "thaw", Payload.of(primitive.arguments().truth("thaw")))));
    }

    /** Whether the guest is held cannot be read from outside: a thaw is simply sent again. */
    @Override
    public List<Sighting> find(Trace trace, Look look) {
        return List.of();
    }

    static Observation observe(RemoteTask task, Place place) {
        Invocation invocation = place.region().machines().invocation(task.id());
        if (invocation == null) {
            return new Observation.Missing();
        }
        if (!invocation.ended()) {
            return new Observation.Running(-1, Duration.ZERO);
        }
        Program.Reply reply = invocation.reply();
        boolean thaw = task.details().truth("thaw");
        if (reply == null || (reply.exitCode() != 0 && !thaw)) {
            String why =
                    reply == null ? "the guest did not answer" : "exit " + reply.exitCode() + ": " + reply.output();
            return new Observation.Failed(
                    Failure.of(FailureKind.INVALID, "Cannot run a command in " + invocation.machine(), why), List.of());
        }
        Payload.Fields outputs =
                Payload.Fields.EMPTY.with("exitCode", reply.exitCode()).with("output", reply.output());
        return new Observation.Done(
                thaw ? outputs.with("held", Payload.of(reply.exitCode() == 0)) : outputs, List.of());
    }
}
