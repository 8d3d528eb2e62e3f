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
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.StepRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step while it matters: until it has ended and nobody waits any more for what it gave. What it is to do is kept packed
 * as long as it waits, and let go of once it is done. Touched by the loop only.
 */
final class LiveStep {
    final Run run;
    final StepHead node;

    /** What sort of work it does. */
    final Class<? extends Work> kind;

    /** It sends a request that makes nothing: it holds, releases, or changes something. */
    final boolean makesNothing;

    StepState state;
    int generation;
    long version;
    StepProgress progress;

    private @Nullable Work work;
    private byte @Nullable [] packedWork;
    private byte @Nullable [] packedOutputs;

    /** Steps that have a link to this one and have not begun. */
    final List<LiveStep> successors = new ArrayList<>(1);

    /** Steps that still need what it gave. */
    int needed;

    int openChildren;

    @Nullable
    LiveStep failedChild;

    boolean childSent;

    /** The link that was seen to wait last: as long as it does, no other need be looked at. */
    int waitsFor;

    /** A write of this step is under way; nothing else is decided about it until it is durable. */
    boolean writing;

    @Nullable
    Runnable afterWrite;

    /** A call of this step is under way. */
    boolean calling;

    boolean queued;

    /** Its place among those that wait for something scarce; 0 until it is ready. */
    int turn;

    /** It counts among the open steps of recovery in its lane. */
    boolean recovers;

    /** It removes what was made on the way, or is a part of that. */
    boolean cleansUp;

    /** It has let go of what it waited for. */
    boolean begun;

    int sends;
    int faults;
    int looks;

    /** Some send of this generation got no answer that tells whether it had an effect. */
    boolean unseen;

    /** What it had begun was shown once, and is not any more. */
    boolean vanished;

    /** The cloud called its token or name taken: an earlier call arrived, and is looked for. */
    boolean taken;

    long firstSent;
    long lastSent;

    /** The lane it belongs to, where hosts share a store. */
    @Nullable
    String home;

    /** When it is gone on with, where it waits for a time; else 0. */
    long dueAt;

    /** How often what this host had under way for it was let be: answers from before count no more. */
    int visit;

    @Nullable
    Reservation reservation;

    @Nullable
    Primitive resolved;

    /** What the look right before the send showed. */
    Payload.Fields seen = Payload.Fields.EMPTY;

    LiveStep(Run run, StepNode node, StepState state, int generation, long version, StepProgress progress) {
        this.run = run;
        this.node = StepHead.of(node);
        this.kind = node.work().getClass();
        this.work = node.work();
        this.makesNothing = node.work() instanceof Work.Request request
                && request.primitive().product() == ProductKind.NOTHING;
        this.state = state;
        this.generation = generation;
        this.version = version;
        this.progress = progress;
    }

    // ------------------------------------------------------------------ what it is to do

    /** What it is to do; not to be asked of an expansion that was done, nor of a step that has ended. */
    Work work() {
        if (work == null) {
            if (packedWork == null) {
                throw new IllegalStateException(this + " has let go of what it is to do");
            }
            work = run.packing.work(packedWork);
        }
        return work;
    }

    boolean isRequest() {
        return kind == Work.Request.class;
    }

    boolean isExpansion() {
        return kind == Work.Expand.class;
    }

    /** The request, with references where its arguments come from earlier steps. */
    Primitive primitive() {
        return ((Work.Request) work()).primitive();
    }

    /** Nothing is done about it for now: keeps what it is to do small. */
    void rest() {
        if (state == StepState.PENDING && work != null) {
            if (packedWork == null) {
                packedWork = run.packing.pack(work);
            }
            work = null;
            // Once it has let go of those before it, they cannot be asked again.
            resolved = begun ? resolved : null;
        }
    }

    /** What it was to do is done. */
    void spend() {
        work = null;
        packedWork = null;
        resolved = null;
    }

    // ------------------------------------------------------------------ what became of it

    void transition(StepEvent event, StepProgress next) {
        state = StepLifecycle.next(state, event);
        progress = next;
        packedOutputs = null;
        version++;
        if (packedWork != null && state != StepState.PENDING && !state.ended()) {
            work();
            packedWork = null;
        }
    }

    /** Takes in what another host has made of it. */
    void follow(StepRow row, StepProgress next) {
        state = row.state();
        generation = row.generation();
        version = row.version();
        progress = next;
        packedOutputs = null;
        letBe();
        if (isExpansion() && state == StepState.STARTED) {
            spend();
            packOutputs();
        }
    }

    /** What this host had under way for it is no longer its own: what is stored counts. */
    void letBe() {
        visit++;
        dueAt = 0;
        calling = false;
        queued = false;
        sends = 0;
        if (state == StepState.UNKNOWN) {
            state = vanished ? StepState.STARTED : StepState.INTENDED;
        }
        vanished = false;
        taken = false;
    }

    /** An expansion that waits for its children keeps what it gave small. */
    void packOutputs() {
        if (!progress.outputs().fields().isEmpty()) {
            packedOutputs = run.packing.pack(progress.outputs());
            progress = progress.giving(Payload.Fields.EMPTY);
        }
    }

    /** What became of it so far, whole. */
    StepProgress progress() {
        return packedOutputs == null ? progress : progress.giving((Payload.Fields) run.packing.payload(packedOutputs));
    }

    boolean ended() {
        return state.ended();
    }

    /** Whether a request of it may have reached the cloud. */
    boolean sent() {
        return childSent || (progress.intendedAt() != null && isRequest());
    }

    boolean answered() {
        return progress.answeredAt() != null;
    }

    /** The lane in which its next request goes out, or {@code null} if it makes none. */
    @Nullable
    Lane lane() {
        if (isRequest()) {
            return primitive().lane();
        }
        return kind == Work.Read.class ? ((Work.Read) work()).query().lane() : null;
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
