// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.Link;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Priority;
import dev.holdfast.recovery.HealthCheck;
import dev.holdfast.recovery.RecoveryGroup;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RepeatClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Plans the health checks of a group whose machines have come up. */
final class Health implements Planner {
    static final String NAME = "health";

    /** The name of the action that asks a machine. */
    static final String ACTION = "holdfast.health";

    private final PayloadMapper mapper;

    Health(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * What is checked.
     *
     * @param group the group
     * @param location where its machines are
     */
    record Intent(RecoveryGroup group, Location location) {}

    /**
     * One check of one machine.
     *
     * @param machine which
     * @param label its name in the plan
     * @param address its address
     * @param check what is asked
     * @param until until when it may take
     */
    record Check(ResourceId machine, String label, String address, HealthCheck check, Instant until) {}

    @Override
    public Expansion expand(PlanInput input) {
        Intent intent = mapper.read(input.arguments(), Intent.class);
        GraphBuilder builder = new GraphBuilder(input);
        List<Link> checks = new ArrayList<>();
        for (Payload each : input.outcomes().get(0).outputs().items("results")) {
            ActionResult result = mapper.read(each, ActionResult.class);
            Failure failure = result.failure();
            if (failure != null) {
                return Expansion.failed(failure);
            }
            String id = result.outputs().text(Outputs.ID);
            String address = result.outputs().get(Outputs.ADDRESS) instanceof Payload.Text text ? text.value() : "";
            for (HealthCheck check : intent.group().healthChecks()) {
                Check one = new Check(
                        ResourceId.machine(intent.location(), id),
                        result.label(),
                        address,
                        check,
                        input.now().plus(check.within()));
                checks.add(Perform.after(builder.add(
                        "check " + result.label() + " " + check.kind() + " " + check.port() + check.target(),
                        new Work.Local(ACTION, RepeatClass.GOAL, (Payload.Fields) mapper.write(one)),
                        Priority.RECOVER,
                        List.of(),
                        false,
                        result.label())));
            }
        }
        if (checks.isEmpty()) {
            return Expansion.outputs(Payload.Fields.EMPTY.with("upAt", new Payload.Time(input.now())));
        }
        int passed = builder.add(
                "passed",
                new Work.Expand(Passed.NAME, 1, Payload.Fields.EMPTY),
                Priority.RECOVER,
                checks,
                false,
                intent.group().name());
        return Expansion.of(builder.build(), passed);
    }

    /** All checks of a group have passed. */
    static final class Passed implements Planner {
        static final String NAME = "passed";

        @Override
        public Expansion expand(PlanInput input) {
            return Expansion.outputs(Payload.Fields.EMPTY.with("upAt", new Payload.Time(input.now())));
        }
    }
}
