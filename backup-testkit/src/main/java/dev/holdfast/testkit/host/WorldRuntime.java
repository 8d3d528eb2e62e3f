// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.host;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.testkit.world.World;
import dev.holdfast.testkit.world.fault.FaultScript;
import dev.holdfast.testkit.world.front.Strands;
import dev.holdfast.testkit.world.front.Unanswered;
import dev.holdfast.testkit.world.time.Cancellable;
import dev.holdfast.testkit.world.time.Chance;
import dev.holdfast.testkit.world.time.WorldLoop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One host in a simulated world. Its decision loop is the world's loop, shared with all other hosts, so that a run is
 * the same each time. In virtual time {@link #await} drives the world; in real time it only waits.
 *
 * <p>A call becomes two events of the world: its arrival, where the work runs, and its answer. Work on the store, of
 * listeners and of the host itself runs as events too, after a tiny drawn time; work of kind {@link Kind#LOCAL} may
 * wait for the world, by requests and probes.
 *
 * <p>{@link #stop} is a crash: what the host had in hand is gone at once, and nothing of it is heard again, except that
 * a call under way may still arrive.
 *
 * <p>{@link #freeze} is what SIGSTOP does to a process: its calls under way arrive and are answered, but nothing reaches
 * the host, no timer of its own either, until {@link #thaw}; then all of it does, in order, and much later than the host
 * thinks.
 */
public final class WorldRuntime implements HostRuntime {
    private static final Duration LOCAL_LATENCY = Duration.ofMillis(1);
    private static final Duration STORE_LATENCY = Duration.ofMillis(2);
    private static final double SIGMA = 0.3;

    private final World world;
    private final WorldLoop loop;
    private final String host;
    private final boolean virtual;
    private final Chance chance;
    private final InstantSource wall;
    private final Instant beginning;
    private final List<CrashPoint> crashes = new ArrayList<>();
    private final Map<CrashPoint, Duration> freezes = new LinkedHashMap<>();
    private final Backlog backlog;
    private final List<Runnable> whenStopped = new ArrayList<>();
    private final Strands local = new Strands();
    private final OneByOne store;
    private final OneByOne listeners;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean stopped;
    private volatile @Nullable Throwable failure;
    private long locals;
    private long calls;
    private long writes;

    /**
     * Starts a host.
     *
     * @param world where it lives
     * @param host its name
     * @param start how often it was started before, so that it draws other chances
     * @param virtual whether the world's time is virtual
     */
    public WorldRuntime(World world, String host, int start, boolean virtual) {
        this.world = world;
        this.loop = world.loop();
        this.host = host;
        this.virtual = virtual;
        this.chance = world.chance().named("host-" + host).named("start-" + start);
        this.wall = loop::now;
        this.beginning = World.BEGINNING;
        this.backlog = new Backlog(loop, this::perform);
        this.store = new OneByOne(this, STORE_LATENCY);
        this.listeners = new OneByOne(this, LOCAL_LATENCY);
    }

    /**
     * Stops it at a point to come.
     *
     * @param point where
     * @return this
     */
    public WorldRuntime crashAt(CrashPoint point) {
        crashes.add(point);
        return this;
    }

    /**
     * Freezes it at a point to come. {@link CrashPoint.Moment#BEFORE} is here: before it leaves the host, which it then
     * does when the host has thawed; {@link CrashPoint.Moment#LATE}: while it is under way.
     *
     * @param point where
     * @param span how long
     * @return this
     */
    public WorldRuntime freezeAt(CrashPoint point, Duration span) {
        freezes.put(point, span);
        return this;
    }

    /**
     * Tells when it was stopped.
     *
     * @param listener called once, on the loop
     * @return this
     */
    public WorldRuntime whenStopped(Runnable listener) {
        whenStopped.add(listener);
        return this;
    }

    /** Its name. */
    public String host() {
        return host;
    }

    /** How many calls it has sent. */
    public long calls() {
        return calls;
    }

    /** How much work on the store it has begun. */
    public long writes() {
        return writes;
    }

    /** Whether it was stopped or closed. */
    public boolean isStopped() {
        return stopped;
    }

    /** Crashes the host; calls under way fare as the fault script says. */
    public void stop() {
        stop(world.script().underWay(), world.script().lateBy());
    }

    /**
     * Crashes the host.
     *
     * @param underWay what becomes of its calls that have not arrived
     * @param lateBy how much later they arrive, if they do
     */
    public void stop(FaultScript.UnderWay underWay, Duration lateBy) {
        if (!stopped) {
            stopped = true;
            world.front().dropHost(host, underWay, lateBy);
            backlog.drop();
            local.cancel();
            whenStopped.forEach(Runnable::run);
            wake();
        }
    }

    /**
     * Freezes the host, until it is thawed or stopped. Does nothing if it is frozen. Called on the loop, or while nobody
     * drives it.
     */
    public void freeze() {
        if (!stopped && !backlog.isHeld()) {
            world.truth().trace().add(loop.now(), "host-frozen", host);
            backlog.hold();
            local.hold();
        }
    }

    /**
     * Freezes the host for a while.
     *
     * @param span how long, in the time of the world
     */
    public void freeze(Duration span) {
        freeze();
        loop.after(span, this::thaw);
    }

    /** Lets a frozen host go on; all that came for it meanwhile reaches it now. Called like {@link #freeze()}. */
    public void thaw() {
        if (!stopped && backlog.isHeld()) {
            world.truth().trace().add(loop.now(), "host-thawed", host);
            backlog.letGo();
            local.letGo();
        }
    }

    /** Whether it is frozen. */
    public boolean isFrozen() {
        return backlog.isHeld();
    }

    @Override
    public InstantSource wall() {
        return wall;
    }

    @Override
    public long ticks() {
        return Duration.between(beginning, loop.now()).toNanos();
    }

    @Override
    public void post(Runnable event) {
        if (!stopped) {
            loop.post(() -> run(event));
        }
    }

    @Override
    public Timer after(Duration delay, Runnable event) {
        if (stopped) {
            return () -> {};
        }
        // A host that only waits keeps no world busy.
        boolean[] cancelled = {false};
        Cancellable timer = loop.inBackground(
                delay,
                () -> run(() -> {
                    // It may have been taken back while the host was frozen and it lay in the backlog.
                    if (!cancelled[0]) {
                        event.run();
                    }
                }));
        return () -> {
            cancelled[0] = true;
            timer.cancel();
        };
    }

    @Override
    public <T> void run(Kind kind, @Nullable Lane lane, Duration deadline, Callable<T> work, Completion<T> completion) {
        if (stopped) {
            return;
        }
        Ending<T> ending = new Ending<>(this, completion);
        Cancellable timer = loop.inBackground(
                deadline, () -> run(() -> ending.end(null, new TimeoutException("no answer within " + deadline))));
        ending.timer(timer);
        switch (kind) {
            case CALL -> call(work, ending);
            case STORE -> store.add(counted(work), ending);
            case LISTENER -> listeners.add(new OneByOne.Work<>(work, OneByOne.Hooks.NONE), ending);
            case LOCAL -> loop.after(chance.around(LOCAL_LATENCY, SIGMA), () -> run(() -> local(work, ending)));
        }
    }

    private <T> void call(Callable<T> work, Ending<T> ending) {
        long mine = ++calls;
        freeze(CrashPoint.Kind.CALL, mine, CrashPoint.Moment.BEFORE);
        run(() -> send(mine, work, ending));
    }

    private <T> void send(long mine, Callable<T> work, Ending<T> ending) {
        world.front().carry(host, () -> arriving(mine, work), (value, thrown) -> {
            run(() -> ending.end(value, thrown));
            crash(CrashPoint.Kind.CALL, mine, CrashPoint.Moment.ANSWER);
        });
        crash(CrashPoint.Kind.CALL, mine, CrashPoint.Moment.BEFORE);
        crash(CrashPoint.Kind.CALL, mine, CrashPoint.Moment.LATE);
    }

    private void freeze(CrashPoint.Kind kind, long number, CrashPoint.Moment moment) {
        for (CrashPoint point : List.copyOf(freezes.keySet())) {
            if (point.kind() == kind && point.number() == number && point.moment() == moment) {
                freeze(Objects.requireNonNull(freezes.remove(point)));
            }
        }
    }

    private <T> T arriving(long mine, Callable<T> work) throws Exception {
        boolean effect = true;
        try {
            return work.call();
        } catch (Unanswered e) {
            effect = false;
            throw e;
        } finally {
            if (effect) {
                crash(CrashPoint.Kind.CALL, mine, CrashPoint.Moment.EFFECT);
            }
        }
    }

    private <T> void local(Callable<T> work, Ending<T> ending) {
        String name = "holdfast-" + host + "-local-" + ++locals;
        local.begin(name, work, (value, failure) -> loop.post(() -> run(() -> ending.end(value, failure))));
    }

    private <T> OneByOne.Work<T> counted(Callable<T> work) {
        long mine = ++writes;
        return new OneByOne.Work<>(work, moment -> crash(CrashPoint.Kind.STORE, mine, moment));
    }

    private void crash(CrashPoint.Kind kind, long number, CrashPoint.Moment moment) {
        for (CrashPoint point : crashes) {
            if (!stopped && point.kind() == kind && point.number() == number && point.moment() == moment) {
                boolean late = moment == CrashPoint.Moment.LATE;
                stop(late ? FaultScript.UnderWay.ARRIVE_LATE : FaultScript.UnderWay.LOST, point.lateBy());
            }
        }
        freeze(kind, number, moment);
    }

    /** Runs an event of this host, unless it was stopped; if it is frozen, when it has thawed. */
    void run(Runnable event) {
        if (!stopped) {
            backlog.take(event);
        }
    }

    private void perform(Runnable event) {
        if (stopped) {
            return;
        }
        try {
            event.run();
        } catch (RuntimeException | Error e) {
            failure = e;
            wake();
            if (virtual) {
                throw e;
            }
        }
    }

    Duration latency(Duration median) {
        return chance.around(median, SIGMA);
    }

    WorldLoop loop() {
        return loop;
    }

    /** In virtual time whoever waits drives the world. */
    @Override
    public boolean await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        Instant end = loop.now().plus(atMost);
        BooleanSupplier over = () -> condition.getAsBoolean() || stopped || failure != null;
        while (!over.getAsBoolean() && loop.now().isBefore(end)) {
            if (!loop.tryRunUntil(over, Duration.between(loop.now(), end))) {
                doze();
            }
        }
        Throwable thrown = failure;
        if (thrown != null) {
            throw new IllegalStateException("an event of host " + host + " failed", thrown);
        }
        return condition.getAsBoolean();
    }

    @SuppressWarnings("WaitNotInLoop") // await asks again, whatever woke it
    private void doze() throws InterruptedException {
        lock.lock();
        try {
            boolean ignored = changed.await(20, TimeUnit.MILLISECONDS);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        // Not a crash: what is under way arrives, and nobody is there to hear the answer.
        stop(FaultScript.UnderWay.ARRIVE, Duration.ZERO);
    }
}
