// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RecordRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Puts a point that was made into the catalogue, and goes on with its copies where the backup asked for some. */
final class RecordPoint implements Planner {
    static final String NAME = "record-point";

    private final PayloadMapper mapper;

    RecordPoint(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public Expansion expand(PlanInput input) {
        PointContext context = mapper.read(input.arguments(), PointContext.class);
        Payload told = input.arguments().get("result");
        if (told == null) {
            throw new IllegalArgumentException("A point is recorded without a result");
        }
        ActionResult result = mapper.read(told, ActionResult.class);
        PointRecord point = new PointRecord(
                context.point(),
                context.kind(),
                context.resource(),
                context.machine(),
                moment(result),
                context.level(),
                result.got(),
                result.hold(),
                context.disks(),
                null,
                context.policy());
        List<ReplicaRecord> replicas = replicas(context, point, result);
        List<RecordRow> rows = new ArrayList<>();
        rows.add(Catalogue.row(point, mapper));
        replicas.forEach(replica -> rows.add(Catalogue.row(replica, mapper)));
        Payload.Fields outputs = Payload.Fields.EMPTY.with(
                "points", new Payload.Items(List.of(Payload.of(point.id().value()))));
        List<Item> copies = Copies.items(input.step(), List.of(point), List.of(), replicas, context.targets(), mapper);
        boolean marked = MarkLevel.wanted(point, replicas);
        if (copies.isEmpty() && !marked) {
            return Expansion.outputs(outputs).withRecords(rows);
        }
        GraphBuilder builder = new GraphBuilder(input);
        if (marked) {
            int last = MarkLevel.add(builder, point, replicas, mapper);
            if (copies.isEmpty()) {
                return Expansion.of(builder.build(), last).withOutputs(outputs).withRecords(rows);
            }
        }
        int perform = builder.add(
                "copy " + point.id(),
                Perform.work(
                        Perform.Arguments.of(Purpose.PROTECT, Priority.PROTECT, copies, List.of())
                                .tallied(),
                        mapper),
                Priority.PROTECT,
                List.of());
        return Expansion.of(builder.build(), perform).withOutputs(outputs).withRecords(rows);
    }

    private static Instant moment(ActionResult result) {
        Instant moment = result.outputs().get(Outputs.MOMENT) instanceof Payload.Time time ? time.value() : null;
        for (Member member : result.members()) {
            if (member.facts().get(Outputs.MOMENT) instanceof Payload.Time time
                    && (moment == null || time.value().isBefore(moment))) {
                moment = time.value();
            }
        }
        return moment == null ? result.intendedAt() : moment;
    }

    private static List<ReplicaRecord> replicas(PointContext context, PointRecord point, ActionResult result) {
        List<ReplicaRecord> replicas = new ArrayList<>();
        if (context.kind() != RecoveryPoint.Kind.IMAGE && !result.members().isEmpty()) {
            for (Member member : result.members()) {
                for (PointRecord.PointDisk disk : context.disks()) {
                    if (disk.id().id().equals(member.subject()) && member.cloudId() != null) {
                        replicas.add(replica(
                                point, disk.id(), ProductKind.SNAPSHOT, member.cloudId(), member.facts(), disk));
                    }
                }
            }
        } else if (result.outputs().get(Outputs.ID) instanceof Payload.Text id) {
            boolean image = context.kind() == RecoveryPoint.Kind.IMAGE;
            replicas.add(replica(
                    point,
                    image ? context.resource() : context.disks().get(0).id(),
                    image ? ProductKind.IMAGE : ProductKind.SNAPSHOT,
                    id.value(),
                    result.outputs(),
                    context.disks().get(0)));
        }
        return replicas;
    }

    private static ReplicaRecord replica(
            PointRecord point,
            ResourceId source,
            ProductKind kind,
            String cloudId,
            Payload.Fields facts,
            PointRecord.PointDisk disk) {
        Location at = point.resource().location();
        return new ReplicaRecord(
                point.id(),
                point.resource(),
                source,
                kind,
                Copies.replica(
                        point.resource(),
                        Lane.of(at).location(),
                        cloudId,
                        disk.spec().keyId(),
                        facts));
    }
}
