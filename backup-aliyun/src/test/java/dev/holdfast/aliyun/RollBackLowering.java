// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.MachineState;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaDescription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sets a disk back by ResetDisk: stop, reset, start. Only a snapshot of the very disk, taken here, can be used. */
final class RollBackLowering {
    /** Of a copy: the snapshot that it was copied from, in {@link ReplicaDescription#attributes}. */
    static final String COPIED_FROM = "SourceSnapshotId";

    private RollBackLowering() {}

    static List<FactQuery<?>> needs(Action.RollBackDisk back) {
        return List.of(
                new FactQuery.Machines(back.lane(), List.of(back.machine().id())),
                new FactQuery.Disks(back.lane(), List.of(back.disk().id())),
                new FactQuery.Replicas(
                        back.lane(),
                        ProductKind.SNAPSHOT,
                        List.of(back.replica().cloudId()),
                        ReplicaDescription.Aspect.STATE));
    }

    static void lower(Action.RollBackDisk back, Facts facts, Draft draft) {
        String disk = back.disk().id();
        String snapshot = back.replica().cloudId();
        String what = "Roll-back of " + disk + " to " + snapshot;
        Optional<Machine> machine = facts.machine(back.machine());
        Optional<ReplicaDescription> seen = facts.replica(back.lane(), snapshot);
        if (machine.isEmpty() || seen.isEmpty()) {
            draft.refuse(
                    back,
                    FailureKind.GONE,
                    what,
                    (machine.isEmpty() ? "machine " + back.machine().id() : "snapshot " + snapshot) + " is not there",
                    FailureKind.GONE.cure());
            return;
        }
        boolean copy = !seen.get().attributes().getOrDefault(COPIED_FROM, "").isEmpty();
        if (copy || !disk.equals(seen.get().sourceId())) {
            draft.refuse(
                    back,
                    FailureKind.UNSUPPORTED,
                    what,
                    copy ? snapshot + " is a copy, and ResetDisk takes none" : snapshot + " is of another disk",
                    "restore it to a new disk and swap, or choose a snapshot of " + disk + " taken in "
                            + back.lane().region());
            return;
        }
        if (!seen.get().restorable()) {
            draft.refuse(back, FailureKind.NOT_YET, what, "the snapshot is not usable yet", FailureKind.NOT_YET.cure());
            return;
        }
        boolean running = machine.get().state() != MachineState.STOPPED;
        if (running) {
            draft.add(stop(back, draft));
        }
        draft.add(reset(back, draft, running));
        if (back.then() == MachineState.RUNNING) {
            draft.add(start(draft.primitive(back, "start", EcsCalls.START, RepeatClass.GOAL, back.lane()), back)
                    .edges(
                            running
                                    // After a stop that was sent, even if the reset never was.
                                    ? List.of(
                                            Edge.finallyAfter(back.id() + "-stop"),
                                            Edge.finallyAfter(back.id() + "-reset"))
                                    : List.of(Edge.finallyAfter(back.id() + "-reset")))
                    .build());
        }
    }

    private static Primitive stop(Action.RollBackDisk back, Draft draft) {
        String machine = back.machine().id();
        Lane lane = back.lane();
        Primitive undo = start(
                        Primitive.builder(
                                back.id() + "-stop-undo", EcsCalls.START, RepeatClass.GOAL, lane, draft.purpose()),
                        back)
                .build();
        return draft.primitive(back, "stop", EcsCalls.STOP, RepeatClass.GOAL, lane)
                .arguments(Payload.Fields.EMPTY.with("machine", machine).with("mode", "KeepCharging"))
                .subject(machine)
                .limits(EcsLimits.calls("StopInstance"))
                .permissions(List.of(Grammar.ecs(draft.purpose(), lane, "StopInstance", "instance")))
                .expectations(List.of(Expectation.seen(back.disk().id(), "InstanceId", machine)))
                .duration(Expected.about(Duration.ofMinutes(1)))
                .undo(List.of(undo))
                .build();
    }

    private static Primitive reset(Action.RollBackDisk back, Draft draft, boolean afterStop) {
        String disk = back.disk().id();
        Lane lane = back.lane();
        return draft.primitive(back, "reset", EcsCalls.RESET_DISK, RepeatClass.GUARDED, lane)
                .arguments(Payload.Fields.EMPTY
                        .with("disk", disk)
                        .with("snapshot", back.replica().cloudId()))
                .completes(List.of(back.id()))
                .subject(disk)
                .limits(EcsLimits.calls("ResetDisk"))
                .permissions(List.of(
                        Grammar.ecs(draft.purpose(), lane, "ResetDisk", "disk"),
                        Grammar.ecs(draft.purpose(), lane, "ResetDisk", "snapshot")))
                .expectations(List.of(
                        Expectation.guard(back.machine().id(), SnapshotLowering.STATUS, "Stopped"),
                        Expectation.seen(disk, "InstanceId", back.machine().id()),
                        Expectation.seen(back.replica().cloudId(), "SourceDiskId", disk)))
                .edges(afterStop ? List.of(Edge.after(back.id() + "-stop")) : List.of())
                .duration(Expected.about(Duration.ofMinutes(3)))
                .build();
    }

    private static Primitive.Builder start(Primitive.Builder builder, Action.RollBackDisk back) {
        String machine = back.machine().id();
        Primitive shape = builder.build();
        return shape.toBuilder()
                .arguments(Payload.Fields.EMPTY.with("machine", machine))
                .subject(machine)
                .limits(EcsLimits.calls("StartInstance"))
                .permissions(List.of(Grammar.ecs(shape.purpose(), back.lane(), "StartInstance", "instance")))
                .duration(Expected.about(Duration.ofMinutes(1)));
    }
}
