// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import java.util.List;

/** Puts a copy that was made into the catalogue. */
final class RecordCopy implements Planner {
    static final String NAME = "record-copy";

    private final PayloadMapper mapper;

    RecordCopy(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public Expansion expand(PlanInput input) {
        Copies.Context context = mapper.read(input.arguments(), Copies.Context.class);
        Payload told = input.arguments().get("result");
        if (told == null) {
            throw new IllegalArgumentException("A copy is recorded without a result");
        }
        ActionResult result = mapper.read(told, ActionResult.class);
        String cloudId = result.outputs().get(Outputs.ID) instanceof Payload.Text id ? id.value() : "";
        Payload.Fields facts = result.outputs();
        for (Member member : result.members()) {
            if (cloudId.isEmpty() && member.cloudId() != null) {
                cloudId = member.cloudId();
                facts = member.facts();
            }
        }
        if (cloudId.isEmpty()) {
            throw new IllegalArgumentException(
                    "The provider gave no id of the copy of " + context.from().source());
        }
        ReplicaRecord copy = new ReplicaRecord(
                context.point().id(),
                context.point().resource(),
                context.from().source(),
                context.from().kind(),
                Copies.replica(context.point().resource(), context.to(), cloudId, context.keyId(), facts));
        Payload.Fields outputs = Payload.Fields.EMPTY.with(
                "points",
                new Payload.Items(List.of(Payload.of(context.point().id().value()))));
        return Expansion.outputs(outputs).withRecords(List.of(Catalogue.row(copy, mapper)));
    }
}
