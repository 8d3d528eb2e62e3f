// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Payload;
import dev.holdfast.testkit.world.fault.FaultScript;
import dev.holdfast.testkit.world.front.Strands;
import dev.holdfast.testkit.world.time.Cancellable;
import dev.holdfast.testkit.world.time.WorldLoop;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The served side of one host. It holds the world's time from its greeting on, gives it free when the host says that it
 * is idle, and takes it again with each frame it sends: what is sent is numbered, and a host that has not yet seen the
 * last one is not idle, whatever it said. A host with its own clock holds nothing.
 */
final class HostConnection {
    private static final long PATIENCE_MILLIS = 2_000;

    private final ServedCloud cloud;
    private final WorldLoop loop;
    private final Frames frames;
    private final Thread reader;
    private final Outgoing outgoing;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Strands strands = new Strands();
    private @Nullable String host;
    private @Nullable BackupProvider provider;
    private WorldLoop.@Nullable Permit permit;
    private Cancellable timer = () -> {};
    private boolean waits;
    private long sent;
    private boolean ownClock;
    private boolean ended;

    HostConnection(ServedCloud cloud, Frames frames) {
        this.cloud = cloud;
        this.loop = cloud.world().loop();
        this.frames = frames;
        this.reader = ServedCloud.daemon("holdfast-served-host", this::read);
        this.outgoing = new Outgoing(frames, this::cut);
    }

    void start() {
        reader.start();
    }

    void close() {
        cut();
        ServedCloud.join(reader);
        outgoing.join();
    }

    /** Waits a little for the end of this connection. */
    boolean awaitEnd() {
        try {
            return over.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void cut() {
        try {
            frames.close();
        } catch (IOException e) {
            // Then it is closed.
        }
    }

    private void read() {
        boolean goodbye = false;
        try {
            goodbye = greet() && serve();
        } catch (EOFException e) {
            // The host was killed.
        } catch (Frames.Malformed e) {
            refuse(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            // The connection was cut.
        } finally {
            end(goodbye);
        }
    }

    private boolean greet() throws IOException {
        Payload.Fields hello = frames.read(Frames.LONGEST_OF_A_STRANGER);
        if (!Wire.text(hello, "frame").equals(Wire.HELLO) || !cloud.knows(Wire.text(hello, "secret"))) {
            refuse("the secret of this run is another");
            return false;
        }
        if (Wire.whole(hello, "version") != Wire.VERSION) {
            refuse("this cloud speaks version " + Wire.VERSION);
            return false;
        }
        ownClock = Wire.truth(hello, Wire.OWN_CLOCK);
        if (ownClock && cloud.time() != ServedCloud.Time.REAL) {
            refuse("its time is not the real one; a host with its own clock needs a cloud that was built as hurried");
            return false;
        }
        String name = Wire.text(hello, "host");
        if (!cloud.admit(name, this)) {
            refuse("a host of the name " + name + " is connected already");
            return false;
        }
        synchronized (this) {
            host = name;
            provider = cloud.provider(name);
            if (!ownClock) {
                hold();
            }
            send(Wire.frame(Wire.WELCOME)
                    .with("profile", cloud.profile().name())
                    .with("hurry", cloud.profile().hurry().durations())
                    .with("hurryOfRates", cloud.profile().hurry().rates())
                    .with("virtual", Payload.of(cloud.time() == ServedCloud.Time.VIRTUAL)));
        }
        return true;
    }

    private void refuse(String why) {
        try {
            frames.write(Wire.frame(Wire.REFUSED).with("why", why));
        } catch (IOException e) {
            // It need not hear it.
        }
    }

    private boolean serve() throws IOException {
        while (true) {
            Payload.Fields frame = frames.read(Frames.LONGEST);
            String kind = Wire.text(frame, "frame");
            switch (kind) {
                case Wire.CALL -> call(frame);
                case Wire.IDLE ->
                    idle(
                            Wire.whole(frame, "seen"),
                            frame.get("until") instanceof Payload.Time until ? until.value() : null,
                            Wire.truth(frame, "waits"));
                case Wire.BUSY -> busy();
                case Wire.BYE -> {
                    return true;
                }
                default -> throw new Frames.Malformed("a frame '" + kind + "', which is not known");
            }
        }
    }

    // ------------------------------------------------------------------ time

    /** Time stands still until the host is idle again. */
    private synchronized void hold() {
        timer.cancel();
        if (waits) {
            waits = false;
            cloud.waitsNoMore();
        }
        if (permit == null) {
            permit = loop.busy();
        }
    }

    private synchronized void idle(long seen, @Nullable Instant until, boolean forTime) {
        WorldLoop.Permit held = permit;
        if (seen != sent || held == null || ended) {
            return;
        }
        if (until != null) {
            timer = loop.inBackground(Duration.between(loop.now(), until), this::due);
        }
        if (forTime) {
            waits = true;
            cloud.waits();
        }
        permit = null;
        held.close();
    }

    private synchronized void busy() {
        if (permit == null && !ended) {
            hold();
            send(Wire.frame(Wire.NOW));
        }
    }

    private synchronized void due() {
        if (permit == null && !ended) {
            hold();
            send(Wire.frame(Wire.NOW));
        }
    }

    private synchronized void send(Payload.Fields frame) {
        sent++;
        outgoing.add(frame.with("number", sent).with("now", new Payload.Time(loop.now())));
    }

    // ------------------------------------------------------------------ calls

    private void call(Payload.Fields frame) throws IOException {
        long id = Wire.whole(frame, "id");
        BackupProvider asked = provider;
        String name = host;
        if (asked == null || name == null) {
            throw new Frames.Malformed("a call before the greeting");
        }
        Callable<Payload> request = Wire.request(frame, asked);
        boolean probe = Wire.text(frame, "verb").equals(Wire.PROBE);
        loop.post(() -> {
            if (probe) {
                onStrand(id, request);
            } else {
                cloud.world().front().carry(name, request, (value, failure) -> answer(id, value, failure));
            }
        });
    }

    /** A probe is no request to the cloud: it waits for the simulated network, on a strand of its own. */
    private void onStrand(long id, Callable<Payload> request) {
        strands.begin("holdfast-served-probe", request, (value, failure) -> answer(id, value, failure));
    }

    private synchronized void answer(long id, @Nullable Payload value, @Nullable Throwable failure) {
        if (ended) {
            return;
        }
        if (!ownClock) {
            hold();
        }
        Payload.Fields frame = Wire.frame(Wire.ANSWER).with("id", id);
        send(
                failure != null
                        ? frame.with("failure", Wire.failure(failure))
                        : frame.with("value", value == null ? Payload.Fields.EMPTY : value));
    }

    // ------------------------------------------------------------------ the end

    private void end(boolean goodbye) {
        cut();
        outgoing.end();
        synchronized (this) {
            ended = true;
            timer.cancel();
            String name = host;
            if (name != null) {
                loop.post(() -> drop(name, goodbye));
            }
            if (waits) {
                waits = false;
                cloud.waitsNoMore();
            }
            WorldLoop.Permit held = permit;
            permit = null;
            if (held != null) {
                held.close();
            }
        }
        cloud.ended(host, this);
        over.countDown();
    }

    /** What it has under way fares as the fault script says; after a goodbye it arrives. */
    private void drop(String name, boolean goodbye) {
        FaultScript script = cloud.world().script();
        if (goodbye) {
            cloud.world().front().dropHost(name, FaultScript.UnderWay.ARRIVE, Duration.ZERO);
        } else {
            cloud.world().front().dropHost(name, script.underWay(), script.lateBy());
        }
        strands.cancel();
    }
}
