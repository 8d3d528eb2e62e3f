// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.host;

import dev.holdfast.spi.Cluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host that works a fixed while in each turn, and writes down what it did. */
final class TurnTaker implements Cluster.Host {
    /** A turn as its host saw it. */
    static final class Seen {
        final String host;
        final Cluster.Turn turn;
        final Instant begun;

        @Nullable
        Instant ended;

        private Seen(String host, Cluster.Turn turn, Instant begun) {
            this.host = host;
            this.turn = turn;
            this.begun = begun;
        }

        /** Whether the host worked in it at a moment, as it thought. */
        boolean covers(Instant at) {
            Instant end = ended;
            return !at.isBefore(begun) && (end == null || at.isBefore(end));
        }
    }

    final WorldRuntime runtime;
    final Cluster cluster;
    final List<Seen> seen = new ArrayList<>();
    Duration work = Duration.ofSeconds(2);
    Duration pause = Duration.ofMinutes(10);
    final List<String> broken = new ArrayList<>();
    boolean draining;
    int most;

    private final List<Seen> all;

    /**
     * Joins.
     *
     * @param cluster the cluster
     * @param runtime the host
     * @param all where turns of all hosts are written down
     */
    TurnTaker(Cluster cluster, WorldRuntime runtime, List<Seen> all) {
        this.runtime = runtime;
        this.cluster = cluster;
        this.all = all;
        cluster.join(this);
    }

    @Override
    public void begin(Cluster.Turn turn) {
        Seen mine = new Seen(runtime.host(), turn, runtime.wall().instant());
        for (Seen before : all) {
            if (before.turn.lane().equals(turn.lane()) && before.turn.lasts(Duration.ZERO)) {
                broken.add(
                        mine.host + " begins in " + turn.lane() + " at " + mine.begun + ", " + before.host + " has it");
            }
        }
        seen.add(mine);
        all.add(mine);
        most = Math.max(
                most, (int) seen.stream().filter(one -> one.ended == null).count());
        runtime.after(work, () -> {
            mine.ended = runtime.wall().instant();
            turn.end(mine.ended.plus(pause));
        });
    }

    @Override
    public void drain() {
        draining = true;
    }
}
