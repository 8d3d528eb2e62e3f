// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.Secret;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Permission;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Machines from points. From snapshots: an image is registered over them, one instance is run from it, and the image
 * goes again; so the instance has its disks from its first moment, which attaching them afterwards cannot give.
 */
final class RecoveryLowering {
    static final String REGISTER_IMAGE = "ec2:RegisterImage";
    static final String RUN_INSTANCES = "ec2:RunInstances";
    static final String TERMINATE = "ec2:TerminateInstances";

    private final Purpose purpose;
    private final Draft draft;

    RecoveryLowering(Purpose purpose, Draft draft) {
        this.purpose = purpose;
        this.draft = draft;
    }

    void lower(Action.RecoverMachine action) {
        MachineSpec spec = action.spec();
        Secret userData = spec.userData();
        if (userData != null && userData.reference() == null) {
            draft.refuse(
                    action.id(),
                    FailureKind.UNSUPPORTED,
                    "Recovery of " + action.source().id(),
                    "its user data cannot be named in a request that is journaled",
                    "give the user data by reference");
            return;
        }
        Lane lane = action.lane();
        if (action.replicas().get(0).kind() == ProductKind.IMAGE) {
            ReplicaRef image = action.replicas().get(0);
            draft.add(run(action, lane, Payload.of(image.cloudId()), image.cloudId())
                    .expectations(List.of(Expectation.seen(image.cloudId(), "state", "available")))
                    .build());
            return;
        }
        if (action.replicas().size() != spec.disks().size()) {
            draft.refuse(
                    action.id(),
                    FailureKind.INVALID,
                    "Recovery of " + action.source().id(),
                    "there are " + action.replicas().size() + " snapshots for "
                            + spec.disks().size() + " disks",
                    "name one snapshot for each disk");
            return;
        }
        String register = action.id() + ".register";
        Payload image = new Payload.Ref(register, Outputs.ID);
        draft.add(register(action, lane, register));
        draft.add(run(action, lane, image, "")
                .edges(List.of(Edge.after(register)))
                .build());
        draft.add(deregister(action.id() + ".deregister", lane, image)
                .actions(List.of(action.id()))
                .edges(List.of(Edge.finallyAfter(action.id() + ".run")))
                .build());
    }

    private Primitive register(Action.RecoverMachine action, Lane lane, String name) {
        MachineSpec spec = action.spec();
        Map<String, String> more = spec.attributes();
        List<Payload> disks = new ArrayList<>();
        for (int i = 0; i < spec.disks().size(); i++) {
            disks.add(Payload.Fields.EMPTY
                    .with("device", spec.disks().get(i).device())
                    .with("snapshot", action.replicas().get(i).cloudId()));
        }
        String root = spec.disks().stream()
                .filter(DiskSpec::boot)
                .map(DiskSpec::device)
                .findFirst()
                .orElse(spec.disks().get(0).device());
        return Primitive.builder(name, REGISTER_IMAGE, RepeatClass.NAMED, lane, purpose)
                .arguments(Payload.Fields.EMPTY
                        .with("architecture", more.getOrDefault("architecture", "x86_64"))
                        .with("bootMode", more.get("bootMode"))
                        .with("rootDevice", root)
                        .with("disks", new Payload.Items(disks)))
                .actions(List.of(action.id()))
                .subject(action.replicas().get(0).cloudId())
                .product(ProductKind.SUPPORT)
                .limits(List.of(AwsLimits.call(AwsLimits.WRITES, lane, "RegisterImage")))
                .permissions(Rights.of(
                        purpose,
                        REGISTER_IMAGE,
                        Rights.IMAGE,
                        REGISTER_IMAGE,
                        Rights.SNAPSHOT,
                        "ec2:CreateTags",
                        Rights.IMAGE,
                        "ec2:DescribeImages",
                        Rights.ANY))
                .expectations(action.replicas().stream()
                        .map(replica -> Expectation.seen(replica.cloudId(), "state", "completed"))
                        .toList())
                .undo(List.of(deregister(name + ".undo", lane, new Payload.Ref(name, Outputs.ID))
                        .build()))
                .build();
    }

    private Primitive.Builder deregister(String name, Lane lane, Payload image) {
        return Primitive.builder(name, PruneLowering.DEREGISTER_IMAGE, RepeatClass.GOAL, lane, purpose)
                .arguments(Payload.Fields.EMPTY.with("image", image))
                .limits(List.of(AwsLimits.call(AwsLimits.CREATES, lane, "DeregisterImage")))
                .permissions(Rights.of(
                        purpose, PruneLowering.DEREGISTER_IMAGE, Rights.IMAGE, "ec2:DescribeImages", Rights.ANY));
    }

    private Primitive.Builder run(Action.RecoverMachine action, Lane lane, Payload image, String subject) {
        MachineSpec spec = action.spec();
        String name = action.id() + ".run";
        List<Payload> disks = spec.disks().stream()
                .map(disk -> (Payload) Payload.Fields.EMPTY
                        .with("device", disk.device())
                        .with("type", disk.type())
                        .with("gibibytes", SwapLowering.gibibytes(disk.sizeBytes()))
                        .with("key", disk.keyId()))
                .toList();
        Secret userData = spec.userData();
        Payload.Fields arguments = Payload.Fields.EMPTY
                .with("image", image)
                .with("type", spec.type())
                .with("zone", spec.zone())
                .with("subnet", spec.subnet())
                .with("privateIp", spec.privateIp())
                .with("securityGroups", Payload.ofTexts(spec.securityGroups()))
                .with("profile", spec.profile())
                .with("keyPair", spec.keyPair())
                .with("userData", userData == null ? null : hidden(userData.reference()))
                .with("tags", Payload.ofTexts(spec.tags()))
                .with("disks", new Payload.Items(disks));
        List<Permission> rights = new ArrayList<>(Rights.of(
                purpose,
                RUN_INSTANCES,
                Rights.ANY,
                "ec2:CreateTags",
                Rights.INSTANCE,
                "ec2:CreateTags",
                Rights.VOLUME));
        if (spec.profile() != null) {
            rights.addAll(Rights.of(purpose, "iam:PassRole", "arn:aws:iam::*:role/*"));
        }
        boolean underKey = spec.disks().stream().anyMatch(disk -> disk.keyId() != null);
        return Primitive.builder(name, RUN_INSTANCES, RepeatClass.TOKEN, lane, purpose)
                .arguments(arguments)
                .actions(List.of(action.id()))
                .completes(List.of(action.id()))
                .subject(subject)
                .product(ProductKind.MACHINE)
                .limits(List.of(
                        AwsLimits.call(AwsLimits.LAUNCHES, lane, "RunInstances"),
                        LimitUse.one(AwsLimits.LAUNCHED_MACHINES, lane + "/RunInstances")))
                .permissions(underKey ? Rights.withKey(rights, purpose) : rights)
                .undo(List.of(Primitive.builder(name + ".undo", TERMINATE, RepeatClass.GOAL, lane, purpose)
                        .arguments(Payload.Fields.EMPTY.with("instance", new Payload.Ref(name, "machine")))
                        .limits(List.of(AwsLimits.call(AwsLimits.CREATES, lane, "TerminateInstances")))
                        .permissions(
                                Rights.of(purpose, TERMINATE, Rights.INSTANCE, "ec2:DescribeInstances", Rights.ANY))
                        .build()))
                .duration(Expected.about(Duration.ofMinutes(2)));
    }

    private static @Nullable Payload hidden(@Nullable String reference) {
        return reference == null ? null : new Payload.Hidden("name", reference);
    }
}
