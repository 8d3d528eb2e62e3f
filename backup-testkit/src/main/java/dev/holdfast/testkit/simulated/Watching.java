// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.RemoteTask;

/** Looks at work of any kind. */
final class Watching {
    private Watching() {}

    static Observation observe(RemoteTask task, Place place) {
        return switch (task.kind()) {
            case Tasks.SNAPSHOT, Tasks.SNAPSHOT_SET -> SnapshotTasks.observe(task, place);
            case Tasks.OPERATION ->
                new Observation.Moved(SnapshotTasks.single(
                        task.lane(), task.details().text("disk"), task.details().text("snapshot")));
            case Tasks.IMAGE -> ImageTasks.observe(task, place);
            case Tasks.DISK -> DiskTasks.observeMaking(task, place);
            case Tasks.DISK_WORK -> DiskTasks.observeWorking(task, place);
            case Tasks.MACHINE -> MachineTasks.observe(task, place);
            case Tasks.COMMAND -> GuestCommand.observe(task, place);
            default ->
                new Observation.Unread(CallFailure.builder(
                                FailureKind.UNSUPPORTED, CallFailure.Effect.NONE, "no work is of kind " + task.kind())
                        .build());
        };
    }
}
