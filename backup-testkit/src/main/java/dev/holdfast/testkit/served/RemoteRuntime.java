// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.Payload;
import dev.holdfast.testkit.world.front.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A host whose clock is that of a served world. It runs what is due; when nothing is due, none of its threads works, and
 * its application waits or rests, it says so to the world, with the time of its next timer, and does nothing until the
 * world answers. Each frame from there brings the world's time, which then stands still for this host.
 */
final class RemoteRuntime implements HostRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteRuntime.class);

    private final Frames frames;
    private final Instant beginning;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Set<Waiter> waiters = new LinkedHashSet<>();
    private final Map<Long, Pending> pending = new TreeMap<>();
    private final ExecutorService calls;
    private final ExecutorService store;
    private final ExecutorService local;
    private final ExecutorService listeners;
    private final Thread loop;
    private final Thread reader;
    private volatile Instant now;
    private long seen;
    private long sequence;
    private long exchanges;
    private int working;
    private int resting;
    private boolean idle;
    private boolean stirred;
    private boolean asked;
    private boolean closed;
    private @Nullable String cut;

    RemoteRuntime(String host, Frames frames, Payload.Fields welcome) throws IOException {
        this.frames = frames;
        this.now = moment(welcome);
        this.beginning = now;
        this.seen = Wire.whole(welcome, "number");
        // The real clock waits for nobody: then a host never holds the world.
        this.resting = Wire.truth(welcome, "virtual") ? 0 : 1;
        String name = "holdfast-" + host;
        calls = Executors.newCachedThreadPool(work -> new Worker(work, name + "-call"));
        store = Executors.newSingleThreadExecutor(work -> new Worker(work, name + "-store"));
        local = Executors.newCachedThreadPool(work -> new Worker(work, name + "-local"));
        listeners = Executors.newSingleThreadExecutor(work -> new Worker(work, name + "-listener"));
        loop = new Worker(this::loop, name + "-loop");
        reader = new Worker(this::read, name + "-reader");
    }

    void start() {
        reader.start();
        loop.start();
    }

    /** A thread of this host: while it works, the host works. */
    private static final class Worker extends Thread {
        private static final AtomicInteger COUNT = new AtomicInteger();

        Worker(Runnable work, String name) {
            super(work, name + "-" + COUNT.incrementAndGet());
            setDaemon(true);
        }
    }

    private static final class Event implements Comparable<Event>, Timer {
        final Instant due;
        final long order;
        final Runnable work;
        volatile boolean cancelled;

        Event(Instant due, long order, Runnable work) {
            this.due = due;
            this.order = order;
            this.work = work;
        }

        @Override
        public int compareTo(Event other) {
            int byDue = due.compareTo(other.due);
            return byDue != 0 ? byDue : Long.compare(order, other.order);
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    /** A thread of the application that waits. */
    private static final class Waiter {
        final BooleanSupplier condition;
        final Instant until;
        boolean over;
        boolean met;

        Waiter(BooleanSupplier condition, Instant until) {
            this.condition = condition;
            this.until = until;
        }
    }

    /** A call that is not answered. */
    private static final class Pending {
        final boolean ofWorker;

        @Nullable
        Payload value;

        @Nullable
        CallFailure failure;

        boolean over;

        Pending(boolean ofWorker) {
            this.ofWorker = ofWorker;
        }
    }

    // ------------------------------------------------------------------ frames from the world

    private static Instant moment(Payload.Fields frame) throws IOException {
        return Wire.value(frame, "now", Instant.class);
    }

    private void read() {
        try {
            while (true) {
                take(frames.read(Frames.LONGEST));
            }
        } catch (IOException e) {
            end("the connection to the simulated cloud ended: " + e.getMessage());
        }
    }

    private void take(Payload.Fields frame) throws IOException {
        String kind = Wire.text(frame, "frame");
        if (kind.equals(Wire.REFUSED)) {
            throw new Frames.Malformed("it refuses this host: " + Wire.text(frame, "why"));
        }
        lock.lock();
        try {
            seen = Wire.whole(frame, "number");
            now = moment(frame);
            idle = false;
            asked = false;
            if (kind.equals(Wire.ANSWER)) {
                Pending answered = pending.remove(Wire.whole(frame, "id"));
                if (answered != null) {
                    answered.value = frame.get("value");
                    if (frame.get("failure") != null) {
                        answered.failure = Wire.value(frame, "failure", CallFailure.class);
                    }
                    answered(answered);
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void answered(Pending answered) {
        answered.over = true;
        if (answered.ofWorker) {
            working++;
        }
        changed.signalAll();
    }

    private void end(String why) {
        lock.lock();
        try {
            if (cut == null) {
                cut = why;
            }
            closed = true;
            idle = false;
            for (Pending open : pending.values()) {
                open.failure = lost(why);
                answered(open);
            }
            pending.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static CallFailure lost(String why) {
        return CallFailure.builder(FailureKind.TRANSIENT, CallFailure.Effect.POSSIBLE, why)
                .build();
    }

    // ------------------------------------------------------------------ the loop

    private void loop() {
        try {
            for (Event event = next(); event != null; event = next()) {
                try {
                    event.work.run();
                } catch (RuntimeException | Error e) {
                    LOG.error("An event of the decision loop failed; the loop goes on", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            end("the connection to the simulated cloud ended: " + e.getMessage());
        }
    }

    private @Nullable Event next() throws IOException, InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                if (!idle) {
                    stirred = false;
                    release();
                    Event first = first();
                    if (first != null && !first.due.isAfter(now)) {
                        return events.remove();
                    }
                    if (working == 0 && (!waiters.isEmpty() || resting > 0)) {
                        sayIdle(first);
                    }
                } else if (stirred && !asked) {
                    asked = true;
                    frames.write(Wire.frame(Wire.BUSY));
                }
                if (!stirred || idle) {
                    changed.await();
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Event first() {
        Event first = events.peek();
        while (first != null && first.cancelled) {
            events.remove();
            first = events.peek();
        }
        return first;
    }

    /** Lets those go whose condition is met or whose time is up. */
    private void release() {
        for (Waiter waiter : new ArrayList<>(waiters)) {
            waiter.met = waiter.condition.getAsBoolean();
            if (waiter.met || !waiter.until.isAfter(now)) {
                waiter.over = true;
                waiters.remove(waiter);
                changed.signalAll();
            }
        }
    }

    private void sayIdle(@Nullable Event first) throws IOException {
        Instant until = first == null ? null : first.due;
        for (Waiter waiter : waiters) {
            until = until == null || waiter.until.isBefore(until) ? waiter.until : until;
        }
        idle = true;
        frames.write(Wire.frame(Wire.IDLE)
                .with("seen", seen)
                .with("until", until == null ? null : new Payload.Time(until))
                .with("waits", Payload.of(!waiters.isEmpty())));
    }

    /** Makes the loop look again; where the host is idle, the world's time is held first. */
    private void stir() {
        stirred = true;
        changed.signalAll();
    }

    /** From here on the world stands still, until the loop says idle. */
    private void held() throws InterruptedException {
        while (idle && !closed) {
            stir();
            changed.await();
        }
    }

    private void heldWhateverComes() {
        while (idle && !closed) {
            stir();
            changed.awaitUninterruptibly();
        }
    }

    // ------------------------------------------------------------------ the runtime

    @Override
    public InstantSource wall() {
        return this::instant;
    }

    private Instant instant() {
        if (!(Thread.currentThread() instanceof Worker)) {
            lock.lock();
            try {
                heldWhateverComes();
            } finally {
                lock.unlock();
            }
        }
        return now;
    }

    @Override
    public long ticks() {
        return Duration.between(beginning, now).toNanos();
    }

    @Override
    public void post(Runnable event) {
        enqueue(Duration.ZERO, event);
    }

    @Override
    public Timer after(Duration delay, Runnable event) {
        return enqueue(delay, event);
    }

    private Event enqueue(Duration delay, Runnable work) {
        lock.lock();
        try {
            Event event = new Event(now.plus(delay), sequence++, work);
            if (!closed) {
                events.add(event);
                stir();
            }
            return event;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T> void run(Kind kind, @Nullable Lane lane, Duration deadline, Callable<T> work, Completion<T> completion) {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService executor = switch (kind) {
            case CALL -> calls;
            case STORE -> store;
            case LOCAL -> local;
            case LISTENER -> listeners;
        };
        Timer timer = after(deadline, () -> {
            if (over.compareAndSet(false, true)) {
                completion.complete(null, new TimeoutException("no answer within " + deadline));
            }
        });
        works(1);
        try {
            executor.execute(() -> {
                Outcome.of(
                        work,
                        (value, failure) -> post(() -> {
                            timer.cancel();
                            if (over.compareAndSet(false, true)) {
                                completion.complete(value, failure);
                            }
                        }));
                works(-1);
            });
        } catch (RejectedExecutionException e) {
            works(-1);
            LOG.debug("Closed: {} work is dropped", kind);
        }
    }

    private void works(int more) {
        lock.lock();
        try {
            working += more;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Sends a call and waits for its answer, by the world's time. From any thread but the loop's. */
    Payload exchange(Payload.Fields frame, Duration deadline) {
        lock.lock();
        try {
            held();
            if (closed) {
                throw lost(String.valueOf(cut));
            }
            boolean ofWorker = Thread.currentThread() instanceof Worker;
            long id = ++exchanges;
            Pending open = new Pending(ofWorker);
            pending.put(id, open);
            Timer timer = after(deadline, () -> expire(id, deadline));
            Waiter waiter = new Waiter(() -> open.over, Instant.MAX);
            frames.write(frame.with("id", id));
            if (ofWorker) {
                working--;
            } else {
                waiters.add(waiter);
            }
            stir();
            try {
                while (!open.over) {
                    changed.await();
                }
            } finally {
                waiters.remove(waiter);
                timer.cancel();
                if (pending.remove(id) != null && ofWorker) {
                    working++;
                }
            }
            CallFailure failure = open.failure;
            if (failure != null) {
                throw failure;
            }
            Payload value = open.value;
            return value == null ? Payload.Fields.EMPTY : value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw lost("the thread was interrupted");
        } catch (IOException e) {
            throw lost(String.valueOf(e.getMessage()));
        } finally {
            lock.unlock();
        }
    }

    private void expire(long id, Duration deadline) {
        lock.lock();
        try {
            Pending open = pending.remove(id);
            if (open != null) {
                open.failure = lost("no answer within " + deadline);
                answered(open);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            held();
            Waiter waiter = new Waiter(condition, now.plus(atMost));
            waiters.add(waiter);
            stir();
            try {
                while (!waiter.over && !closed) {
                    changed.await();
                }
            } finally {
                waiters.remove(waiter);
            }
            boolean met = waiter.met || condition.getAsBoolean();
            String why = cut;
            if (!met && why != null) {
                throw new IllegalStateException(why);
            }
            return met;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void wake() {
        lock.lock();
        try {
            stir();
        } finally {
            lock.unlock();
        }
    }

    RemoteCloud.Rest rest() {
        lock.lock();
        try {
            resting++;
            stir();
        } finally {
            lock.unlock();
        }
        AtomicBoolean over = new AtomicBoolean();
        return () -> {
            if (over.compareAndSet(false, true)) {
                lock.lock();
                try {
                    resting--;
                    heldWhateverComes();
                } finally {
                    lock.unlock();
                }
            }
        };
    }

    /** Cuts the connection as a kill of the process would. */
    void cut() throws IOException {
        frames.close();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                frames.write(Wire.frame(Wire.BYE));
            }
        } catch (IOException e) {
            LOG.debug("The cloud was gone before", e);
        } finally {
            lock.unlock();
        }
        end("this host has left the simulated cloud");
        try {
            frames.close();
        } catch (IOException e) {
            LOG.debug("The connection was cut before", e);
        }
        for (ExecutorService executor : List.of(calls, store, local, listeners)) {
            executor.shutdownNow();
        }
        for (Thread thread : List.of(loop, reader)) {
            if (Thread.currentThread() != thread) {
                ServedCloud.join(thread);
            }
        }
    }
}
