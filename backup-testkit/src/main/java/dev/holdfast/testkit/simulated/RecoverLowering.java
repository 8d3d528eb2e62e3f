// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaRef;
import dev.holdfast.spi.SubnetDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A machine made anew: from an image, from an image registered over snapshots for it, or from disks made for it. */
final class RecoverLowering {
    private final Draft draft;
    private final MachineTypes types;
    private final boolean overImage;

    /**
     * The way of a cloud.
     *
     * @param overImage whether snapshots become an image first; else they become disks
     */
    RecoverLowering(Draft draft, MachineTypes types, boolean overImage) {
        this.draft = draft;
        this.types = types;
        this.overImage = overImage;
    }

    void lower(Action.RecoverMachine action) {
        MachineSpec spec = action.spec();
        ReplicaRef first = action.replicas().get(0);
        if (spec.subnet() == null) {
            draft.refuse(action, FailureKind.INVALID, "its subnet is not known", "map its subnet in the plan");
        } else if (isGone(action, spec.subnet())) {
            draft.refuse(
                    action,
                    FailureKind.GONE,
                    "subnet " + spec.subnet() + " is not there",
                    "map its subnet in the plan to one that is there");
        } else if (first.kind() == ProductKind.IMAGE) {
            draft.add(launch(action)
                    .subject(first.cloudId())
                    .arguments(arguments(spec).with("image", first.cloudId()))
                    .build());
        } else if (action.replicas().size() != spec.disks().size()) {
            draft.refuse(
                    action,
                    FailureKind.INVALID,
                    "there are " + action.replicas().size() + " snapshots for "
                            + spec.disks().size() + " disks",
                    "name one snapshot for each disk");
        } else if (overImage) {
            overImage(action);
        } else {
            overDisks(action);
        }
    }

    private void overImage(Action.RecoverMachine action) {
        Lane lane = action.lane();
        List<Payload> disks = new ArrayList<>();
        for (int i = 0; i < action.spec().disks().size(); i++) {
            DiskSpec disk = action.spec().disks().get(i);
            disks.add(Payload.Fields.EMPTY
                    .with("device", disk.device())
                    .with("boot", Payload.of(disk.boot()))
                    .with("snapshot", action.replicas().get(i).cloudId()));
        }
        Primitive register = draft.request(action, "register", types.register(), registering(), lane)
                .subject(action.replicas().get(0).cloudId())
                .arguments(Payload.Fields.EMPTY.with("disks", new Payload.Items(disks)))
                .product(ProductKind.SUPPORT)
                .duration(Expected.about(Duration.ofMinutes(3)))
                .undo(List.of(
                        deregister(draft.undo(action, "register", types.deleteImage(), RepeatClass.GOAL, lane), action)
                                .build()))
                .build();
        draft.add(register);
        Primitive launch = launch(action)
                .edges(List.of(Edge.after(register.name())))
                .arguments(arguments(action.spec()).with("image", new Payload.Ref(register.name(), "id")))
                .build();
        draft.add(launch);
        draft.add(deregister(draft.request(action, "deregister", types.deleteImage(), RepeatClass.GOAL, lane), action)
                .edges(List.of(Edge.finallyAfter(launch.name())))
                .build());
    }

    /** AWS knows the image by its name, Alibaba Cloud by its token. */
    private RepeatClass registering() {
        return types.register().equals(AwsTypes.REGISTER_IMAGE) ? RepeatClass.NAMED : RepeatClass.TOKEN;
    }

    private static Primitive.Builder deregister(Primitive.Builder request, Action action) {
        return request.arguments(Payload.Fields.EMPTY
                .with("image", new Payload.Ref(Draft.name(action, "register"), "id"))
                .with("snapshotsToo", Payload.of(false)));
    }

    private void overDisks(Action.RecoverMachine action) {
        MachineSpec spec = action.spec();
        String zone = zone(action);
        if (zone == null) {
            draft.refuse(
                    action,
                    FailureKind.GONE,
                    "subnet " + spec.subnet() + " is not there or in no zone",
                    "map its subnet in the plan to one that is there");
            return;
        }
        MachineLowering machines = new MachineLowering(draft, types);
        List<Payload> disks = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < spec.disks().size(); i++) {
            DiskSpec disk = spec.disks().get(i);
            Primitive made = machines.disk(
                            action,
                            "disk-" + (i + 1),
                            action.lane(),
                            action.replicas().get(i).cloudId(),
                            zone,
                            disk)
                    .build();
            draft.add(made);
            edges.add(Edge.after(made.name()));
            disks.add(Payload.Fields.EMPTY
                    .with("device", disk.device())
                    .with("boot", Payload.of(disk.boot()))
                    .with("disk", new Payload.Ref(made.name(), "id")));
        }
        draft.add(launch(action)
                .edges(edges)
                .arguments(arguments(spec).with("disks", new Payload.Items(disks)))
                .build());
    }

    /** Whether the cloud was asked and does not show it. */
    private boolean isGone(Action.RecoverMachine action, String subnet) {
        return draft.facts()
                .get(SimulatedLowering.subnet(action.lane(), subnet))
                .filter(fact -> fact.complete() && fact.items().isEmpty())
                .isPresent();
    }

    private @Nullable String zone(Action.RecoverMachine action) {
        String subnet = String.valueOf(action.spec().subnet());
        Optional<SubnetDescription> found = draft.facts()
                .get(SimulatedLowering.subnet(action.lane(), subnet))
                .flatMap(fact -> fact.items().stream().findFirst());
        return found.isPresent() ? found.get().zone() : null;
    }

    private Primitive.Builder launch(Action.RecoverMachine action) {
        return draft.request(action, "launch", types.launch(), types.making(), action.lane())
                .completes(List.of(action.id()))
                .product(ProductKind.MACHINE)
                .duration(Expected.about(Duration.ofMinutes(1)))
                .undo(List.of(draft.undo(action, "launch", types.terminate(), RepeatClass.GOAL, action.lane())
                        .arguments(Payload.Fields.EMPTY
                                .with("machine", new Payload.Ref(Draft.name(action, "launch"), "id"))
                                .with("disksToo", Payload.of(true)))
                        .build()));
    }

    private static Payload.Fields arguments(MachineSpec spec) {
        DiskSpec any = spec.disks().isEmpty() ? null : spec.disks().get(0);
        return Payload.Fields.EMPTY
                .with("name", spec.name())
                .with("type", spec.type())
                .with("subnet", spec.subnet())
                .with("address", spec.privateIp())
                .with("tags", Payload.ofTexts(spec.tags()))
                .with("diskType", any == null ? "standard" : any.type())
                .with("key", any == null ? null : any.keyId());
    }
}
