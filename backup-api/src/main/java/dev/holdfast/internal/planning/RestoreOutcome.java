// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.recovery.RestoreMethod;
import dev.holdfast.recovery.RestoreReport;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceKind;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hands on what a restore came to, and reads the report out of it. */
public final class RestoreOutcome implements Planner {
    static final String NAME = "restore-outcome";

    private final PayloadMapper mapper;

    RestoreOutcome(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * What was planned.
     *
     * @param point which point
     * @param method to what
     * @param moment the moment of its data
     * @param got its consistency
     * @param location where it is restored
     * @param sources what the point was taken of, by action
     * @param before the disk that was there, by action
     */
    public record Intent(
            RecoveryPointId point,
            RestoreMethod method,
            Instant moment,
            ConsistencyLevel got,
            Location location,
            Map<String, ResourceId> sources,
            Map<String, ResourceId> before) {}

    static Work.Expand work(Intent intent, PayloadMapper mapper) {
        return new Work.Expand(NAME, 1, (Payload.Fields) mapper.write(intent));
    }

    @Override
    public Expansion expand(PlanInput input) {
        List<Payload> results = new ArrayList<>();
        List<Payload> points = new ArrayList<>();
        List<Payload> failures = new ArrayList<>();
        for (StepOutcome outcome : input.outcomes()) {
            results.addAll(outcome.outputs().items("results"));
            points.addAll(outcome.outputs().items("points"));
            failures.addAll(outcome.outputs().items("failed"));
            if (outcome.failure() != null) {
                failures.add(mapper.write(outcome.failure()));
            }
        }
        return Expansion.outputs(Payload.Fields.EMPTY
                .with("restore", input.arguments())
                .with("results", new Payload.Items(results))
                .with("points", new Payload.Items(points))
                .with("problems", new Payload.Items(failures)));
    }

    /**
     * The report.
     *
     * @param outputs what the operation's last step gave
     * @param mapper reads
     * @return the report, or {@code null} if nothing was planned
     */
    public static @Nullable RestoreReport report(Payload.Fields outputs, PayloadMapper mapper) {
        Payload restore = outputs.get("restore");
        if (restore == null) {
            return null;
        }
        Intent intent = mapper.read(restore, Intent.class);
        List<RestoreReport.Restored> restored = new ArrayList<>();
        for (Payload each : outputs.items("results")) {
            ActionResult result = mapper.read(each, ActionResult.class);
            ResourceId source = intent.sources().get(result.action());
            if (source != null && result.done()) {
                restored.add(restored(intent, result, source));
            }
        }
        Set<Failure> failures = new LinkedHashSet<>();
        failures.addAll(mapper.readList(new Payload.Items(outputs.items("failures")), Failure.class));
        List<Payload> points = outputs.items("points");
        return new RestoreReport(
                intent.point(),
                intent.method(),
                intent.moment(),
                intent.got(),
                restored,
                points.isEmpty() ? null : new RecoveryPointId(((Payload.Text) points.get(0)).value()),
                List.copyOf(failures));
    }

    private static RestoreReport.Restored restored(Intent intent, ActionResult result, ResourceId source) {
        ResourceId before = intent.before().get(result.action());
        ResourceId made = before;
        if (result.outputs().get(Outputs.ID) instanceof Payload.Text id) {
            made = source.kind() == ResourceKind.MACHINE
                    ? ResourceId.machine(intent.location(), id.value())
                    : ResourceId.disk(intent.location(), id.value());
        }
        if (made == null) {
            throw new IllegalStateException("The provider gave no id of what it made of " + source);
        }
        return new RestoreReport.Restored(source, made, before == null || before.equals(made) ? null : before);
    }
}
