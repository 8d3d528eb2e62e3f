// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Builds a {@link JdbcCluster}. For one thread. */
public final class JdbcClusterBuilder {
    /** db-scheduler has threads for each turn, and a host 16 threads in all. */
    private static final int TURNS = 8;

    /** What db-scheduler allows: fewer could be missed by a host that is only busy. */
    private static final int MISSED = 4;

    final DataSource dataSource;

    @Nullable
    String schema;

    String tablePrefix = Tables.DEFAULT_PREFIX;
    String name = "host-" + ProcessHandle.current().pid();
    Duration heartbeat = Duration.ofSeconds(2);
    int missed = 10;
    Duration polling = Duration.ofMillis(500);
    int turns = TURNS;
    Duration clockBound = Duration.ofSeconds(2);
    Consumer<JdbcCluster.HostClock> clockListener = clock -> {};
    InstantSource clock = HostTime.clock();
    LongSupplier ticks = HostTime.ticks();

    JdbcClusterBuilder(DataSource dataSource) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    }

    private JdbcClusterBuilder(JdbcClusterBuilder other) {
        dataSource = other.dataSource;
        schema = other.schema;
        tablePrefix = other.tablePrefix;
        name = other.name;
        heartbeat = other.heartbeat;
        missed = other.missed;
        polling = other.polling;
        turns = other.turns;
        clockBound = other.clockBound;
        clockListener = other.clockListener;
        clock = other.clock;
        ticks = other.ticks;
    }

    /**
     * The schema of the store's tables, the same as in the store. Default: the one that a connection has.
     *
     * @param name 1 to 30 lower-case letters, digits or underscores; begins with no digit
     * @return this
     * @throws IllegalArgumentException if it has another form
     */
    public JdbcClusterBuilder schema(String name) {
        schema = new Tables(name, tablePrefix).schema();
        return this;
    }

    /**
     * What the names of the store's tables begin with, the same as in the store. Default: {@code holdfast_}.
     *
     * @param text up to 30 lower-case letters, digits or underscores; begins with no digit
     * @return this
     * @throws IllegalArgumentException if it has another form
     */
    public JdbcClusterBuilder tablePrefix(String text) {
        tablePrefix = new Tables(schema, text).prefix();
        return this;
    }

    /**
     * Names this host, for people who look at the lanes. Default: {@code host-} and the number of the process.
     *
     * @param value 1 to 50 characters
     * @return this
     * @throws IllegalArgumentException if it is empty or longer
     */
    public JdbcClusterBuilder name(String value) {
        if (value.isBlank() || value.length() > 50) {
            throw new IllegalArgumentException("A host's name has 1 to 50 characters");
        }
        name = value;
        return this;
    }

    /**
     * Sets how soon a stopped host is noticed, see {@link JdbcCluster} for the formula. The same on all hosts: the lease
     * that a host believes in is the one by which others count. Default: each 2 s, of which 10 are missed.
     *
     * @param interval how long between two heartbeats, at least 50 ms
     * @param missedAtMost after how many intervals without one a host counts as stopped, at least 4
     * @return this
     * @throws IllegalArgumentException if one is too small
     */
    public JdbcClusterBuilder heartbeats(Duration interval, int missedAtMost) {
        if (interval.toMillis() < 50 || missedAtMost < MISSED) {
            throw new IllegalArgumentException(
                    "Heartbeats are at least 50 ms apart, and at least " + MISSED + " are missed");
        }
        heartbeat = interval;
        missed = missedAtMost;
        return this;
    }

    /**
     * Sets how often a host with a free thread asks for lanes that are due. Default: 500 ms.
     *
     * @param interval how long between two questions, at least 10 ms
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public JdbcClusterBuilder polling(Duration interval) {
        if (interval.toMillis() < 10) {
            throw new IllegalArgumentException("A host asks at most each 10 ms");
        }
        polling = interval;
        return this;
    }

    /**
     * Sets how many turns this host has at a time. Default: 8.
     *
     * @param atMost 1 to 8
     * @return this
     * @throws IllegalArgumentException if it is none of these
     */
    public JdbcClusterBuilder turns(int atMost) {
        if (atMost < 1 || atMost > TURNS) {
            throw new IllegalArgumentException("A host has 1 to " + TURNS + " turns at a time, not " + atMost);
        }
        turns = atMost;
        return this;
    }

    /**
     * Sets who is told when this host's clock and the database's differ, and when they agree again; the log is told in
     * any case. Called on a thread that heartbeats wait for.
     *
     * @param bound from which difference on; they agree again at half of it. Default: 2 s
     * @param listener who is told
     * @return this
     * @throws IllegalArgumentException if the bound is not positive
     */
    public JdbcClusterBuilder hostClock(Duration bound, Consumer<JdbcCluster.HostClock> listener) {
        if (bound.isNegative() || bound.isZero()) {
            throw new IllegalArgumentException("Clocks differ always: the bound is more than nothing");
        }
        clockBound = bound;
        clockListener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Sets the host's clocks, for tests. Default: the system's.
     *
     * @param wall the time of day, by which {@link dev.holdfast.spi.Cluster.Turn#end} is told when a lane is due
     * @param nanoseconds since some moment; must go on at the pace of real time
     * @return this
     */
    public JdbcClusterBuilder clocks(InstantSource wall, LongSupplier nanoseconds) {
        clock = Objects.requireNonNull(wall, "wall");
        ticks = Objects.requireNonNull(nanoseconds, "nanoseconds");
        return this;
    }

    /**
     * Ends building. Does no I/O.
     *
     * @return a cluster that has not been joined
     */
    public JdbcCluster build() {
        return new JdbcCluster(new JdbcClusterBuilder(this));
    }

    Duration lease() {
        return heartbeat.multipliedBy(missed);
    }
}
