// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.testkit.world.Job;
import dev.holdfast.testkit.world.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Machines on their way to a state. */
final class MachineTasks {
    private MachineTasks() {}

    static RemoteTask towards(Lane lane, String machine, Machine.State goal, @Nullable String result) {
        return task(lane, machine, goal, false, result);
    }

    static RemoteTask launching(Lane lane, String machine) {
        return task(lane, machine, Machine.State.RUNNING, true, null);
    }

    private static RemoteTask task(
            Lane lane, String machine, Machine.State goal, boolean launch, @Nullable String result) {
        return RemoteTask.of(
                Tasks.MACHINE,
                lane,
                machine,
                Payload.Fields.EMPTY
                        .with("goal", goal.name())
                        .with("launch", Payload.of(launch))
                        .with("result", result));
    }

    static boolean isBusy(Machine machine) {
        Job job = machine.job();
        return job != null && !job.ended();
    }

    /** What a launch yields. */
    static Payload.Fields outputs(Machine machine) {
        return Payload.Fields.EMPTY
                .with("id", machine.id())
                .with("address", machine.nic().address())
                .with(
                        "disks",
                        Payload.ofTexts(machine.attachments().stream()
                                .map(Machine.Attachment::disk)
                                .toList()));
    }

    static Observation observe(RemoteTask task, Place place) {
        Optional<Machine> found = place.region().machines().shelf().describe(place.account(), task.id());
        if (found.isEmpty()) {
            return new Observation.Missing();
        }
        Machine machine = found.get();
        boolean launch = task.details().truth("launch");
        if (isBusy(machine)) {
            return new Observation.Running(-1, Duration.ZERO);
        }
        if (machine.state().name().equals(task.details().text("goal"))) {
            String result = Arguments.optional(task.details(), "result");
            return new Observation.Done(launch ? outputs(machine) : Goals.result(machine.id(), result), List.of());
        }
        List<LeftBehind> left = new ArrayList<>();
        if (launch) {
            left.add(new LeftBehind(task.lane(), ProductKind.MACHINE, machine.id()));
            machine.attachments().forEach(each -> left.add(new LeftBehind(task.lane(), ProductKind.DISK, each.disk())));
        }
        return new Observation.Failed(
                SnapshotTasks.failure(
                        "Cannot bring machine " + machine.id() + " to "
                                + task.details().text("goal") + ", it is " + machine.state(),
                        machine.job()),
                left);
    }
}
