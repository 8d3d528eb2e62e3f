// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.front;

import dev.holdfast.testkit.world.fault.Fault;
import dev.holdfast.testkit.world.fault.FaultScript;
import dev.holdfast.testkit.world.request.Envelope;
import dev.holdfast.testkit.world.request.Refusal;
import dev.holdfast.testkit.world.time.Cancellable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call whose code runs at its arrival. What it asks for is known only there, so faults of the way are judged there
 * too: a request that arrives late makes the whole call arrive again.
 */
final class Carried<T> implements UnderWay {
    private final Front front;
    private final String host;
    private final Callable<T> work;
    private final Outcome<T> outcome;
    private Cancellable arrival = () -> {};
    private @Nullable Envelope first;
    private List<Fault> faults = List.of();
    private long number;
    private @Nullable Duration late;
    private Duration answerLate = Duration.ZERO;
    private boolean performed;
    private boolean lost;
    private boolean arrived;
    private boolean abandoned;

    Carried(Front front, String host, Callable<T> work, Outcome<T> outcome) {
        this.front = front;
        this.host = host;
        this.work = work;
        this.outcome = outcome;
    }

    @Override
    public String host() {
        return host;
    }

    void schedule(Duration way) {
        arrival = front.loop().after(way, this::arrive);
    }

    @Override
    public void abandon(FaultScript.UnderWay underWay, Duration lateBy) {
        abandoned = true;
        if (arrived || underWay == FaultScript.UnderWay.LOST) {
            arrival.cancel();
            front.closed(this);
        } else if (underWay == FaultScript.UnderWay.ARRIVE_LATE) {
            arrival.cancel();
            schedule(lateBy);
        }
    }

    private void arrive() {
        Outcome.of(() -> front.at(this, work), this::arrived);
    }

    private void arrived(@Nullable T value, @Nullable Throwable failure) {
        Duration wait = late;
        if (wait != null) {
            late = null;
            schedule(wait);
            return;
        }
        arrived = true;
        if (lost || abandoned) {
            front.closed(this);
        } else {
            front.loop().after(front.way().plus(answerLate), () -> deliver(value, failure));
        }
        if (first != null) {
            front.tell(CallObserver.Phase.TOOK_EFFECT, number, first);
        }
    }

    private void deliver(@Nullable T value, @Nullable Throwable failure) {
        front.closed(this);
        if (abandoned) {
            return;
        }
        front.truth().ledger().answered();
        front.truth().trace().add(front.loop().now(), "answered", id());
        outcome.came(value, failure);
        if (first != null) {
            front.tell(CallObserver.Phase.ANSWERED, number, first);
        }
    }

    private String id() {
        return "req-" + number;
    }

    /** A request of the code that runs now. */
    <R> R request(Envelope request, Function<Arrival, R> physics) {
        if (first == null || performed) {
            open(request);
        }
        performed = true;
        Gate gate = front.gate(request.region());
        if (gate.door() == Gate.Door.SILENT) {
            throw lose("silent");
        }
        try {
            R result = front.perform(gate, request, id(), faults, physics);
            front.truth().trace().add(front.loop().now(), "arrived", id(), "ok");
            return result;
        } catch (Refusal refusal) {
            front.truth().ledger().refused(request.api(), refusal.reason());
            front.truth().trace().add(front.loop().now(), "arrived", id(), "refused");
            throw refusal;
        } finally {
            for (Fault fault : faults) {
                lost |= fault instanceof Fault.LoseAnswer;
                if (fault instanceof Fault.LateAnswer by) {
                    answerLate = answerLate.plus(by.by());
                }
            }
        }
    }

    private void open(Envelope request) {
        first = request;
        number = front.nextNumber();
        front.truth().ledger().sent(request.api());
        front.truth()
                .trace()
                .add(front.loop().now(), "sent", id(), host, request.api(), String.valueOf(request.subject()));
        front.tell(CallObserver.Phase.SENT, number, request);
        faults = front.faults(request, number);
        Duration by = Duration.ZERO;
        for (Fault fault : faults) {
            if (fault instanceof Fault.LoseRequest) {
                throw lose("lost");
            } else if (fault instanceof Fault.LateArrival arrives) {
                by = by.plus(arrives.by());
            }
        }
        if (!by.isZero() && !performed) {
            late = by;
            throw new Unanswered("not arrived yet");
        }
    }

    private Unanswered lose(String how) {
        lost = true;
        front.truth().trace().add(front.loop().now(), how, id());
        return new Unanswered("no answer: " + how);
    }
}
