// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.internal.marks.MarkReading;
import dev.holdfast.internal.marks.MarkSet;
import dev.holdfast.internal.marks.Seal;
import dev.holdfast.protection.ReplicaState;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.ReplicaDescription;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What clouds show of replicas at the moment, held against what the catalogue says. */
final class Listed {
    private final Map<String, ReplicaDescription> byLaneAndId = new TreeMap<>();
    private final String installation;
    private final Seal seal;

    /**
     * Takes in what reads of replicas recorded.
     *
     * @param input what the planner was given
     * @param prefix what the names of those reads begin with
     */
    Listed(PlanInput input, String prefix, PayloadMapper mapper, Seal seal) {
        this.installation = input.installation();
        this.seal = seal;
        for (StepOutcome outcome : input.outcomes()) {
            if (outcome.name().startsWith(prefix) && outcome.succeeded()) {
                mapper.readList(new Payload.Items(outcome.outputs().items("items")), ReplicaDescription.class)
                        .forEach(each -> byLaneAndId.put(each.lane() + " " + each.cloudId(), each));
            }
        }
    }

    @Nullable
    ReplicaDescription of(ReplicaRecord replica) {
        return byLaneAndId.get(replica.ref().lane() + " " + replica.replica().cloudId());
    }

    /** The cloud shows it under our seal, as a part of this very point. */
    boolean isOurs(ReplicaRecord replica) {
        return marks(replica) != null;
    }

    /** Its marks, if they are ours and name its point. */
    @Nullable
    MarkSet marks(ReplicaRecord replica) {
        ReplicaDescription listed = of(replica);
        if (listed == null) {
            return null;
        }
        MarkReading reading = MarkReading.of(listed.tags(), installation, seal);
        MarkSet marks = reading.marks();
        return reading.standing() == MarkReading.Standing.OURS
                        && marks != null
                        && marks.point().equals(replica.point())
                ? marks
                : null;
    }

    /** As {@link #isOurs}, and whole. */
    boolean confirms(ReplicaRecord replica) {
        ReplicaDescription listed = of(replica);
        return listed != null && listed.restorable() && listed.state() == ReplicaState.AVAILABLE && isOurs(replica);
    }
}
