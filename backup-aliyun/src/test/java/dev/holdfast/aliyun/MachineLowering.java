// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.Secret;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.ReplicaRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A machine from snapshots: an image from that of the boot disk, then RunInstances with the others as data disks. */
final class MachineLowering {
    private MachineLowering() {}

    static List<FactQuery<?>> needs(Action.RecoverMachine recover) {
        List<String> ids = recover.replicas().stream().map(ReplicaRef::cloudId).toList();
        return List.of(new FactQuery.Replicas(
                recover.lane(), recover.replicas().get(0).kind(), ids, ReplicaDescription.Aspect.STATE));
    }

    static void lower(Action.RecoverMachine recover, Facts facts, Draft draft) {
        MachineSpec spec = recover.spec();
        List<ReplicaRef> replicas = recover.replicas();
        String what = "Recovery of " + recover.source().id();
        for (ReplicaRef replica : replicas) {
            if (facts.replica(recover.lane(), replica.cloudId()).isEmpty()) {
                draft.refuse(
                        recover,
                        FailureKind.GONE,
                        what,
                        replica.cloudId() + " is not in " + recover.lane().region(),
                        "copy the point there first");
                return;
            }
        }
        Secret userData = spec.userData();
        if (userData != null && userData.reference() == null) {
            draft.refuse(
                    recover,
                    FailureKind.INVALID,
                    what,
                    "its user data is a secret without a name, which a step cannot carry",
                    "name the secret");
            return;
        }
        if (replicas.get(0).kind() == ProductKind.IMAGE) {
            draft.add(run(recover, Payload.of(replicas.get(0).cloudId()), -1, draft, List.of()));
            return;
        }
        int boot = boot(spec);
        if (boot < 0 || replicas.size() != spec.disks().size()) {
            draft.refuse(
                    recover,
                    FailureKind.INVALID,
                    what,
                    "it needs a snapshot for each disk, and one boot disk",
                    "describe the disks of the machine in the order of the snapshots");
            return;
        }
        String image = recover.id() + "-image";
        draft.add(image(recover, replicas.get(boot), draft));
        draft.add(run(recover, new Payload.Ref(image, EcsCalls.ID), boot, draft, List.of(Edge.after(image))));
    }

    private static int boot(MachineSpec spec) {
        for (int i = 0; i < spec.disks().size(); i++) {
            if (spec.disks().get(i).boot()) {
                return i;
            }
        }
        return -1;
    }

    private static Primitive image(Action.RecoverMachine recover, ReplicaRef boot, Draft draft) {
        Lane lane = recover.lane();
        String name = recover.id() + "-image";
        return draft.primitive(recover, "image", EcsCalls.CREATE_IMAGE, RepeatClass.TOKEN, lane)
                .arguments(Payload.Fields.EMPTY.with("snapshot", boot.cloudId()))
                .subject(boot.cloudId())
                .product(ProductKind.SUPPORT)
                .limits(EcsLimits.calls("CreateImage"))
                .permissions(List.of(
                        Grammar.ecs(draft.purpose(), lane, "CreateImage", "image"),
                        Grammar.ecs(draft.purpose(), lane, "CreateImage", "snapshot")))
                .duration(Expected.about(Duration.ofMinutes(2)))
                .undo(List.of(DeletionLowering.image(
                        name + "-undo", lane, new Payload.Ref(name, EcsCalls.ID), draft.purpose())))
                .build();
    }

    private static Primitive run(
            Action.RecoverMachine recover, Payload image, int boot, Draft draft, List<Edge> edges) {
        Lane lane = recover.lane();
        MachineSpec spec = recover.spec();
        String name = recover.id() + "-run";
        Secret userData = spec.userData();
        String reference = userData == null ? null : userData.reference();
        Payload.Fields arguments = Payload.Fields.EMPTY
                .with("image", image)
                .with("type", spec.type())
                .with("zone", spec.zone())
                .with("subnet", spec.subnet())
                .with("address", spec.privateIp())
                .with("groups", Payload.ofTexts(spec.securityGroups()))
                .with("role", spec.profile())
                .with("keyPair", spec.keyPair())
                .with("name", spec.name())
                .with("tags", Payload.ofTexts(spec.tags()))
                .with("userData", reference == null ? null : new Payload.Hidden("name", reference))
                .with("disks", new Payload.Items(disks(recover, boot)));
        return draft.primitive(recover, "run", EcsCalls.RUN_INSTANCES, RepeatClass.TOKEN, lane)
                .arguments(arguments)
                .completes(List.of(recover.id()))
                .subject(recover.source().id())
                .product(ProductKind.MACHINE)
                .limits(EcsLimits.calls("RunInstances"))
                .permissions(List.of(
                        Grammar.ecs(draft.purpose(), lane, "RunInstances", "instance"),
                        Grammar.ecs(draft.purpose(), lane, "RunInstances", "image"),
                        Grammar.ecs(draft.purpose(), lane, "RunInstances", "snapshot")))
                .edges(edges)
                .duration(Expected.about(Duration.ofMinutes(2)))
                .undo(List.of(Primitive.builder(
                                name + "-undo", EcsCalls.DELETE_INSTANCE, RepeatClass.GOAL, lane, draft.purpose())
                        .arguments(Payload.Fields.EMPTY.with("machine", new Payload.Ref(name, EcsCalls.ID)))
                        .limits(EcsLimits.calls("DeleteInstance"))
                        .permissions(List.of(Grammar.ecs(draft.purpose(), lane, "DeleteInstance", "instance")))
                        .build()))
                .build();
    }

    /** The disks of the request: the boot disk without a snapshot, since the image holds it. */
    private static List<Payload> disks(Action.RecoverMachine recover, int boot) {
        List<Payload> disks = new ArrayList<>();
        List<DiskSpec> specs = recover.spec().disks();
        for (int i = 0; i < specs.size(); i++) {
            DiskSpec spec = specs.get(i);
            ReplicaRef replica = boot < 0 ? null : recover.replicas().get(i);
            disks.add(disk(spec, replica));
        }
        return disks;
    }

    private static Payload.Fields disk(DiskSpec spec, @Nullable ReplicaRef replica) {
        long bytes = replica == null ? spec.sizeBytes() : Math.max(spec.sizeBytes(), replica.bytes());
        return Payload.Fields.EMPTY
                .with("boot", Payload.of(spec.boot()))
                .with("device", spec.device())
                .with("gib", Grammar.gib(bytes))
                .with("category", spec.type())
                .with("key", spec.keyId())
                .with("snapshot", replica == null || spec.boot() ? null : replica.cloudId());
    }
}
