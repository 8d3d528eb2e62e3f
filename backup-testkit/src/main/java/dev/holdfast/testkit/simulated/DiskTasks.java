// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.testkit.world.Disk;
import dev.holdfast.testkit.world.Job;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Disks in work: being made, attached, detached, reset. */
final class DiskTasks {
    private DiskTasks() {}

    static RemoteTask making(Lane lane, String disk) {
        return RemoteTask.of(Tasks.DISK, lane, disk, Payload.Fields.EMPTY);
    }

    static RemoteTask working(Lane lane, Disk disk, @Nullable String result) {
        Job job = disk.job();
        return RemoteTask.of(
                Tasks.DISK_WORK,
                lane,
                disk.id(),
                Payload.Fields.EMPTY.with("job", job == null ? null : job.id()).with("result", result));
    }

    static boolean isBusy(Disk disk) {
        Job job = disk.job();
        return job != null && !job.ended();
    }

    static Payload.Fields outputs(Disk disk) {
        return Payload.Fields.EMPTY.with("id", disk.id()).with("bytes", disk.size());
    }

    static Observation observeMaking(RemoteTask task, Place place) {
        Optional<Disk> found = place.region().disks().shelf().describe(place.account(), task.id());
        if (found.isEmpty()) {
            return new Observation.Missing();
        }
        Disk disk = found.get();
        return switch (disk.state()) {
            case CREATING -> new Observation.Running(place.percent(disk.job()), Duration.ZERO);
            case READY -> new Observation.Done(outputs(disk), List.of());
            default ->
                new Observation.Failed(
                        SnapshotTasks.failure("Cannot make disk " + disk.id(), disk.job()),
                        List.of(new LeftBehind(task.lane(), ProductKind.DISK, disk.id())));
        };
    }

    static Observation observeWorking(RemoteTask task, Place place) {
        String id = Arguments.optional(task.details(), "job");
        Job job = id == null ? null : place.region().job(id);
        if (place.region().disks().shelf().describe(place.account(), task.id()).isEmpty()) {
            return new Observation.Missing();
        }
        if (job != null && !job.ended()) {
            return new Observation.Running(place.percent(job), Duration.ZERO);
        }
        if (job != null && job.state() != Job.State.DONE) {
            return new Observation.Failed(SnapshotTasks.failure("Cannot work on disk " + task.id(), job), List.of());
        }
        return new Observation.Done(Goals.result(task.id(), Arguments.optional(task.details(), "result")), List.of());
    }
}
