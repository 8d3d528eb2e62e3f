// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.internal.graph.Owed;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.Payload;

/**
 * Puts on record for good what happened: each entry goes into the change set that makes it true, so that neither is there
 * without the other. Touched by the loop only.
 */
final class Witness {
    private final Engine engine;

    Witness(Engine engine) {
        this.engine = engine;
    }

    private Payload.Fields entry(String type) {
        return Payload.Fields.EMPTY
                .with("type", type)
                .with("at", new Payload.Time(engine.now()))
                .with("host", engine.config.host());
    }

    /** What cannot be taken back was accepted, and what was shown before of it. */
    Change accepted(Run run) {
        Payload.Fields body = entry("accepted")
                .with("title", run.body.get("title"))
                .with("request", run.body.get("request"))
                .with("approved", run.body.get("approved"));
        return new Change.AddEvidence(run.id, null, body);
    }

    /** An operation has ended; all that is asked of it later, long after its steps are forgotten, is in here. */
    Change ended(Run run) {
        Payload.Fields body = entry(Known.TYPE).with("state", run.state.name());
        body = body.with("endedAt", body.get("at"));
        for (String kept : Known.KEPT) {
            body = body.with(kept, run.body.get(kept));
        }
        return new Change.AddEvidence(run.id, run.requestKey, run.tally.into(body));
    }

    /** A person has decided about a step. */
    Change decided(LiveStep step, Decision decision) {
        Payload.Fields body = entry("decision")
                .with("step", step.node.number())
                .with("name", step.node.name())
                .with("item", step.node.item())
                .with("decision", decision.kind().name())
                .with("by", decision.by())
                .with("reason", decision.reason())
                .with("cloudId", decision.cloudId());
        if (step.kind == Work.Approval.class && step.work() instanceof Work.Approval approval) {
            body = body.with("question", approval.question());
        }
        return new Change.AddEvidence(step.run.id, null, body);
    }

    /** A person has decided about what is owed. */
    Change decided(Owed owed, String decision, String by) {
        Payload.Fields body = entry("obligation")
                .with("obligation", owed.key())
                .with("lane", owed.lane().toString())
                .with("what", owed.what())
                .with("since", new Payload.Time(owed.since()))
                .with("decision", decision)
                .with("by", by);
        return new Change.AddEvidence(new OperationId(owed.operation()), null, body);
    }
}
