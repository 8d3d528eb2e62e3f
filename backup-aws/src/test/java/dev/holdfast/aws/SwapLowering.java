// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.DiskAttachment;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.MachineState;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Permission;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Sets a disk back by a volume made from its point: EBS has no roll-back, and replaces a root volume by snapshots of
 * the same lineage only, never by copies. The old volume stays, detached, until someone deletes it.
 */
final class SwapLowering {
    static final String CREATE_VOLUME = "ec2:CreateVolume";
    static final String DELETE_VOLUME = "ec2:DeleteVolume";
    static final String STOP = "ec2:StopInstances";
    static final String START = "ec2:StartInstances";
    static final String DETACH = "ec2:DetachVolume";
    static final String ATTACH = "ec2:AttachVolume";

    private static final Expected STOPPING = Expected.about(Duration.ofMinutes(1));
    private static final Expected MOVING = Expected.about(Duration.ofSeconds(10));

    private final Facts facts;
    private final Purpose purpose;
    private final Draft draft;

    SwapLowering(Facts facts, Purpose purpose, Draft draft) {
        this.facts = facts;
        this.purpose = purpose;
        this.draft = draft;
    }

    void lower(Action.RollBackDisk action) {
        Optional<Disk> disk = facts.disk(action.disk());
        Optional<Machine> machine = facts.machine(action.machine());
        DiskAttachment attachment = disk.map(Disk::attachment).orElse(null);
        if (disk.isEmpty() || machine.isEmpty() || attachment == null) {
            draft.refuse(
                    action.id(),
                    FailureKind.GONE,
                    "Roll-back of " + action.disk().id(),
                    "it is not attached to " + action.machine().id(),
                    "restore it as a new disk instead");
            return;
        }
        String zone = disk.get().zone();
        if (zone == null) {
            draft.refuse(
                    action.id(),
                    FailureKind.UNRECOGNISED,
                    "Roll-back of " + action.disk().id(),
                    "EC2 did not tell its zone",
                    "read it again");
            return;
        }
        swap(action, attachment, zone, machine.get().state() != MachineState.STOPPED);
    }

    private void swap(Action.RollBackDisk action, DiskAttachment attachment, String zone, boolean running) {
        Lane lane = action.lane();
        String id = action.id();
        String old = action.disk().id();
        String instance = action.machine().id();
        Expectation seenState = Expectation.seen(instance, "state", "running");
        Expectation stopped = Expectation.guard(instance, "state", "stopped");
        Payload fresh = new Payload.Ref(id + ".create", Outputs.ID);

        draft.add(createVolume(action, lane, zone));
        String before = id + ".create";
        if (running) {
            draft.add(power(id + ".stop", STOP, lane, instance)
                    .actions(List.of(id))
                    .edges(List.of(Edge.after(before)))
                    .expectations(List.of(seenState))
                    .undo(List.of(
                            power(id + ".undo-stop", START, lane, instance).build()))
                    .build());
            before = id + ".stop";
        }
        draft.add(move(id + ".detach-old", DETACH, lane, Payload.of(old), old, instance, attachment.device())
                .actions(List.of(id))
                .edges(List.of(Edge.after(before)))
                .expectations(
                        List.of(stopped, Expectation.seen(old, "attachment", instance + " " + attachment.device())))
                .undo(List.of(
                        move(id + ".undo-detach-old", ATTACH, lane, Payload.of(old), old, instance, attachment.device())
                                .build()))
                .build());
        Primitive attach = move(id + ".attach-new", ATTACH, lane, fresh, "", instance, attachment.device())
                .actions(List.of(id))
                .edges(List.of(Edge.after(id + ".detach-old")))
                .expectations(List.of(stopped))
                .undo(List.of(move(id + ".undo-attach-new", DETACH, lane, fresh, "", instance, attachment.device())
                        .build()))
                .build();
        if (action.then() != MachineState.RUNNING) {
            draft.add(attach.toBuilder().completes(List.of(id)).build());
            return;
        }
        draft.add(attach);
        draft.add(power(id + ".start", START, lane, instance)
                .actions(List.of(id))
                .completes(List.of(id))
                .edges(List.of(Edge.after(id + ".attach-new")))
                .undo(List.of(power(id + ".undo-start", STOP, lane, instance).build()))
                .build());
    }

    private Primitive createVolume(Action.RollBackDisk action, Lane lane, String zone) {
        DiskSpec spec = action.spec();
        String name = action.id() + ".create";
        List<Permission> rights = Rights.of(
                purpose, CREATE_VOLUME, Rights.VOLUME, CREATE_VOLUME, Rights.SNAPSHOT, "ec2:CreateTags", Rights.VOLUME);
        return Primitive.builder(name, CREATE_VOLUME, RepeatClass.TOKEN, lane, purpose)
                .arguments(Payload.Fields.EMPTY
                        .with("snapshot", action.replica().cloudId())
                        .with("zone", zone)
                        .with("type", spec.type())
                        .with("gibibytes", gibibytes(spec.sizeBytes()))
                        .with("key", spec.keyId()))
                .actions(List.of(action.id()))
                .completes(List.of(action.id()))
                .subject(action.replica().cloudId())
                .product(ProductKind.DISK)
                .limits(List.of(AwsLimits.call(AwsLimits.CREATES, lane, "CreateVolume")))
                .permissions(spec.keyId() == null ? rights : Rights.withKey(rights, purpose))
                .expectations(List.of(Expectation.seen(action.disk().id(), "zone", zone)))
                .undo(List.of(
                        Primitive.builder(action.id() + ".undo-create", DELETE_VOLUME, RepeatClass.GOAL, lane, purpose)
                                .arguments(Payload.Fields.EMPTY.with("volume", new Payload.Ref(name, Outputs.ID)))
                                .limits(List.of(AwsLimits.call(AwsLimits.CREATES, lane, "DeleteVolume")))
                                .permissions(Rights.of(
                                        purpose, DELETE_VOLUME, Rights.VOLUME, "ec2:DescribeVolumes", Rights.ANY))
                                .build()))
                .duration(Expected.about(Duration.ofSeconds(20)))
                .build();
    }

    Primitive.Builder power(String name, String type, Lane lane, String instance) {
        String bucket = type.equals(START) ? AwsLimits.LAUNCHES : AwsLimits.WRITES;
        return Primitive.builder(name, type, RepeatClass.GOAL, lane, purpose)
                .arguments(Payload.Fields.EMPTY.with("instance", instance))
                .subject(instance)
                .limits(List.of(AwsLimits.call(bucket, lane, type.substring(type.indexOf(':') + 1))))
                .permissions(Rights.of(purpose, type, Rights.INSTANCE, "ec2:DescribeInstances", Rights.ANY))
                .duration(STOPPING);
    }

    private Primitive.Builder move(
            String name, String type, Lane lane, Payload volume, String subject, String instance, String device) {
        return Primitive.builder(name, type, RepeatClass.GOAL, lane, purpose)
                .arguments(Payload.Fields.EMPTY
                        .with("volume", volume)
                        .with("instance", instance)
                        .with("device", device))
                .subject(subject)
                .limits(List.of(AwsLimits.call(AwsLimits.WRITES, lane, type.substring(type.indexOf(':') + 1))))
                .permissions(Rights.of(
                        purpose, type, Rights.VOLUME, type, Rights.INSTANCE, "ec2:DescribeVolumes", Rights.ANY))
                .duration(MOVING);
    }

    static long gibibytes(long bytes) {
        return (bytes + (1L << 30) - 1) >> 30;
    }
}
