// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
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
    public Expansion expand(PlanInput input) {
        List<LeftBehind> left =
                mapper.readList(new Payload.Items(input.arguments().items("left")), LeftBehind.class);
        Map<String, List<Item>> byLane = new TreeMap<>();
        int number = 0;
        for (LeftBehind each : left) {
            String id = "left-" + number++;
            byLane.computeIfAbsent(each.lane().toString(), lane -> new ArrayList<>())
                    .add(Item.of(action(id, each), each.cloudId()));
        }
        GraphBuilder builder = new GraphBuilder(input);
        List<Integer> performs = new ArrayList<>();
        byLane.forEach((lane, items) -> performs.add(builder.add(
                "clean up in " + lane,
                Perform.work(Perform.Arguments.of(Purpose.PRUNE, Priority.SETTLE, items, List.of()), mapper),
                Priority.SETTLE,
                List.of())));
        int gather = builder.addAlways(
                "gather", new Work.Expand(Gather.NAME, 1, Payload.Fields.EMPTY), Priority.SETTLE, performs, null);
        return Expansion.of(builder.build(), gather);
    }

    private static Action action(String id, LeftBehind left) {
        return switch (left.kind()) {
            case DISK -> new Action.DeleteDisk(id, ResourceId.disk(left.lane().location(), left.cloudId()));
            case MACHINE ->
                new Action.DeleteMachine(id, ResourceId.machine(left.lane().location(), left.cloudId()), List.of());
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
