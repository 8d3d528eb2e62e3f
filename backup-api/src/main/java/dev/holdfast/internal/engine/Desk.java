// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

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
import org.jspecify.annotations.Nullable;

/**
 * The queue of one lane: whose request goes out next, when its limits have room. Touched by the loop only.
 */
final class Desk {
    private static final Duration CREDENTIALS_PAUSE = Duration.ofSeconds(30);

    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final Engine engine;
    final Lane lane;
    final BackupProvider provider;
    final Limiter limiter;
    private final TreeSet<LiveStep> ready = new TreeSet<>(Turn.ORDER);
    private final List<LiveStep> held = new ArrayList<>();
    private long pausedUntil = Long.MIN_VALUE;
    private boolean pumping;

    /** Requests that have what they need and were not answered yet: more would only wait for a worker with it. */
    private int underWay;

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
        if (!step.queued && engine.seats.mine(step)) {
            step.queued = true;
            Turn.give(step, engine.wallMillis());
            ready.add(step);
            pump();
        }
    }

    void addAfter(LiveStep step, Duration wait) {
        engine.seats.after(step, wait, () -> {
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
            engine.seats.after(lane, CREDENTIALS_PAUSE, this::pump);
        }
    }

    /** Looks again at what a pause of an operation, or a recovery, had held back. */
    void resume() {
        ready.addAll(held);
        held.clear();
        pump();
    }

    void pump() {
        if (pumping || engine.stopping() || !engine.seats.sends(lane)) {
            return;
        }
        pumping = true;
        try {
            while (!ready.isEmpty() && engine.ticks() >= pausedUntil && underWay < Calls.WORKERS) {
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
                engine.recovers(lane) && (priority == Priority.PROTECT || priority == Priority.HOUSEKEEPING);
        return step.run.state == OperationState.PAUSED || waitsForRecovery;
    }

    private void attempt(LiveStep step) {
        boolean open = step.state == StepState.PENDING || step.state == StepState.INTENDED;
        if (!open || step.writing || step.calling) {
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
        if (engine.gate.keeps(step, primitive)) {
            return;
        }
        if (step.reservation == null ? reserve(step, primitive.limits()) : again(step, primitive.limits())) {
            engine.requests.send(step, this);
        }
    }

    /** Takes what a request needs, or lets the step wait where there is no room. */
    private boolean reserve(LiveStep step, List<LimitUse> uses) {
        long now = engine.ticks();
        Limiter.Wait wait = limiter.check(uses, lane, step.node.priority(), now, engine.wallMillis());
        if (wait == null) {
            take(step, uses);
            return true;
        }
        waitAt(step, wait);
        return false;
    }

    /** Takes what a look needs, which holds nothing; where there is no room it is not to be sent, and asks again later. */
    boolean admits(List<LimitUse> uses, Priority priority, Runnable again) {
        long now = engine.ticks();
        Limiter.Wait wait = limiter.checkRates(uses, lane, priority, now, engine.wallMillis());
        if (wait == null) {
            limiter.takeRates(uses, lane, now, engine.wallMillis());
            return true;
        }
        engine.seats.after(lane, wait.nanos() < 0 ? ASK_AGAIN : Duration.ofNanos(wait.nanos()), again);
        return false;
    }

    /** Takes what there was room for. */
    void take(LiveStep step, List<LimitUse> uses) {
        long now = engine.ticks();
        step.reservation = new Reservation(this, now, limiter.take(uses, lane, now, engine.wallMillis()));
        underWay++;
    }

    /** Counts the slots that a step has, whoever sent it. */
    void hold(LiveStep step) {
        if (step.reservation == null) {
            List<Reservation.Held> held =
                    limiter.hold(step.primitive().limits(), lane, engine.ticks(), engine.wallMillis());
            step.reservation = new Reservation(this, engine.ticks(), held);
            step.reservation.answered = true;
        }
    }

    /** A request was answered, or it will not be sent: the next may follow. */
    private void settled(Reservation reservation) {
        if (!reservation.answered) {
            reservation.answered = true;
            underWay--;
        }
    }

    /** What a step held is given back. */
    void release(Reservation reservation) {
        if (!reservation.answered) {
            reservation.held.forEach(held -> held.counter().answered());
        }
        settled(reservation);
        reservation.held.forEach(held -> held.counter().giveBack(held.amount(), engine.ticks()));
        engine.wakes.rouse(reservation);
        pump();
    }

    /** A second call of a step that holds its slots takes of the rates as any other. */
    private boolean again(LiveStep step, List<LimitUse> uses) {
        long now = engine.ticks();
        Limiter.Wait wait = limiter.checkRates(uses, lane, step.node.priority(), now, engine.wallMillis());
        if (wait == null) {
            limiter.takeRates(uses, lane, now, engine.wallMillis());
            return true;
        }
        waitAt(step, wait);
        return false;
    }

    /** Lets a step wait at a limit. */
    void waitAt(LiveStep step, Limiter.Wait wait) {
        step.queued = true;
        engine.wakes.waitAt(wait, step);
    }

    /** Tells the limiter what a refusal of a look showed. */
    void learn(CallFailure failure, List<LimitUse> uses, long sentAt) {
        limiter.refused(failure, uses, lane, sentAt, engine.ticks(), engine.wallMillis());
    }

    /**
     * Tells the limiter what became of a request.
     *
     * @param failure why it was refused, or {@code null}
     * @param took whether it took effect for all that is known
     * @return whether it waits for a slot now
     */
    boolean learn(LiveStep step, List<LimitUse> uses, @Nullable CallFailure failure, boolean took) {
        Reservation reservation = step.reservation;
        long now = engine.ticks();
        if (failure != null) {
            limiter.refused(failure, uses, lane, reservation == null ? now : reservation.at, now, engine.wallMillis());
        }
        if (reservation == null) {
            return false;
        }
        if (reservation.answered) {
            return false;
        }
        boolean full = limiter.answered(reservation, uses, failure, took, now);
        settled(reservation);
        engine.wakes.rouse(reservation);
        pump();
        return full;
    }
}
