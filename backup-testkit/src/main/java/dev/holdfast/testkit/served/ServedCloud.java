// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import dev.holdfast.spi.BackupProvider;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A simulated cloud that hosts in other processes reach over loopback, one connection each, by {@link RemoteCloud}. A
 * host can be killed while the world stays.
 *
 * <p>Each host says until when it has nothing to do. Virtual time jumps only when that is so for all connected hosts and
 * at least one of them waits for something; a closed connection holds nothing back. A thread of the served cloud drives
 * the world; whoever is in its process looks at it by {@link #inWorld}.
 *
 * <p>Where the cloud's time is the real one, hosts with their own clock come by {@link RemoteClient}, and time waits for
 * nobody: a host that is killed, or stopped by a signal, holds up neither the world nor other hosts.
 */
public final class ServedCloud implements AutoCloseable {
    /** The environment variable by which a host in another process is told where the cloud is. */
    public static final String ADDRESS = "HOLDFAST_SIMULATED_CLOUD";

    /** The environment variable by which it is told the secret. */
    public static final String SECRET = "HOLDFAST_SIMULATED_SECRET";

    /** Whose time a cloud has. */
    public enum Time {
        /** Its own, which stands still while hosts work. */
        VIRTUAL,
        /** The real one, but faster. */
        FASTER,
        /** The real one: hosts may have their own clock. */
        REAL
    }

    private static final Duration LOOK = Duration.ofMillis(50);

    private final World world;
    private final CloudProfile profile;
    private final Function<String, BackupProvider> providers;
    private final Time time;
    private final RunSecret secret = RunSecret.draw();
    private final ServerSocket socket;
    private final Thread acceptor;
    private final @Nullable Thread driver;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Object lock = new Object();
    private final Map<String, HostConnection> hosts = new LinkedHashMap<>();
    private final List<HostConnection> connections = new ArrayList<>();
    private final Deque<Runnable> turns = new ArrayDeque<>();
    private final Map<Long, CompletableFuture<Boolean>> waits = new ConcurrentHashMap<>();
    private final AtomicLong waitsBegun = new AtomicLong();
    private volatile boolean turnsWaiting;
    private volatile boolean closed;

    /**
     * Serves a cloud. For {@link dev.holdfast.testkit.SimulatedCloud#serve()}.
     *
     * @param world the cloud
     * @param profile which cloud it is like
     * @param providers makes a client for a host
     * @param time whose time it has; unless it is virtual, the real clock drives it already
     */
    public ServedCloud(World world, CloudProfile profile, Function<String, BackupProvider> providers, Time time) {
        this.world = world;
        this.profile = profile;
        this.providers = providers;
        this.time = time;
        try {
            socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on loopback", e);
        }
        acceptor = daemon("holdfast-served-accept", this::accept);
        driver = time == Time.VIRTUAL ? daemon("holdfast-served-world", this::drive) : null;
        acceptor.start();
        if (driver != null) {
            driver.start();
        }
    }

    static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Where hosts connect to: {@code 127.0.0.1} and a free port of this run.
     *
     * @return address and port
     */
    public String address() {
        return socket.getInetAddress().getHostAddress() + ":" + port();
    }

    /**
     * The port.
     *
     * @return the port
     */
    public int port() {
        return socket.getLocalPort();
    }

    /**
     * What hosts must know to be let in; another for each run. Hand it over where others do not see it: by the
     * environment, not on a command line.
     *
     * @return the secret
     */
    public String secret() {
        return secret.text();
    }

    /**
     * What a host in a child process is to find in its environment: {@link #ADDRESS} and {@link #SECRET}.
     *
     * @return the variables
     */
    public Map<String, String> environment() {
        return Map.of(ADDRESS, address(), SECRET, secret());
    }

    /**
     * The hosts that are connected.
     *
     * @return their names
     */
    public List<String> hosts() {
        synchronized (lock) {
            return List.copyOf(hosts.keySet());
        }
    }

    /**
     * Looks at the world, or changes it, between two events. Not from an event.
     *
     * @param work what to do; must not wait
     * @param <T> what it returns
     * @return what it returned
     */
    public <T> T inWorld(Supplier<T> work) {
        return world.loop().call(work);
    }

    /**
     * Waits until something is so in the world, or too long. In real time, by the real clock; looks every 50 ms. Not from
     * an event.
     *
     * @param condition looks at the world, between two events
     * @param atMost how long
     * @return whether it came to be so; false also if the cloud is closed meanwhile
     * @throws IllegalStateException if the cloud's time is not the real one
     */
    public boolean await(BooleanSupplier condition, Duration atMost) {
        if (time != Time.REAL) {
            throw new IllegalStateException("this cloud's time is not the real one: drive it by inTurn");
        }
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        long mine = waitsBegun.incrementAndGet();
        waits.put(mine, done);
        if (closed) {
            done.complete(false);
        }
        world.loop().post(() -> look(condition, world.loop().now().plus(atMost), done));
        try {
            return join(done);
        } finally {
            waits.remove(mine);
        }
    }

    private void look(BooleanSupplier condition, Instant until, CompletableFuture<Boolean> done) {
        try {
            if (condition.getAsBoolean()) {
                done.complete(true);
            } else if (!world.loop().now().isBefore(until)) {
                done.complete(false);
            } else {
                world.loop().inBackground(LOOK, () -> look(condition, until, done));
            }
        } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
        }
    }

    /**
     * Drives the world by the calling code's own rule, in turn with the hosts: time moves only while they are idle. Not
     * from an event.
     *
     * @param work drives {@link World#loop()}
     * @param <T> what it returns
     * @return what it returned
     * @throws IllegalStateException in real time, where the clock drives it
     */
    public <T> T inTurn(Supplier<T> work) {
        if (time != Time.VIRTUAL) {
            throw new IllegalStateException("the real clock drives this world");
        }
        CompletableFuture<T> done = new CompletableFuture<>();
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("the served cloud is closed");
            }
            turns.add(() -> complete(done, work));
            turnsWaiting = true;
        }
        world.loop().nudge();
        return join(done);
    }

    private static <T> void complete(CompletableFuture<T> done, Supplier<T> work) {
        try {
            done.complete(work.get());
        } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
        }
    }

    private static <T> T join(CompletableFuture<T> done) {
        try {
            return done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw e;
        }
    }

    private void drive() {
        try {
            while (!closed) {
                Runnable turn;
                synchronized (lock) {
                    turn = turns.poll();
                    turnsWaiting = !turns.isEmpty();
                }
                if (turn != null) {
                    turn.run();
                } else {
                    world.loop().serve(() -> !closed && !turnsWaiting, () -> waiting.get() > 0);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!closed) {
            Socket accepted;
            try {
                accepted = socket.accept();
            } catch (IOException e) {
                // Closed; or the system is out of sockets, and then no host gets in any more.
                return;
            }
            try {
                HostConnection connection = new HostConnection(this, new Frames(accepted));
                synchronized (lock) {
                    connections.add(connection);
                }
                connection.start();
            } catch (IOException e) {
                // It was gone before it was greeted.
                closeQuietly(accepted);
            }
        }
    }

    private static void closeQuietly(Socket accepted) {
        try {
            accepted.close();
        } catch (IOException e) {
            // Then it is closed.
        }
    }

    /** Lets a host in; one that comes back at once waits until its end before was noticed. */
    boolean admit(String host, HostConnection connection) {
        HostConnection before;
        synchronized (lock) {
            before = closed ? null : hosts.putIfAbsent(host, connection);
            if (closed || before == null) {
                return !closed;
            }
        }
        return before.awaitEnd() && admit(host, connection);
    }

    void ended(@Nullable String host, HostConnection connection) {
        synchronized (lock) {
            connections.remove(connection);
            if (host != null) {
                hosts.remove(host, connection);
            }
        }
    }

    boolean knows(String given) {
        return secret.matches(given);
    }

    /** A host begins to wait for time to pass. */
    void waits() {
        waiting.incrementAndGet();
    }

    void waitsNoMore() {
        waiting.decrementAndGet();
    }

    Time time() {
        return time;
    }

    World world() {
        return world;
    }

    CloudProfile profile() {
        return profile;
    }

    BackupProvider provider(String host) {
        return providers.apply(host);
    }

    /** Cuts all connections and ends its threads. The world stays, and nobody drives it by this any more. */
    @Override
    public void close() {
        List<HostConnection> open;
        synchronized (lock) {
            if (closed) {
                return;
            }
            open = List.copyOf(connections);
        }
        try {
            socket.close();
        } catch (IOException e) {
            // Then nobody listens.
        }
        join(acceptor);
        open.forEach(HostConnection::close);
        if (driver != null) {
            // What the ended hosts left to be done at this moment is done.
            inWorld(() -> true);
        }
        closed = true;
        waits.values().forEach(wait -> wait.complete(false));
        world.loop().nudge();
        if (driver != null) {
            join(driver);
        }
        synchronized (lock) {
            turns.forEach(Runnable::run);
            turns.clear();
        }
    }

    static void join(Thread thread) {
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
