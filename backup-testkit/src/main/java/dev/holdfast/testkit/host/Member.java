// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.host;

import dev.holdfast.spi.Cluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One host of a simulated cluster. What it does of itself are events of its runtime, and end or wait with that. */
final class Member implements Cluster {
    private final SimulatedCluster cluster;
    private final WorldRuntime runtime;
    private final int atMost;
    private final Set<SharedTurn> turns = new LinkedHashSet<>();
    private volatile @Nullable Host host;
    private volatile int out;
    private volatile boolean leaving;
    private volatile boolean left;
    private boolean waitsForThaw;

    Member(SimulatedCluster cluster, WorldRuntime runtime, int atMost) {
        this.cluster = cluster;
        this.runtime = runtime;
        this.atMost = atMost;
    }

    String host() {
        return runtime.host();
    }

    WorldRuntime runtime() {
        return runtime;
    }

    @Override
    public void join(Host worker) {
        Objects.requireNonNull(worker, "host");
        if (host != null) {
            throw new IllegalStateException("host " + host() + " has joined already");
        }
        host = worker;
        runtime.post(() -> {
            cluster.add(this);
            runtime.after(cluster.heartbeatOffset(), this::beat);
        });
    }

    private void beat() {
        if (left) {
            return;
        }
        for (SharedTurn turn : new ArrayList<>(turns)) {
            if (!turn.renew()) {
                drop(turn);
            }
        }
        cluster.takeFromTheLost();
        runtime.after(SimulatedCluster.HEARTBEAT, this::beat);
    }

    /** Whether it would take a turn now. */
    boolean asks() {
        return !leaving && out < atMost && !runtime.isStopped() && !runtime.isFrozen();
    }

    /** Nobody asks for a lane that is due: if this host only does not because it is frozen, it will. */
    void asksWhenThawed() {
        if (runtime.isFrozen() && !waitsForThaw) {
            waitsForThaw = true;
            runtime.post(() -> {
                waitsForThaw = false;
                cluster.soon();
            });
        }
    }

    void begin(SharedTurn turn) {
        Host worker = Objects.requireNonNull(host);
        turns.add(turn);
        out = turns.size();
        runtime.post(() -> worker.begin(turn));
    }

    void ended(SharedTurn turn, Instant next) {
        cluster.ended(turn, next);
        drop(turn);
    }

    private void drop(SharedTurn turn) {
        turns.remove(turn);
        out = turns.size();
        runtime.wake();
    }

    @Override
    public void leave(Duration atMostTime) {
        Host worker = host;
        if (worker == null) {
            leaving = true;
            return;
        }
        runtime.post(() -> {
            leaving = true;
            worker.drain();
            runtime.wake();
        });
        try {
            boolean ignored = runtime.await(() -> leaving && out == 0, atMostTime);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leaving = true;
        left = true;
        cluster.loop().post(() -> cluster.remove(this));
    }
}
