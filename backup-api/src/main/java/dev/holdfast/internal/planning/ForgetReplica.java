// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import java.util.List;

/** Takes a replica that was deleted out of the catalogue. */
final class ForgetReplica implements Planner {
    static final String NAME = "forget-replica";

    static Payload.Fields told(ReplicaRecord replica) {
        return Payload.Fields.EMPTY.with("replica", replica.key());
    }

    @Override
    public Expansion expand(PlanInput input) {
        return Expansion.outputs(Payload.Fields.EMPTY)
                .withRemovals(List.of(new Expansion.Removal(
                        RecordRow.Kind.REPLICA, input.arguments().text("replica"))));
    }
}
