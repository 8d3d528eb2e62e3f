// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.internal.graph.Owed;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.Payload;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Puts on record for good what happened: each entry goes into the change set that makes it true, so that neither is there
 * without the other. Touched by the loop only.
 */
final class Witness {
    /** The longest text of an entry, in characters: half of what is read at all. */
    private static final int LONGEST = Payload.MAX_LENGTH / 2;

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
        return new Change.AddEvidence(run.id, run.requestKey, fitting(run.tally.into(body)));
    }

    /** What would be too long for an entry is in it by its digest only; the operation itself is kept then, for good. */
    private static Payload.Fields fitting(Payload.Fields body) {
        Payload.Fields fit = body;
        for (String name : List.of("result", "request")) {
            Payload part = body.get(name);
            if (part != null && length(fit) > LONGEST) {
                fit = fit.with(name, (Payload) null)
                        .with(name + "Digest", digest(part))
                        .with(Known.WHOLE, Payload.of(true));
            }
        }
        return fit;
    }

    private static long length(Payload.Fields body) {
        long length = 0;
        for (Payload each : body.fields().values()) {
            length += length(each);
        }
        return length;
    }

    private static long length(Payload each) {
        try {
            return each.canonical().length();
        } catch (IllegalArgumentException e) {
            return Payload.MAX_LENGTH;
        }
    }

    private static String digest(Payload part) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(part.canonical().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IllegalArgumentException e) {
            return "longer than any text";
        }
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
