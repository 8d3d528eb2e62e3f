// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.front;

import dev.holdfast.testkit.world.fault.Fault;
import dev.holdfast.testkit.world.fault.FaultScript;
import dev.holdfast.testkit.world.limit.Lease;
import dev.holdfast.testkit.world.request.Answer;
import dev.holdfast.testkit.world.request.Envelope;
import dev.holdfast.testkit.world.request.Reason;
import dev.holdfast.testkit.world.request.Refusal;
import dev.holdfast.testkit.world.time.Chance;
import dev.holdfast.testkit.world.time.Strand;
import dev.holdfast.testkit.world.time.WorldLoop;
import dev.holdfast.testkit.world.truth.GroundTruth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one seam through which requests enter the world. Each becomes two events that the world owns, not its sender:
 * arrival, at which it takes effect, and answer. In between lie outages, faults and limits.
 */
public final class Front {

    /** One way to or from an endpoint, median; an orientation, not a measured number. */
    private static final Duration WAY = Duration.ofMillis(15);

    private static final double WAY_SIGMA = 0.4;

    private final WorldLoop loop;
    private final Chance ways;
    private final FaultScript script;
    private final GroundTruth truth;
    private final Function<String, Gate> gates;
    private final Consumer<Fault> regionFaults;
    private final Set<UnderWay> open = new LinkedHashSet<>();
    private @Nullable Carried<?> present;
    private @Nullable Thread visitor;
    private final List<CallObserver> observers = new ArrayList<>();
    private long number;

    /**
     * A front.
     *
     * @param gates the gate of a region by name
     * @param regionFaults told when the script kills or revives a region
     */
    public Front(
            WorldLoop loop,
            Chance chance,
            FaultScript script,
            GroundTruth truth,
            Function<String, Gate> gates,
            Consumer<Fault> regionFaults) {
        this.loop = loop;
        this.ways = chance.named("ways");
        this.script = script;
        this.truth = truth;
        this.gates = gates;
        this.regionFaults = regionFaults;
    }

    /** Adds an observer of every request. */
    public void observe(CallObserver observer) {
        observers.add(observer);
    }

    /** How many requests have been sent. */
    public long sent() {
        return number;
    }

    /**
     * Sends a request; must be called on the loop (an event, or a posted one).
     *
     * @param physics what it does on arrival; throws {@link Refusal} when refused
     * @param answer called at most once, on the loop; never when request or answer are lost, or the host was dropped
     */
    public <T> void send(Envelope request, Function<Arrival, T> physics, Consumer<Answer<T>> answer) {
        long mine = ++number;
        truth.ledger().sent(request.api());
        List<Fault> faults = faults(request, mine);
        Call<T> call = new Call<>(this, mine, request, faults, physics, answer);
        open.add(call);
        truth.trace()
                .add(loop.now(), "sent", call.id(), request.host(), request.api(), String.valueOf(request.subject()));
        call.schedule(way());
        tell(CallObserver.Phase.SENT, call);
    }

    /**
     * Carries a call of a host whose requests are made by code that runs where it arrives: the code is run on the loop,
     * at the arrival, and makes its requests by {@link #exchange}. What it returns or throws is the answer.
     *
     * @param host who sends
     * @param work makes the requests; run again, from its start, where a fault lets its request arrive late
     * @param outcome takes what came of it, unless nothing ever comes
     * @param <T> what the work returns
     */
    public <T> void carry(String host, Callable<T> work, Outcome<T> outcome) {
        Carried<T> carried = new Carried<>(this, host, work, outcome);
        open.add(carried);
        carried.schedule(way());
    }

    /**
     * Makes a request and waits for its answer: at once where the calling code runs at an arrival; else the request is
     * sent, and the calling strand or thread waits.
     *
     * @param request the request
     * @param physics what happens when it arrives and nothing stands in its way
     * @param atMost how long to wait
     * @param <T> what the request yields
     * @return what the physics returned
     * @throws Refusal if it was refused
     * @throws TimeoutException if no answer came: nobody knows what became of it
     */
    public <T> T exchange(Envelope request, Function<Arrival, T> physics, Duration atMost) throws TimeoutException {
        Carried<?> carried = present;
        if (carried != null && visitor == Thread.currentThread()) {
            return carried.request(request, physics);
        }
        Strand strand = Strand.current();
        Answer<T> answer = strand != null
                ? new Waiting<T>(this, loop).onStrand(strand, request, physics, atMost)
                : new Waiting<T>(this, loop).onThread(request, physics, atMost);
        if (answer instanceof Answer.Ok<T> ok) {
            return ok.value();
        } else if (answer instanceof Answer.Refused<T> refused) {
            throw refused.refusal();
        }
        throw new TimeoutException("no answer to " + request.api() + " within " + atMost);
    }

    /**
     * Begins something in the world, on the loop, and waits until it wakes the caller. Not at an arrival.
     *
     * @param begin what to begin; is given what wakes
     * @param atMost how long to wait
     * @return whether it woke the caller in time
     * @throws IllegalStateException if called on the loop, which cannot wait
     */
    public boolean await(Consumer<Runnable> begin, Duration atMost) {
        if (present != null && visitor == Thread.currentThread()) {
            throw new IllegalStateException("a call that arrives cannot wait; probe from local work");
        }
        Waiting<Boolean> waiting = new Waiting<>(this, loop);
        Strand strand = Strand.current();
        return strand != null ? waiting.onStrand(strand, begin, atMost) : waiting.onThread(begin, atMost);
    }

    /** The host whose call runs on this thread, or {@code null} if none does. */
    public @Nullable String presentHost() {
        Carried<?> carried = present;
        return carried != null && visitor == Thread.currentThread() ? carried.host() : null;
    }

    <T> T at(Carried<?> carried, Callable<T> work) throws Exception {
        present = carried;
        visitor = Thread.currentThread();
        try {
            return work.call();
        } finally {
            present = null;
            visitor = null;
        }
    }

    long nextNumber() {
        return ++number;
    }

    /** What the script holds for a request; the death and return of regions happen at once. */
    List<Fault> faults(Envelope request, long which) {
        List<Fault> faults = script.next(request, which);
        for (Fault fault : faults) {
            if (fault instanceof Fault.RegionDies || fault instanceof Fault.RegionReturns) {
                regionFaults.accept(fault);
            }
        }
        return faults;
    }

    Gate gate(String region) {
        return gates.apply(region);
    }

    WorldLoop loop() {
        return loop;
    }

    GroundTruth truth() {
        return truth;
    }

    void closed(UnderWay call) {
        open.remove(call);
    }

    /** A host stops: its answers are dropped, its requests under way fare as the script says. */
    public void dropHost(String host) {
        dropHost(host, script.underWay(), script.lateBy());
    }

    /** The same, saying what becomes of requests under way. */
    public void dropHost(String host, FaultScript.UnderWay underWay, Duration lateBy) {
        truth.trace().add(loop.now(), "host-stopped", host, underWay.name());
        for (UnderWay call : new ArrayList<>(open)) {
            if (call.host().equals(host)) {
                call.abandon(underWay, lateBy);
            }
        }
    }

    /** Requests that have not been answered and still may have an effect or an answer. */
    public int underWay() {
        return open.size();
    }

    Duration way() {
        return ways.around(WAY, WAY_SIGMA);
    }

    private void tell(CallObserver.Phase phase, Call<?> call) {
        tell(phase, call.number, call.request);
    }

    void tell(CallObserver.Phase phase, long which, Envelope request) {
        for (CallObserver observer : List.copyOf(observers)) {
            observer.at(phase, which, request);
        }
    }

    /** One request on its way. */
    private static final class Call<T> implements UnderWay {
        private final Front front;
        private final long number;
        private final Envelope request;
        private final List<Fault> faults;
        private final Function<Arrival, T> physics;
        private final Consumer<Answer<T>> answer;
        private boolean arrived;
        private boolean abandoned;
        private dev.holdfast.testkit.world.time.Cancellable arrival = () -> {};

        Call(
                Front front,
                long number,
                Envelope request,
                List<Fault> faults,
                Function<Arrival, T> physics,
                Consumer<Answer<T>> answer) {
            this.front = front;
            this.number = number;
            this.request = request;
            this.faults = faults;
            this.physics = physics;
            this.answer = answer;
        }

        String id() {
            return "req-" + number;
        }

        @Override
        public String host() {
            return request.host();
        }

        void schedule(Duration way) {
            Duration total = way;
            for (Fault fault : faults) {
                if (fault instanceof Fault.LoseRequest) {
                    front.truth.trace().add(front.loop.now(), "lost", id());
                    front.open.remove(this);
                    return;
                }
                if (fault instanceof Fault.LateArrival late) {
                    total = total.plus(late.by());
                }
            }
            arrival = front.loop.after(total, this::arrive);
        }

        @Override
        public void abandon(FaultScript.UnderWay underWay, Duration lateBy) {
            abandoned = true;
            if (arrived || underWay == FaultScript.UnderWay.LOST) {
                arrival.cancel();
                front.open.remove(this);
            } else if (underWay == FaultScript.UnderWay.ARRIVE_LATE) {
                arrival.cancel();
                arrival = front.loop.after(lateBy, this::arrive);
            }
        }

        private void arrive() {
            arrived = true;
            Gate gate = front.gates.apply(request.region());
            if (gate.door() == Gate.Door.SILENT) {
                front.truth.trace().add(front.loop.now(), "silent", id());
                front.open.remove(this);
                return;
            }
            Answer<T> result;
            try {
                result = new Answer.Ok<>(id(), front.perform(gate, request, id(), faults, physics));
            } catch (Refusal refusal) {
                front.truth.ledger().refused(request.api(), refusal.reason());
                result = new Answer.Refused<>(id(), refusal);
            }
            boolean good = result instanceof Answer.Ok<T>;
            front.truth.trace().add(front.loop.now(), "arrived", id(), good ? "ok" : "refused");
            Answer<T> delivered = result;
            Duration back = front.way();
            boolean lost = abandoned;
            for (Fault fault : faults) {
                lost |= fault instanceof Fault.LoseAnswer;
                if (fault instanceof Fault.LateAnswer late) {
                    back = back.plus(late.by());
                }
            }
            if (lost) {
                front.open.remove(this);
            } else {
                front.loop.after(back, () -> deliver(delivered));
            }
            front.tell(CallObserver.Phase.TOOK_EFFECT, this);
        }

        private void deliver(Answer<T> result) {
            front.open.remove(this);
            if (!abandoned) {
                front.truth.ledger().answered();
                front.truth.trace().add(front.loop.now(), "answered", id());
                answer.accept(result);
                front.tell(CallObserver.Phase.ANSWERED, this);
            }
        }
    }

    /** Faults, limits, physics, in this order; refusals are thrown. */
    <T> T perform(Gate gate, Envelope request, String id, List<Fault> faults, Function<Arrival, T> physics) {
        if (gate.door() == Gate.Door.REFUSING) {
            throw new Refusal(Reason.UNREACHABLE, "ConnectionRefused", 0, "endpoint refuses connections", null);
        }
        Fate fate = Fate.GOOD;
        for (Fault fault : faults) {
            fate = judge(fault, fate, gate, request);
        }
        List<Lease> leases = gate.limits().admit(request);
        Arrival context = new Arrival(request, id, loop.now(), fate, leases);
        try {
            return physics.apply(context);
        } finally {
            context.releaseRest();
        }
    }

    private static Fate judge(Fault fault, Fate fate, Gate gate, Envelope request) {
        if (fault instanceof Fault.Throttle) {
            throw gate.words().refuse(Reason.THROTTLED, request.api(), "by the fault script");
        }
        if (fault instanceof Fault.HardError error) {
            throw new Refusal(Reason.INTERNAL, error.code(), error.status(), "by the fault script", null);
        }
        if (fault instanceof Fault.FailsLater fails) {
            return new Fate(fate.slow(), fate.stuck(), true, fails.debris(), fate.invisible());
        }
        if (fault instanceof Fault.Slow slow) {
            return new Fate(
                    fate.slow() * slow.factor(), fate.stuck(), fate.failsLater(), fate.debris(), fate.invisible());
        }
        if (fault instanceof Fault.Stuck) {
            return new Fate(fate.slow(), true, fate.failsLater(), fate.debris(), fate.invisible());
        }
        if (fault instanceof Fault.Invisible invisible) {
            return new Fate(fate.slow(), fate.stuck(), fate.failsLater(), fate.debris(), invisible.span());
        }
        return fate;
    }
}
