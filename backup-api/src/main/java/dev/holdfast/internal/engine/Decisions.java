// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.StepEvent;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import java.util.List;
import java.util.function.Consumer;

/** What people decide about steps that wait for them; each decision is an event with its author, and evidence. Touched by the loop only. */
final class Decisions {
    /** The output of a step that says who decided about it. */
    static final String DECIDED_BY = "decidedBy";

    private final Engine engine;

    Decisions(Engine engine) {
        this.engine = engine;
    }

    /** Whether a step waits for a person. */
    static boolean waits(boolean approval, StepState state) {
        return state == StepState.PARKED || (approval && state == StepState.STARTED);
    }

    void take(LiveStep step, Decision decision, Consumer<Boolean> then) {
        boolean approval = step.kind == Work.Approval.class;
        if (!waits(approval, step.state) || !fits(step, decision, approval)) {
            then.accept(false);
            return;
        }
        List<Change> said = List.of(engine.outbox.decided(step, decision), engine.witness.decided(step, decision));
        Payload.Fields outputs = step.progress.outputs().with(DECIDED_BY, decision.by());
        Runnable done = () -> then.accept(true);
        Runnable refused = () -> then.accept(false);
        switch (decision.kind()) {
            case APPROVE ->
                engine.flow.write(
                        step,
                        StepEvent.SUCCEED,
                        step.progress.done(engine.now(), outputs, List.of()),
                        said,
                        done,
                        refused);
            case ADOPT ->
                engine.flow.write(
                        step,
                        StepEvent.SUCCEED,
                        step.progress.done(
                                engine.now(), outputs.with(Outputs.ID, String.valueOf(decision.cloudId())), List.of()),
                        said,
                        done,
                        refused);
            case RETRY -> {
                step.generation++;
                step.sends = 0;
                step.faults = 0;
                step.looks = 0;
                step.unseen = false;
                engine.flow.write(
                        step,
                        StepEvent.RETRY,
                        StepProgress.NONE,
                        said,
                        () -> {
                            engine.flow.waitsAgain(step);
                            then.accept(true);
                        },
                        refused);
            }
            case SKIP ->
                engine.flow.write(
                        step,
                        StepEvent.SKIP,
                        step.progress.done(engine.now(), outputs, List.of()),
                        said,
                        done,
                        refused);
            case REFUSE ->
                engine.flow.write(
                        step,
                        StepEvent.FAIL,
                        step.progress.giving(outputs).failed(engine.now(), failure(step, decision), List.of()),
                        said,
                        done,
                        refused);
        }
    }

    /** What can be said of this step at all. */
    private static boolean fits(LiveStep step, Decision decision, boolean approval) {
        return switch (decision.kind()) {
            case APPROVE -> approval;
            case REFUSE -> true;
            case RETRY, SKIP -> !approval;
            case ADOPT -> !approval && decision.cloudId() != null && makesOne(step);
        };
    }

    /** Several things at once cannot be named by one id. */
    private static boolean makesOne(LiveStep step) {
        if (!(step.work() instanceof Work.Request request)) {
            return false;
        }
        ProductKind product = request.primitive().product();
        return product != ProductKind.NOTHING && product != ProductKind.SNAPSHOT_SET && product != ProductKind.MACHINES;
    }

    private static Failure failure(LiveStep step, Decision decision) {
        Failure before = step.progress.failure();
        return new Failure(
                before == null ? FailureKind.DENIED : before.kind(),
                "Cannot do " + step.node.name(),
                decision.by() + " said no: " + decision.reason() + (before == null ? "" : " (" + before.why() + ")"),
                "ask again when the reason is gone");
    }
}
