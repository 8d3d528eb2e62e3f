// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.MachineState;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Holds guests still by Cloud Assistant: a command that freezes, one that thaws, and the section around them. */
final class GuestHold {
    static final String OS_TYPE = "OSType";

    private static final int MOST_MACHINES = 100;

    private final String action;
    private final GuestHooks hooks;
    private final List<String> machines;
    private final boolean windows;

    private GuestHold(String action, GuestHooks hooks, List<String> machines, boolean windows) {
        this.action = action;
        this.hooks = hooks;
        this.machines = machines;
        this.windows = windows;
    }

    /** A hold of these machines; empty if none is asked for, or it cannot be had. */
    static Optional<GuestHold> of(String action, @Nullable GuestHooks hooks, List<ResourceId> machines, Facts facts) {
        if (hooks == null || machines.isEmpty() || machines.size() > MOST_MACHINES) {
            return Optional.empty();
        }
        List<String> systems = new ArrayList<>();
        for (ResourceId id : machines) {
            Optional<Machine> machine = facts.machine(id);
            if (machine.isEmpty() || machine.get().state() != MachineState.RUNNING) {
                return Optional.empty();
            }
            systems.add(machine.get().attributes().getOrDefault(OS_TYPE, "linux"));
        }
        if (systems.stream().distinct().count() > 1) {
            return Optional.empty();
        }
        return Optional.of(new GuestHold(
                action, hooks, SnapshotLowering.ids(machines), systems.get(0).equals("windows")));
    }

    String name() {
        return action + "-hold";
    }

    String freezeStep() {
        return action + "-freeze";
    }

    /** Ends five sixths into the dead-man, so that the thaw is answered while the freeze is surely still in force. */
    Section section() {
        return new Section(name(), hooks.deadMan().multipliedBy(5).dividedBy(6), hooks.deadMan());
    }

    Primitive freeze(Draft draft, Action subject) {
        return command(draft, subject, "freeze", hooks.freeze())
                .expectations(machines.stream()
                        .map(machine -> Expectation.seen(machine, SnapshotLowering.STATUS, "Running"))
                        .toList())
                .build();
    }

    /** Thaws as soon as each create is answered, and in any case once the freeze may have been sent. */
    Primitive thaw(Draft draft, Action subject, List<String> creates) {
        Stream<Edge> answered = creates.stream().map(create -> new Edge(create, Edge.Kind.ANSWERED));
        return command(draft, subject, "thaw", hooks.thaw())
                .edges(Stream.concat(answered, Stream.of(Edge.finallyAfter(freezeStep())))
                        .toList())
                .build();
    }

    private Primitive.Builder command(Draft draft, Action subject, String part, List<String> command) {
        Lane lane = subject.lane();
        return draft.primitive(subject, part, EcsCalls.RUN_COMMAND, RepeatClass.TOKEN, lane)
                .arguments(Payload.Fields.EMPTY
                        .with("machines", Payload.ofTexts(machines))
                        .with("system", windows ? "windows" : "linux")
                        .with("script", script(command))
                        .with("seconds", hooks.deadMan().toSeconds()))
                .subject(machines.get(0))
                .expected(machines)
                .section(name())
                .limits(EcsLimits.calls("RunCommand"))
                .permissions(List.of(
                        Grammar.ecs(draft.purpose(), lane, "RunCommand", "instance"),
                        Grammar.ecs(Purpose.INSPECT, lane, "DescribeInvocationResults", "instance")))
                .duration(new Expected(
                        Duration.ofSeconds(3), hooks.deadMan(), hooks.deadMan().multipliedBy(2)));
    }

    /** Cloud Assistant knows scripts only: each word is quoted, so that none is read as anything but a word. */
    private String script(List<String> command) {
        long seconds = hooks.deadMan().toSeconds();
        if (windows) {
            return "$env:HOLDFAST_DEAD_MAN_SECONDS='" + seconds + "'\n& "
                    + command.stream()
                            .map(word -> "'" + word.replace("'", "''") + "'")
                            .collect(Collectors.joining(" "))
                    + "\nexit $LASTEXITCODE\n";
        }
        return "HOLDFAST_DEAD_MAN_SECONDS=" + seconds + " exec env "
                + command.stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "))
                + "\n";
    }
}
