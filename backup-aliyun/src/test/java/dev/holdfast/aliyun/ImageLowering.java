// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Images of machines: CreateImage snapshots all disks by itself, each at its own moment. */
final class ImageLowering {
    private ImageLowering() {}

    static List<FactQuery<?>> needs(Action.TakeImage take) {
        List<FactQuery<?>> needs = new ArrayList<>();
        needs.add(new FactQuery.Machines(take.lane(), List.of(take.machine().id())));
        take.disks().forEach(disk -> needs.add(EcsLimits.snapshotsOf(take.lane(), disk.id())));
        return needs;
    }

    static void lower(Action.TakeImage take, Facts facts, Draft draft) {
        String machine = take.machine().id();
        if (facts.machine(take.machine()).isEmpty()) {
            draft.refuse(take, FailureKind.GONE, "Machine " + machine, "is not there", FailureKind.GONE.cure());
            return;
        }
        if (!ConsistencyLevel.CRASH.satisfies(take.floor())) {
            draft.refuse(
                    take,
                    FailureKind.UNSUPPORTED,
                    "An image of " + machine + " with " + take.floor(),
                    "CreateImage snapshots the disks one after the other for longer than a guest can be held",
                    "take a consistent set of snapshots, or accept CRASH");
            return;
        }
        for (ResourceId disk : take.disks()) {
            if (draft.full(take, facts, disk.id())) {
                return;
            }
        }
        String name = take.id() + "-image";
        draft.add(draft.primitive(take, "image", EcsCalls.CREATE_IMAGE, RepeatClass.TOKEN, take.lane())
                .arguments(Payload.Fields.EMPTY.with("machine", machine))
                .completes(List.of(take.id()))
                .subject(machine)
                .expected(SnapshotLowering.ids(take.disks()))
                .product(ProductKind.IMAGE)
                .limits(Stream.concat(
                                Stream.of(EcsLimits.call("CreateImage")),
                                take.disks().stream()
                                        .flatMap(disk -> Stream.of(
                                                LimitUse.one(EcsLimits.SNAPSHOTS_PER_DISK, disk.id()),
                                                LimitUse.one(EcsLimits.SNAPSHOTTING_PER_DISK, disk.id()))))
                        .toList())
                .permissions(List.of(
                        Grammar.ecs(draft.purpose(), take.lane(), "CreateImage", "image"),
                        Grammar.ecs(draft.purpose(), take.lane(), "CreateImage", "instance")))
                .duration(Expected.about(Duration.ofMinutes(15)))
                .undo(List.of(DeletionLowering.image(
                        name + "-undo", take.lane(), new Payload.Ref(name, EcsCalls.ID), Purpose.PRUNE)))
                .build());
    }
}
