// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Freeze, create, thaw. By named run commands, not by the older action: they tell the exit code, and a lost answer is
 * found again by the name.
 */
final class GuestLowering {
    static final String RUN = "compute:PutRunCommand";
    static final String REMOVE = "compute:DeleteRunCommand";

    private GuestLowering() {}

    static void take(Action.TakeSnapshots action, GuestHooks hooks, Steps steps) {
        if (action.machines().size() != 1) {
            steps.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "Consistent set over " + action.machines().size() + " machines",
                    "guest hooks hold one machine; name one action for each");
            return;
        }
        ResourceId machine = action.machines().get(0);
        Optional<Machine> found = steps.facts.machine(machine);
        if (found.isEmpty()) {
            steps.refuse(action, FailureKind.GONE, "Freeze of " + machine.id(), "the machine is not there");
            return;
        }
        for (ResourceId disk : action.disks()) {
            if (steps.facts.disk(disk).isEmpty()) {
                steps.refuse(action, FailureKind.GONE, "Snapshot of " + disk.id(), "the disk is not there");
                return;
            }
        }
        for (ResourceId disk : action.disks()) {
            if (steps.full(action, action.lane(), AzureLimits.SNAPSHOT_STOCK, disk.id(), "Snapshot of " + disk.id())) {
                return;
            }
        }
        String osType = found.get().attributes().getOrDefault("osType", "Linux");
        String section = action.id() + ".held";
        Duration deadline = hooks.deadMan().minus(hooks.deadMan().dividedBy(6));
        Primitive freeze = steps.add(run(action, "freeze", machine, hooks.freeze(), osType, hooks.deadMan(), steps)
                .section(section)
                .build());
        List<Primitive> made = SnapshotLowering.take(action, section, Steps.after(freeze), steps);
        List<Edge> answered = made.stream()
                .map(step -> new Edge(step.name(), Edge.Kind.ANSWERED))
                .toList();
        List<Edge> edges = new ArrayList<>(answered);
        edges.add(Edge.finallyAfter(freeze.name()));
        Primitive thaw = steps.add(run(action, "thaw", machine, hooks.thaw(), osType, hooks.deadMan(), steps)
                .section(section)
                .edges(edges)
                .build());
        for (Primitive command : List.of(freeze, thaw)) {
            String part = command.name().substring(action.id().length() + 1);
            steps.add(steps.step(action, "forget-" + part, REMOVE, RepeatClass.GOAL, action.lane())
                    .subject(machine.id())
                    .arguments(Payload.Fields.EMPTY.with("id", new Payload.Ref(command.name(), "id")))
                    .permissions(steps.allowed(machine.id(), "Microsoft.Compute/virtualMachines/runCommands/delete"))
                    .edges(List.of(Edge.finallyAfter(thaw.name())))
                    .build());
        }
        steps.add(new Section(section, deadline, hooks.deadMan()));
    }

    private static Primitive.Builder run(
            Action action,
            String part,
            ResourceId machine,
            List<String> command,
            String osType,
            Duration deadMan,
            Steps steps) {
        return steps.step(action, part, RUN, RepeatClass.NAMED, action.lane())
                .subject(machine.id())
                .arguments(Payload.Fields.EMPTY
                        .with("machine", machine.id())
                        .with("region", action.lane().region())
                        .with("osType", osType)
                        .with("command", Payload.ofTexts(command))
                        .with("seconds", deadMan.toSeconds()))
                .limits(List.of(
                        steps.write(action.lane()),
                        LimitUse.one(AzureLimits.MACHINE_WRITES, machine.id()),
                        LimitUse.one(AzureLimits.RUN_COMMANDS, machine.id())))
                .permissions(steps.allowed(
                        machine.id(),
                        "Microsoft.Compute/virtualMachines/runCommands/read",
                        "Microsoft.Compute/virtualMachines/runCommands/write"))
                .expectations(List.of(Expectation.seen(machine.id(), "osType", osType)))
                .duration(new Expected(Duration.ofSeconds(15), deadMan, Duration.ofHours(2)));
    }
}
