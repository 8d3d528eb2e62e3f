// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.protection.Verification;
import dev.holdfast.recovery.RecoveryObjectives;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Hands on what a drill or failover came to, for the report. */
final class RecoveryOutcome implements Planner {
    static final String NAME = "recovery-outcome";

    /** The step that says what is owed at the source. */
    static final String OWED = "owed";

    private final PayloadMapper mapper;

    RecoveryOutcome(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * What was chosen.
     *
     * @param plan the plan's name
     * @param mode what it was run for
     * @param objectives what was promised
     * @param machines the machines
     */
    public record Intent(String plan, RecoverPlan.Mode mode, RecoveryObjectives objectives, List<Machine> machines) {
        /** Copies the list. */
        public Intent {
            machines = List.copyOf(machines);
        }
    }

    /**
     * One machine.
     *
     * @param name as the plan names it
     * @param source the machine at the source
     * @param point the point it came back from
     * @param moment the moment of the data
     * @param got its consistency
     * @param bytes how much was restored
     */
    public record Machine(
            String name, ResourceId source, RecoveryPointId point, Instant moment, ConsistencyLevel got, long bytes) {}

    @Override
    public Expansion expand(PlanInput input) {
        Payload.Fields outputs = Payload.Fields.EMPTY.with("recovery", input.arguments());
        Instant up = null;
        List<Payload> results = new java.util.ArrayList<>();
        List<Payload> failures = new java.util.ArrayList<>();
        for (StepOutcome outcome : input.outcomes()) {
            if (outcome.name().startsWith("recover group")) {
                results.addAll(outcome.outputs().items("results"));
            }
            if (outcome.outputs().get("upAt") instanceof Payload.Time time
                    && (up == null || time.value().isAfter(up))) {
                up = time.value();
            }
            boolean machines = outcome.name().startsWith("recover group");
            Failure failure = outcome.failure() != null || machines
                    ? outcome.failure()
                    : ActionResult.firstFailure(outcome, mapper);
            if (failure != null) {
                failures.add(mapper.write(failure));
            }
            if (outcome.name().equals(OWED)) {
                outputs =
                        outputs.with("owed", new Payload.Items(outcome.outputs().items("rows")));
            }
        }
        List<RecordRow> verified =
                input.outcomes().stream().allMatch(StepOutcome::succeeded) ? verified(input) : List.of();
        outputs = outputs.with("results", new Payload.Items(results)).with("problems", new Payload.Items(failures));
        return Expansion.outputs(up == null ? outputs : outputs.with("upAt", new Payload.Time(up)))
                .withRecords(verified);
    }

    /** A point whose machines came up and passed their checks is shown to be usable. */
    private List<RecordRow> verified(PlanInput input) {
        Intent intent = mapper.read(input.arguments(), Intent.class);
        Verification shown = new Verification(input.now(), input.operation());
        Set<RecoveryPointId> used = new TreeSet<>();
        intent.machines().forEach(machine -> used.add(machine.point()));
        return mapper
                .readList(new Payload.Items(input.outcome("points").outputs().items("rows")), RecordRow.class)
                .stream()
                .map(row -> mapper.read(row.body(), PointRecord.class))
                .filter(point -> used.contains(point.id()))
                .map(point -> Catalogue.row(point.verified(shown), mapper))
                .toList();
    }
}
