// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.host;

import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.Cluster;
import dev.holdfast.spi.HostRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A turn: its host's until it ends it, or until its lease is over and somebody notices. */
final class SharedTurn implements Cluster.Turn {
    private static final Duration WRITING = Duration.ofMillis(2);

    final SimulatedCluster.SharedLane lane;
    private final SimulatedCluster cluster;
    private final Member member;
    private final long number;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Deque<Runnable> calls = new ArrayDeque<>();
    private volatile Instant renewed;

    SharedTurn(SimulatedCluster cluster, SimulatedCluster.SharedLane lane, Member member, long number) {
        this.cluster = cluster;
        this.lane = lane;
        this.member = member;
        this.number = number;
        this.renewed = cluster.now();
    }

    @Override
    public String lane() {
        return lane.name;
    }

    @Override
    public long number() {
        return number;
    }

    String host() {
        return member.host();
    }

    Instant renewed() {
        return renewed;
    }

    /** Until when nobody else gets the lane. */
    Instant until() {
        return renewed.plus(SimulatedCluster.LEASE);
    }

    /** Renews the lease, unless the turn is over. Called on the loop. */
    boolean renew() {
        if (!lane.isHeldBy(this)) {
            over.set(true);
            return false;
        }
        renewed = cluster.now();
        return true;
    }

    @Override
    public boolean lasts(Duration time) {
        return !over.get() && !cluster.now().plus(time).isAfter(until());
    }

    @Override
    public Executor calls() {
        return this::call;
    }

    private void call(Runnable command) {
        Objects.requireNonNull(command, "command");
        if (over.get()) {
            throw new RejectedExecutionException("turn " + number + " of " + lane.name + " is over");
        }
        member.runtime().post(() -> {
            calls.add(command);
            if (calls.size() == 1) {
                next();
            }
        });
    }

    private void next() {
        Runnable command = calls.peek();
        if (command != null) {
            member.runtime()
                    .run(
                            HostRuntime.Kind.CALL,
                            null,
                            CallContext.DEFAULT_DEADLINE,
                            () -> {
                                command.run();
                                return true;
                            },
                            (done, failure) -> {
                                calls.poll();
                                next();
                            });
        }
    }

    @Override
    public void end(Instant next) {
        Objects.requireNonNull(next, "next");
        if (!over.compareAndSet(false, true)) {
            return;
        }
        WorldRuntime runtime = member.runtime();
        // A host that is stopped before this is written down has not ended its turn.
        runtime.post(() ->
                cluster.loop().after(runtime.latency(WRITING), () -> runtime.run(() -> member.ended(this, next))));
    }
}
