// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.Owed;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.resource.Location;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import java.time.Instant;
import java.util.List;

/**
 * The stop of the source's machines, owed from here on: where the source is lost, once it is known which machines; where
 * nobody knows, once a person has said that they are started elsewhere all the same.
 */
final class OweFence implements Planner {
    static final String NAME = "owe-fence";

    private final PayloadMapper mapper;

    OweFence(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * What is owed.
     *
     * @param plan the plan's name
     * @param from the source
     * @param stops the stops of its machines
     */
    record Intent(String plan, Location from, List<Item> stops) {
        Intent {
            stops = List.copyOf(stops);
        }
    }

    static Work.Expand work(Intent intent, PayloadMapper mapper) {
        return new Work.Expand(NAME, 1, (Payload.Fields) mapper.write(intent));
    }

    @Override
    public Expansion expand(PlanInput input) {
        Intent intent = mapper.read(input.arguments(), Intent.class);
        List<String> machines = intent.stops().stream().map(Item::label).toList();
        Owed owed = Owed.of(
                Owed.fence(intent.plan(), input.operation()),
                Lane.of(intent.from()),
                "stop " + String.join(", ", machines) + ", which plan '" + intent.plan() + "' starts elsewhere",
                "failover " + input.operation() + " could not reach the source",
                input,
                Perform.work(
                        Perform.Arguments.of(Purpose.RECOVER, Priority.RELEASE, intent.stops(), List.of()), mapper));
        return Expansion.outputs(Payload.Fields.EMPTY).withRecords(List.of(owed.row(mapper)));
    }

    /**
     * What a failover owes from the moment of its order, when it is not known yet which machines.
     *
     * @param plan the plan
     * @param operation the failover
     * @param now the moment
     * @return the obligation: it keeps the source's lane
     */
    static Owed before(RecoveryPlan plan, String operation, Instant now) {
        return new Owed(
                Owed.fence(plan.name(), operation),
                Lane.of(plan.from()),
                "stop the machines of plan '" + plan.name() + "'",
                "failover " + operation + " goes on without the source",
                now,
                operation,
                new Work.Expand(Gather.NAME, 1, Payload.Fields.EMPTY),
                false,
                null);
    }
}
