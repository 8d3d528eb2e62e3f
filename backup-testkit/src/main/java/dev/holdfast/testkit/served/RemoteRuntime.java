// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.Payload;
import dev.holdfast.testkit.world.front.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final Agenda agenda = new Agenda();
    private final Map<Long, OpenCall> open = new TreeMap<>();
    private final HostThreads threads;
    private volatile Instant now;
    private long seen;
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
        this.threads = new HostThreads("holdfast-" + host, this::loop, this::read);
    }

    void start() {
        threads.start();
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
                long id = Wire.whole(frame, "id");
                OpenCall call = open.get(id);
                if (call != null) {
                    call.answered(frame);
                    open.remove(id);
                    goOn(call);
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whoever waits for a call that is over goes on. */
    private void goOn(OpenCall call) {
        if (call.ofHost) {
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
            for (OpenCall call : open.values()) {
                call.lost(why);
                goOn(call);
            }
            open.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ------------------------------------------------------------------ the loop

    private void loop() {
        try {
            for (Agenda.Event event = next(); event != null; event = next()) {
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

    private Agenda.@Nullable Event next() throws IOException, InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                if (!idle) {
                    stirred = false;
                    if (agenda.release(now)) {
                        changed.signalAll();
                    }
                    Agenda.Event due = agenda.next(now);
                    if (due != null) {
                        return due;
                    }
                    if (working == 0 && (agenda.isAwaited() || resting > 0)) {
                        sayIdle();
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

    private void sayIdle() throws IOException {
        Instant until = agenda.until();
        idle = true;
        frames.write(Wire.frame(Wire.IDLE)
                .with("seen", seen)
                .with("until", until == null ? null : new Payload.Time(until))
                .with("waits", Payload.of(agenda.isAwaited())));
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
        if (!HostThreads.isHere()) {
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

    private Timer enqueue(Duration delay, Runnable work) {
        lock.lock();
        try {
            Agenda.Event event = agenda.event(now.plus(delay), work);
            if (!closed) {
                agenda.add(event);
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
        Timer timer = after(deadline, () -> {
            if (over.compareAndSet(false, true)) {
                completion.complete(null, new TimeoutException("no answer within " + deadline));
            }
        });
        works(1);
        try {
            threads.of(kind).execute(() -> {
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
                throw OpenCall.failure(String.valueOf(cut));
            }
            OpenCall call = new OpenCall(HostThreads.isHere());
            long id = ++exchanges;
            open.put(id, call);
            Timer timer = after(deadline, () -> expire(id, deadline));
            frames.write(frame.with("id", id));
            Agenda.Waiter waiter = null;
            if (call.ofHost) {
                working--;
            } else {
                waiter = agenda.await(call::isOver, Instant.MAX);
            }
            stir();
            try {
                while (!call.isOver()) {
                    changed.await();
                }
            } finally {
                if (waiter != null) {
                    agenda.leave(waiter);
                }
                timer.cancel();
                if (open.remove(id) != null && call.ofHost) {
                    working++;
                }
            }
            return call.result();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OpenCall.failure("the thread was interrupted");
        } catch (IOException e) {
            throw OpenCall.failure(String.valueOf(e.getMessage()));
        } finally {
            lock.unlock();
        }
    }

    private void expire(long id, Duration deadline) {
        lock.lock();
        try {
            OpenCall call = open.remove(id);
            if (call != null) {
                call.lost("no answer within " + deadline);
                goOn(call);
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
            Agenda.Waiter waiter = agenda.await(condition, now.plus(atMost));
            stir();
            try {
                while (!waiter.isOver() && !closed) {
                    changed.await();
                }
            } finally {
                agenda.leave(waiter);
            }
            boolean met = waiter.isMet();
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
        threads.close();
    }
}
