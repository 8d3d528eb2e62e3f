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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
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
 */
public final class ServedCloud implements AutoCloseable {
    private final World world;
    private final CloudProfile profile;
    private final Function<String, BackupProvider> providers;
    private final boolean virtual;
    private final RunSecret secret = RunSecret.draw();
    private final ServerSocket socket;
    private final Thread acceptor;
    private final @Nullable Thread driver;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Object lock = new Object();
    private final Map<String, HostConnection> hosts = new LinkedHashMap<>();
    private final List<HostConnection> connections = new ArrayList<>();
    private final Deque<Runnable> turns = new ArrayDeque<>();
    private volatile boolean turnsWaiting;
    private volatile boolean closed;

    /**
     * Serves a cloud. For {@link dev.holdfast.testkit.SimulatedCloud#serve()}.
     *
     * @param world the cloud
     * @param profile which cloud it is like
     * @param providers makes a client for a host
     * @param virtual whether its time is virtual; else the real clock drives it already
     */
    public ServedCloud(World world, CloudProfile profile, Function<String, BackupProvider> providers, boolean virtual) {
        this.world = world;
        this.profile = profile;
        this.providers = providers;
        this.virtual = virtual;
        try {
            socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on loopback", e);
        }
        acceptor = daemon("holdfast-served-accept", this::accept);
        driver = virtual ? daemon("holdfast-served-world", this::drive) : null;
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
        CompletableFuture<T> done = new CompletableFuture<>();
        world.loop().post(() -> complete(done, work));
        return join(done);
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
        if (!virtual) {
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

    /** Lets a host in. */
    boolean admit(String host, HostConnection connection) {
        synchronized (lock) {
            return !closed && hosts.putIfAbsent(host, connection) == null;
        }
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

    boolean isVirtual() {
        return virtual;
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
