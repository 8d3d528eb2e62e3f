// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.recovery.PruneReport;
import dev.holdfast.resource.Location;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes replicas that are gone, and points that lie nowhere any more, out of the catalogue, and hands on what a prune came to. */
public final class PruneOutcome implements Planner {
    static final String NAME = "prune-outcome";

    private final PayloadMapper mapper;

    PruneOutcome(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * What was planned.
     *
     * @param replicas what goes, by action
     * @param points the keys of all replicas of each point that loses one
     * @param spared what stays although
     * @param problems why something could not be looked at
     */
    public record Intent(
            Map<String, ReplicaRecord> replicas,
            Map<String, List<String>> points,
            List<Spared> spared,
            List<Failure> problems) {
        /** Copies the lists. */
        public Intent {
            spared = List.copyOf(spared);
            problems = List.copyOf(problems);
        }
    }

    /**
     * What stays although.
     *
     * @param point the point
     * @param location where
     * @param why what keeps it
     */
    public record Spared(RecoveryPointId point, Location location, String why) {
        PruneReport.Spared shown() {
            return new PruneReport.Spared(point, location, why);
        }
    }

    static Work.Expand work(Intent intent, PayloadMapper mapper) {
        return new Work.Expand(NAME, 1, (Payload.Fields) mapper.write(intent));
    }

    /** A line for each point that stays although. */
    static Payload notes(Intent intent) {
        List<Payload> notes = new ArrayList<>();
        intent.spared().forEach(each -> notes.add(Payload.of(each.shown().toString())));
        return new Payload.Items(notes);
    }

    @Override
    public Expansion expand(PlanInput input) {
        Intent intent = mapper.read(input.arguments(), Intent.class);
        List<Payload> results = new ArrayList<>();
        Set<String> gone = new LinkedHashSet<>();
        List<Payload> problems = new ArrayList<>();
        intent.problems().forEach(each -> problems.add(mapper.write(each)));
        for (StepOutcome outcome : input.outcomes()) {
            if (outcome.failure() != null) {
                problems.add(mapper.write(outcome.failure()));
            }
            for (Payload each : outcome.outputs().items("results")) {
                results.add(each);
                ActionResult result = mapper.read(each, ActionResult.class);
                ReplicaRecord replica = intent.replicas().get(result.action());
                if (result.done() && replica != null) {
                    gone.add(replica.key());
                }
            }
        }
        List<Expansion.Removal> removals = new ArrayList<>();
        gone.forEach(key -> removals.add(new Expansion.Removal(RecordRow.Kind.REPLICA, key)));
        intent.points().forEach((point, replicas) -> {
            if (gone.containsAll(replicas)) {
                removals.add(new Expansion.Removal(RecordRow.Kind.POINT, point));
            }
        });
        return Expansion.outputs(Payload.Fields.EMPTY
                        .with("prune", input.arguments())
                        .with("results", new Payload.Items(results))
                        .with("problems", new Payload.Items(problems)))
                .withRemovals(removals);
    }

    /**
     * The report.
     *
     * @param outputs what the operation's last step gave
     * @param mapper reads
     * @return the report, or {@code null} if nothing was planned
     */
    public static @Nullable PruneReport report(Payload.Fields outputs, PayloadMapper mapper) {
        Payload prune = outputs.get("prune");
        if (prune == null) {
            return null;
        }
        Intent intent = mapper.read(prune, Intent.class);
        List<PruneReport.Replica> deleted = new ArrayList<>();
        for (Payload each : outputs.items("results")) {
            ActionResult result = mapper.read(each, ActionResult.class);
            ReplicaRecord replica = intent.replicas().get(result.action());
            if (result.done() && replica != null) {
                deleted.add(new PruneReport.Replica(
                        replica.point(),
                        replica.source(),
                        replica.replica().location(),
                        replica.replica().cloudId()));
            }
        }
        Set<Failure> failures =
                new LinkedHashSet<>(mapper.readList(new Payload.Items(outputs.items("failures")), Failure.class));
        return new PruneReport(
                deleted, intent.spared().stream().map(Spared::shown).toList(), List.copyOf(failures));
    }
}
