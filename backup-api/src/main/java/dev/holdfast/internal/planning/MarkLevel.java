// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.internal.marks.MarkSet;
import dev.holdfast.internal.marks.Seal;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReplicaDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes on snapshots what they got, where that is more than crash-consistent: known only after they were made. Without it
 * they count as crash-consistent to whoever has their marks alone, so its failure harms no point.
 */
final class MarkLevel implements Planner {
    static final String NAME = "mark-level";
    private static final String LOOK = "look at the marks";

    private final PayloadMapper mapper;
    private final Seal seal;

    MarkLevel(PayloadMapper mapper, Seal seal) {
        this.mapper = mapper;
        this.seal = seal;
    }

    /**
     * What is marked.
     *
     * @param replicas which snapshots
     * @param got the level they got
     * @param moment the moment of their data
     */
    record Intent(List<ReplicaRecord> replicas, ConsistencyLevel got, Instant moment) {
        Intent {
            replicas = List.copyOf(replicas);
        }
    }

    /** Whether there is something to mark, and it can carry marks a second time. */
    static boolean wanted(PointRecord point, List<ReplicaRecord> replicas) {
        return point.got() != ConsistencyLevel.CRASH
                && !replicas.isEmpty()
                && replicas.stream().allMatch(replica -> replica.kind() == ProductKind.SNAPSHOT);
    }

    /** Adds the steps that mark; returns the last, which gives nothing. */
    static int add(GraphBuilder builder, PointRecord point, List<ReplicaRecord> replicas, PayloadMapper mapper) {
        int look = builder.add(
                LOOK,
                new Work.Read(
                        new FactQuery.Replicas(
                                replicas.get(0).ref().lane(),
                                ProductKind.SNAPSHOT,
                                replicas.stream()
                                        .map(replica -> replica.replica().cloudId())
                                        .toList(),
                                ReplicaDescription.Aspect.STATE),
                        Purpose.INSPECT),
                Priority.HOUSEKEEPING,
                List.of());
        return builder.addAlways(
                "mark the level of " + point.id(),
                new Work.Expand(
                        NAME, 1, (Payload.Fields) mapper.write(new Intent(replicas, point.got(), point.moment()))),
                Priority.HOUSEKEEPING,
                List.of(look),
                null);
    }

    @Override
    public Expansion expand(PlanInput input) {
        Intent intent = mapper.read(input.arguments(), Intent.class);
        Listed listed = new Listed(input, LOOK, mapper, seal);
        List<Item> items = new ArrayList<>();
        for (ReplicaRecord replica : intent.replicas()) {
            MarkSet marks = listed.marks(replica);
            if (marks != null) {
                items.add(Item.of(
                        new Action.MarkReplica("mark-" + items.size(), replica.ref(), told(marks, intent)),
                        replica.replica().cloudId()));
            }
        }
        GraphBuilder builder = new GraphBuilder(input);
        builder.add(
                "mark",
                Perform.work(Perform.Arguments.of(Purpose.PROTECT, Priority.HOUSEKEEPING, items, List.of()), mapper),
                Priority.HOUSEKEEPING,
                List.of());
        return Expansion.of(builder.build(), -1);
    }

    /** Whoever changes a mark writes the seal in the same call. */
    private Payload.Fields told(MarkSet marks, Intent intent) {
        var sealed = new MarkSet(
                        marks.key(),
                        marks.kind(),
                        marks.point(),
                        marks.members(),
                        marks.source(),
                        marks.asked(),
                        intent.got(),
                        intent.moment(),
                        marks.keep())
                .sealed(seal);
        return Payload.Fields.EMPTY.with(Marks.DATA, sealed.get(Marks.DATA)).with(Marks.SEAL, sealed.get(Marks.SEAL));
    }
}
