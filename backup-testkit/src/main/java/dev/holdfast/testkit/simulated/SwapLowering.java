// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.DiskAttachment;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.MachineState;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RepeatClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A disk replaced by one made from a point: make the disk, stop the machine, exchange, start it. The old disk is kept.
 */
final class SwapLowering {
    private final Draft draft;
    private final MachineTypes types;
    private final @Nullable String bootSwap;

    /**
     * The way of a cloud.
     *
     * @param bootSwap the one request that exchanges a boot disk, or {@code null} where it is taken off and put on like
     *     any other
     */
    SwapLowering(Draft draft, MachineTypes types, @Nullable String bootSwap) {
        this.draft = draft;
        this.types = types;
        this.bootSwap = bootSwap;
    }

    void lower(Action.RollBackDisk action) {
        Optional<Machine> machine = draft.machine(action);
        if (machine.isEmpty()) {
            return;
        }
        Optional<Disk> disk = draft.facts().disk(action.disk());
        DiskAttachment attachment = disk.map(Disk::attachment).orElse(null);
        String zone = disk.map(Disk::zone).orElse(null);
        if (attachment == null || zone == null || !attachment.machine().equals(action.machine())) {
            draft.refuse(
                    action,
                    FailureKind.INVALID,
                    "disk " + action.disk().id() + " does not hang on "
                            + action.machine().id(),
                    "restore the disk from the point instead");
            return;
        }
        boolean running = machine.get().state() != MachineState.STOPPED;
        List<Primitive> steps = steps(action, attachment, zone, running);
        Primitive last = steps.remove(steps.size() - 1);
        steps.forEach(draft::add);
        draft.add(last.toBuilder().completes(List.of(action.id())).build());
    }

    private List<Primitive> steps(Action.RollBackDisk action, DiskAttachment attachment, String zone, boolean running) {
        MachineLowering machines = new MachineLowering(draft, types);
        Lane lane = action.lane();
        String machine = action.machine().id();
        List<Primitive> steps = new ArrayList<>();
        steps.add(machines.disk(action, "disk", lane, action.replica().cloudId(), zone, action.spec())
                .build());
        Payload fresh = new Payload.Ref(Draft.name(action, "disk"), "id");
        if (running) {
            steps.add(after(steps, machines.power(action, "stop", types.stop(), lane, machine, null)));
        }
        Payload result = running ? null : fresh;
        if (bootSwap != null && attachment.boot()) {
            steps.add(after(steps, swap(action, bootSwap, lane, machine, fresh)));
        } else {
            String device = attachment.device();
            Payload old = Payload.of(action.disk().id());
            boolean boot = attachment.boot();
            steps.add(after(
                    steps,
                    machines.move(action, "detach", false, lane, old, machine, device, boot, null)
                            .expectations(List.of(
                                    Expectation.seen(action.disk().id(), "attachment", machine + " " + device)))));
            steps.add(after(steps, machines.move(action, "attach", true, lane, fresh, machine, device, boot, result)));
        }
        if (running) {
            steps.add(after(steps, machines.power(action, "start", types.start(), lane, machine, fresh)));
        }
        return steps;
    }

    private Primitive.Builder swap(Action.RollBackDisk action, String type, Lane lane, String machine, Payload fresh) {
        Expectation stopped = Expectation.guard(machine, "state", "STOPPED");
        return draft.request(action, "swap", type, RepeatClass.GUARDED, lane)
                .subject(machine)
                .arguments(Payload.Fields.EMPTY.with("machine", machine).with("disk", fresh))
                .expectations(List.of(stopped))
                .duration(MachineLowering.MOVE)
                .undo(List.of(draft.undo(action, "swap", type, RepeatClass.GUARDED, lane)
                        .subject(machine)
                        .arguments(Payload.Fields.EMPTY
                                .with("machine", machine)
                                .with("disk", action.disk().id()))
                        .expectations(List.of(stopped))
                        .duration(MachineLowering.MOVE)
                        .build()));
    }

    private static Primitive after(List<Primitive> steps, Primitive.Builder next) {
        return next.edges(List.of(Edge.after(steps.get(steps.size() - 1).name())))
                .build();
    }
}
