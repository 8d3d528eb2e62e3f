// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.StepEvent;
import dev.holdfast.operation.StepLifecycle;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.StepKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step while it matters: until it and all that wait for it have ended. Touched by the loop only. */
final class LiveStep {
    final Run run;
    final StepNode node;
    StepState state;
    int generation;
    long version;
    StepProgress progress;

    /** Steps that have a link to this one and have not ended. */
    final List<LiveStep> successors = new ArrayList<>(1);

    int openSuccessors;
    int openChildren;

    @Nullable
    LiveStep failedChild;

    boolean childSent;

    /** A write of this step is under way; nothing else is decided about it until it is durable. */
    boolean writing;

    @Nullable
    Runnable afterWrite;

    /** A call of this step is under way. */
    boolean calling;

    boolean queued;
    int sends;
    int faults;
    int looks;

    /** What it had begun was shown once, and is not any more. */
    /** Some send of this generation got no answer that tells whether it had an effect. */
    boolean unseen;

    boolean vanished;

    long firstSent;
    long lastSent;

    @Nullable
    Reservation reservation;

    @Nullable
    Primitive resolved;

    /** What the look right before the send showed. */
    Payload.Fields seen = Payload.Fields.EMPTY;

    LiveStep(Run run, StepNode node, StepState state, int generation, long version, StepProgress progress) {
        this.run = run;
        this.node = node;
        this.state = state;
        this.generation = generation;
        this.version = version;
        this.progress = progress;
    }

    void transition(StepEvent event, StepProgress next) {
        state = StepLifecycle.next(state, event);
        progress = next;
        version++;
    }

    boolean ended() {
        return state.ended();
    }

    /** Whether a request of it may have reached the cloud. */
    boolean sent() {
        return childSent || (progress.intendedAt() != null && node.work() instanceof Work.Request);
    }

    boolean answered() {
        return progress.answeredAt() != null;
    }

    @Nullable
    Primitive primitive() {
        return node.work() instanceof Work.Request request ? request.primitive() : null;
    }

    /** The lane in which its next request goes out, or {@code null} if it makes none. */
    @Nullable
    Lane lane() {
        if (node.work() instanceof Work.Request request) {
            return request.primitive().lane();
        }
        return node.work() instanceof Work.Read read ? read.query().lane() : null;
    }

    StepKey key(String installation) {
        return new StepKey(installation, run.id, node.number(), generation);
    }

    StepOutcome outcome() {
        return new StepOutcome(
                node.number(),
                node.name(),
                state,
                progress.outputs(),
                progress.members(),
                progress.failure(),
                progress.leftBehind(),
                sent(),
                progress.intendedAt(),
                progress.endedAt());
    }

    @Override
    public String toString() {
        return run.id + "/" + node.number() + " " + node.name() + " " + state;
    }
}
