// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.operation.Lane;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.MachineState;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RepeatClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A disk set back in place, as Alibaba Cloud does it: stop, reset, start. What was on it is gone. */
final class ResetLowering {
    private final Draft draft;
    private final MachineTypes types;

    ResetLowering(Draft draft, MachineTypes types) {
        this.draft = draft;
        this.types = types;
    }

    void lower(Action.RollBackDisk action) {
        Optional<Machine> machine = draft.machine(action);
        if (machine.isEmpty()) {
            return;
        }
        boolean running = machine.get().state() != MachineState.STOPPED;
        MachineLowering machines = new MachineLowering(draft, types);
        Lane lane = action.lane();
        String id = action.machine().id();
        List<Edge> edges = new ArrayList<>();
        if (running) {
            Primitive stop =
                    machines.power(action, "stop", types.stop(), lane, id, null).build();
            draft.add(stop);
            edges.add(Edge.after(stop.name()));
        }
        Primitive.Builder reset = draft.request(action, "reset", AliyunTypes.RESET_DISK, RepeatClass.GUARDED, lane)
                .subject(action.disk().id())
                .arguments(Payload.Fields.EMPTY
                        .with("disk", action.disk().id())
                        .with("snapshot", action.replica().cloudId()))
                .edges(edges)
                .expectations(List.of(Expectation.guard(id, "state", "STOPPED")))
                .duration(Expected.about(Duration.ofMinutes(2)));
        if (!running) {
            draft.add(reset.completes(List.of(action.id())).build());
            return;
        }
        draft.add(reset.build());
        draft.add(machines.power(
                        action,
                        "start",
                        types.start(),
                        lane,
                        id,
                        Payload.of(action.disk().id()))
                .completes(List.of(action.id()))
                .edges(List.of(Edge.after(Draft.name(action, "reset"))))
                .build());
    }
}
