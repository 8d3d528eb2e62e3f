// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.HealthProbe;
import dev.holdfast.spi.Payload;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A simulated cloud that another process serves in real time, as a host sees it that has a clock of its own: an ordinary
 * Holdfast, whose provider this gives. The cloud must have been built as hurried.
 *
 * <pre>{@code
 * try (RemoteClient cloud = RemoteClient.connect(System.getenv(), "host-1");
 *         Holdfast holdfast = Holdfast.builder().host("host-1").provider(cloud.provider())...build()) {
 * }
 * }</pre>
 *
 * <p>Deadlines of calls go by the host's clock. A call whose answer did not come in time, or whose connection was cut
 * under way, has an outcome that nobody knows. Safe for use by several threads.
 */
public final class RemoteClient implements AutoCloseable {
    private final Frames frames;
    private final RemoteProvider provider;
    private final Thread reader;
    private final Map<Long, CompletableFuture<Payload.Fields>> open = new ConcurrentHashMap<>();
    private final AtomicLong calls = new AtomicLong();
    private volatile @Nullable String cut;

    private RemoteClient(Frames frames, Payload.Fields welcome, String host) throws IOException {
        this.frames = frames;
        this.provider = new RemoteProvider(this::exchange, Wire.profile(welcome), host);
        this.reader = ServedCloud.daemon("holdfast-" + host + "-cloud", this::read);
    }

    /**
     * Connects a host.
     *
     * @param address where the cloud is served, such as {@code 127.0.0.1}
     * @param port its port
     * @param secret the secret of the run
     * @param host the host's name, different from all that are connected
     * @return the connection
     * @throws IOException if nobody serves there, or this host is not let in; says why
     */
    public static RemoteClient connect(String address, int port, String secret, String host) throws IOException {
        Frames frames = new Frames(new Socket(address, port));
        try {
            frames.write(Wire.frame(Wire.HELLO)
                    .with("secret", secret)
                    .with("host", host)
                    .with("version", Wire.VERSION)
                    .with(Wire.OWN_CLOCK, Payload.of(true)));
            Payload.Fields welcome = frames.read(Frames.LONGEST);
            if (Wire.text(welcome, "frame").equals(Wire.REFUSED)) {
                throw new IOException("the simulated cloud refuses this host: " + Wire.text(welcome, "why"));
            }
            RemoteClient client = new RemoteClient(frames, welcome, host);
            client.reader.start();
            return client;
        } catch (IOException | RuntimeException e) {
            frames.close();
            throw e;
        }
    }

    /**
     * Connects a host by what its parent process has put into its environment.
     *
     * @param environment holds {@link ServedCloud#ADDRESS} and {@link ServedCloud#SECRET}
     * @param host the host's name
     * @return the connection
     * @throws IOException if nobody serves there, or this host is not let in; says why
     * @throws IllegalArgumentException if a variable is missing, or the address is none
     */
    public static RemoteClient connect(Map<String, String> environment, String host) throws IOException {
        String address = given(environment, ServedCloud.ADDRESS);
        int colon = address.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(ServedCloud.ADDRESS + " must be address:port but is " + address);
        }
        int port = Integer.parseInt(address.substring(colon + 1));
        return connect(address.substring(0, colon), port, given(environment, ServedCloud.SECRET), host);
    }

    private static String given(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set: start this process with ServedCloud.environment()");
        }
        return value;
    }

    /**
     * The provider: what it declares is known here, its four verbs go over the connection.
     *
     * @return the provider; closing it leaves the connection open
     */
    public BackupProvider provider() {
        return provider;
    }

    /**
     * A probe through the simulated network.
     *
     * @return the probe
     */
    public HealthProbe healthProbe() {
        return provider::probe;
    }

    private Payload exchange(Payload.Fields frame, Duration deadline) {
        long id = calls.incrementAndGet();
        CompletableFuture<Payload.Fields> answer = new CompletableFuture<>();
        open.put(id, answer);
        try {
            String ended = cut;
            if (ended != null) {
                throw OpenCall.notSent(ended);
            }
            frames.write(frame.with("id", id));
            return answered(answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw OpenCall.failure("no answer within " + deadline);
        } catch (ExecutionException | IOException e) {
            Throwable why = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw OpenCall.failure(String.valueOf(why.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OpenCall.failure("the thread was interrupted");
        } finally {
            open.remove(id);
        }
    }

    private static Payload answered(Payload.Fields frame) throws IOException {
        if (frame.get("failure") != null) {
            throw Wire.value(frame, "failure", CallFailure.class);
        }
        Payload value = frame.get("value");
        return value == null ? Payload.Fields.EMPTY : value;
    }

    private void read() {
        try {
            while (true) {
                Payload.Fields frame = frames.read(Frames.LONGEST);
                String kind = Wire.text(frame, "frame");
                if (kind.equals(Wire.REFUSED)) {
                    throw new Frames.Malformed("it refuses this host: " + Wire.text(frame, "why"));
                } else if (kind.equals(Wire.ANSWER)) {
                    CompletableFuture<Payload.Fields> call = open.get(Wire.whole(frame, "id"));
                    if (call != null) {
                        call.complete(frame);
                    }
                }
            }
        } catch (EOFException e) {
            end(new IOException("the simulated cloud has closed the connection", e));
        } catch (IOException e) {
            end(new IOException("the connection to the simulated cloud ended: " + e.getMessage(), e));
        }
    }

    private void end(IOException why) {
        if (cut == null) {
            cut = why.getMessage();
        }
        // Those that come later see why before they send.
        open.values().forEach(call -> call.completeExceptionally(why));
    }

    /** Leaves the cloud. Calls under way arrive, and nobody hears their answers. */
    @Override
    public void close() {
        try {
            boolean there = cut == null;
            end(new IOException("this host has left the simulated cloud"));
            if (there) {
                frames.write(Wire.frame(Wire.BYE));
            }
            frames.close();
        } catch (IOException e) {
            // The cloud was gone before.
        }
        ServedCloud.join(reader);
    }
}
