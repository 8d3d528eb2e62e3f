// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import java.util.ArrayList;
import java.util.List;

/** Removes the machines and disks that a drill made, whatever became of it. */
final class DrillCleanUp implements Planner {
    static final String NAME = "drill-clean-up";

    private final PayloadMapper mapper;

    DrillCleanUp(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public boolean cleansUp() {
        return true;
    }

    @Override
    public Expansion expand(PlanInput input) {
        RecoverPlan.Intent intent = mapper.read(input.arguments(), RecoverPlan.Intent.class);
        Location at = intent.plan().to().regional();
        List<Item> items = new ArrayList<>();
        for (StepOutcome outcome : input.outcomes()) {
            for (Payload each : outcome.outputs().items("results")) {
                ActionResult result = mapper.read(each, ActionResult.class);
                if (result.outputs().get(Outputs.ID) instanceof Payload.Text id) {
                    List<ResourceId> disks = new ArrayList<>();
                    for (Payload disk : result.outputs().items(Outputs.DISKS)) {
                        disks.add(ResourceId.disk(at, ((Payload.Text) disk).value()));
                    }
                    items.add(Item.of(
                            new Action.DeleteMachine("d" + items.size(), ResourceId.machine(at, id.value()), disks),
                            result.label()));
                }
            }
        }
        if (items.isEmpty()) {
            return Expansion.outputs(Payload.Fields.EMPTY);
        }
        GraphBuilder builder = new GraphBuilder(input);
        int perform = builder.add(
                "remove what the drill made",
                Perform.work(Perform.Arguments.of(Purpose.DRILL, Priority.DRILL, items, List.of()), mapper),
                Priority.DRILL,
                List.of());
        return Expansion.of(builder.build(), perform);
    }
}
