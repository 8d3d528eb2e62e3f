// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReplicaRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Removes what failed steps, and twins, left in the clouds. */
final class CleanUp implements Planner {
    static final String NAME = "clean-up";

    private final PayloadMapper mapper;

    CleanUp(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    static Work.Expand work(List<LeftBehind> left, PayloadMapper mapper) {
        return new Work.Expand(NAME, 1, Payload.Fields.EMPTY.with("left", mapper.write(left)));
    }

    @Override
    public boolean cleansUp() {
        return true;
    }

    @Override
    public Expansion expand(PlanInput input) {
        List<LeftBehind> left =
                mapper.readList(new Payload.Items(input.arguments().items("left")), LeftBehind.class);
        Map<Lane, List<LeftBehind>> byLane = new TreeMap<>();
        left.forEach(each ->
                byLane.computeIfAbsent(each.lane(), lane -> new ArrayList<>()).add(each));
        GraphBuilder builder = new GraphBuilder(input);
        List<Integer> performs = new ArrayList<>();
        byLane.forEach((lane, each) -> performs.add(builder.add(
                "clean up in " + lane,
                Perform.work(Perform.Arguments.of(Purpose.PRUNE, Priority.SETTLE, items(each), List.of()), mapper),
                Priority.SETTLE,
                List.of())));
        int gather = builder.addAlways("gather", Gather.results(), Priority.SETTLE, performs, null);
        return Expansion.of(builder.build(), gather);
    }

    /** One item each; the disks of a machine that is removed go with it. */
    private static List<Item> items(List<LeftBehind> left) {
        List<LeftBehind> machines =
                left.stream().filter(each -> each.kind() == ProductKind.MACHINE).toList();
        List<ResourceId> disks = left.stream()
                .filter(each -> each.kind() == ProductKind.DISK)
                .map(each -> ResourceId.disk(each.lane().location(), each.cloudId()))
                .toList();
        List<Item> items = new ArrayList<>();
        for (LeftBehind each : left) {
            boolean withMachine = each.kind() == ProductKind.DISK && machines.size() == 1;
            if (!withMachine) {
                items.add(Item.of(
                        action("left-" + items.size(), each, machines.size() == 1 ? disks : List.of()),
                        each.cloudId()));
            }
        }
        return items;
    }

    private static Action action(String id, LeftBehind left, List<ResourceId> disks) {
        return switch (left.kind()) {
            case DISK -> new Action.DeleteDisk(id, ResourceId.disk(left.lane().location(), left.cloudId()));
            case MACHINE ->
                new Action.DeleteMachine(id, ResourceId.machine(left.lane().location(), left.cloudId()), disks);
            default ->
                new Action.DeleteReplica(
                        id,
                        ReplicaRef.of(
                                left.lane(),
                                left.kind(),
                                left.cloudId(),
                                ResourceId.disk(left.lane().location(), "unknown"),
                                0));
        };
    }
}
