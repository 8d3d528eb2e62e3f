// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.StepState;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ReadProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The queue of one lane: whose request goes out next, when its limits have room. Touched by the loop only.
 */
final class Desk {
    private static final Duration CREDENTIALS_PAUSE = Duration.ofSeconds(30);

    private final Engine engine;
    final Lane lane;
    final BackupProvider provider;
    final Limiter limiter;
    private final TreeSet<LiveStep> ready = new TreeSet<>(Limiter.ORDER);
    private final List<LiveStep> held = new ArrayList<>();
    private long pausedUntil = Long.MIN_VALUE;
    private boolean pumping;

    /** Failovers that lead into this lane: while there are some, protection and housekeeping wait. */
    int recovering;

    Desk(Engine engine, Lane lane, BackupProvider provider, Limiter limiter) {
        this.engine = engine;
        this.lane = lane;
        this.provider = provider;
        this.limiter = limiter;
    }

    ProviderId providerId() {
        return provider.id();
    }

    void add(LiveStep step) {
        if (!step.queued) {
            step.queued = true;
            ready.add(step);
            pump();
        }
    }

    void addAfter(LiveStep step, Duration wait) {
        engine.config.runtime().after(wait, () -> {
            if (!step.ended() && !step.calling) {
                add(step);
            }
        });
    }

    /** Nothing is sent in this lane for a while: there are no credentials. */
    void pause() {
        long until = engine.ticks() + CREDENTIALS_PAUSE.toNanos();
        if (until > pausedUntil) {
            pausedUntil = until;
            engine.config.runtime().after(CREDENTIALS_PAUSE, this::pump);
        }
    }

    /** Looks again at what a pause of an operation, or a recovery, had held back. */
    void resume() {
        ready.addAll(held);
        held.clear();
        pump();
    }

    void pump() {
        if (pumping || engine.stopping()) {
            return;
        }
        pumping = true;
        try {
            while (!ready.isEmpty() && engine.ticks() >= pausedUntil) {
                LiveStep step = ready.pollFirst();
                if (step == null) {
                    return;
                }
                if (heldBack(step)) {
                    held.add(step);
                    step.rest();
                } else {
                    step.queued = false;
                    attempt(step);
                }
            }
        } finally {
            pumping = false;
        }
    }

    private boolean heldBack(LiveStep step) {
        if (engine.holds.keeps(step, lane)) {
            return true;
        }
        Priority priority = step.node.priority();
        if (priority == Priority.RELEASE) {
            return false;
        }
        boolean waitsForRecovery =
                recovering > 0 && (priority == Priority.PROTECT || priority == Priority.HOUSEKEEPING);
        return step.run.state == OperationState.PAUSED || waitsForRecovery;
    }

    private void attempt(LiveStep step) {
        if (step.ended() || step.writing || step.calling) {
            return;
        }
        if (step.state == StepState.PENDING && engine.flow.cancelled(step)) {
            return;
        }
        if (step.work() instanceof Work.Read read) {
            ReadProfile profile = provider.reading(read.query());
            if (reserve(step, profile.limits())) {
                engine.reads.page(step, read, this);
            }
            return;
        }
        Primitive primitive = engine.requests.resolved(step);
        if (primitive == null) {
            return;
        }
        if (step.state == StepState.PENDING && step.node.section() >= 0) {
            engine.sections.begin(step, this);
            return;
        }
        if (step.state == StepState.PENDING && primitive.repeat().looksFirst() && step.looks == 0) {
            engine.looks.add(step, this);
            return;
        }
        if (step.reservation != null) {
            engine.requests.send(step, this);
        } else if (reserve(step, primitive.limits())) {
            engine.requests.send(step, this);
        }
    }

    /** Takes what a request needs, or lets the step wait where there is no room. */
    private boolean reserve(LiveStep step, List<LimitUse> uses) {
        long now = engine.ticks();
        Limiter.Wait wait = limiter.check(uses, lane, step.node.priority(), now, engine.wallMillis());
        if (wait == null) {
            step.reservation = limiter.take(uses, lane, now, engine.wallMillis());
            return true;
        }
        waitAt(step, wait);
        return false;
    }

    /** Lets a step wait at a limit. */
    void waitAt(LiveStep step, Limiter.Wait wait) {
        step.queued = true;
        engine.waitAt(limiter, wait, step);
    }

    /** Tells the limiter what a refusal showed. */
    void learn(CallFailure failure, List<LimitUse> uses) {
        if (failure.kind() == FailureKind.THROTTLED) {
            limiter.throttled(failure, uses, lane, engine.ticks());
        } else if (failure.kind() == FailureKind.BUSY) {
            limiter.busy(failure, uses, lane, engine.ticks());
        }
    }
}
