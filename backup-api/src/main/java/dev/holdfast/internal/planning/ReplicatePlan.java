// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Plans copies of points that the catalogue shows. */
final class ReplicatePlan implements Planner {
    static final String NAME = "replicate";

    private final PayloadMapper mapper;

    ReplicatePlan(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * What was asked.
     *
     * @param points which points
     * @param targets where to
     */
    public record Intent(List<RecoveryPointId> points, List<ReplicationTarget> targets) {
        /** Copies the lists. */
        public Intent {
            points = List.copyOf(points);
            targets = List.copyOf(targets);
        }
    }

    @Override
    public boolean previews() {
        return true;
    }

    @Override
    public Expansion expand(PlanInput input) {
        Intent intent = mapper.read(input.arguments(), Intent.class);
        Catalogue catalogue = Catalogue.recalled(
                input.outcome("points").outputs(), input.outcome("replicas").outputs(), mapper);
        List<PointRecord> points = new ArrayList<>();
        List<ReplicaRecord> replicas = new ArrayList<>();
        List<Expansion.Claim> claims = new ArrayList<>();
        Set<RecoveryPointId> asked = Set.copyOf(intent.points());
        for (PointRecord point : catalogue.all()) {
            if (asked.contains(point.id())) {
                points.add(point);
                replicas.addAll(catalogue.replicas(point.id()));
                claims.add(new Expansion.Claim("point/" + point.id(), ClaimRow.Mode.SHARED));
            }
        }
        if (points.size() < asked.size()) {
            return Expansion.failed(new Failure(
                    FailureKind.GONE,
                    "Cannot replicate " + intent.points(),
                    "the catalogue shows only "
                            + points.stream().map(PointRecord::id).toList(),
                    "leave out the points that are gone"));
        }
        points.sort(Comparator.comparing(PointRecord::moment));
        List<Item> items = Copies.items(input.step(), points, replicas, replicas, intent.targets(), mapper);
        GraphBuilder builder = new GraphBuilder(input);
        List<Integer> performs = Perform.add(
                builder,
                "copy",
                Perform.Arguments.of(Purpose.PROTECT, Priority.PROTECT, items, List.of())
                        .tallied(),
                mapper);
        int last = performs.size() == 1
                ? performs.get(0)
                : builder.addAlways("gather", Gather.tally(), Priority.PROTECT, performs, null);
        Payload.Fields outputs = Payload.Fields.EMPTY.with("asked", mapper.write(intent.points()));
        return Expansion.of(builder.build(), last).withOutputs(outputs).withClaims(claims);
    }
}
