// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.Cluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts that take turns by a PostgreSQL database, the one their store is in. Any number of them, each with a cluster of
 * its own on a {@link DataSource} that leads to the same database; they may join and leave at any time.
 *
 * <p><b>Leases.</b> A host that has a turn writes a heartbeat each <i>interval</i>; a lane whose heartbeat is
 * <i>missed</i> intervals old is free. Hosts look for such lanes each two intervals. So the lanes of a host that was
 * killed or frozen have another host after at most
 * <pre>
 *     (missed + 2) x interval + polling interval     by default (10 + 2) x 2 s + 0.5 s = 24.5 s
 * </pre>
 * and not before {@code (missed - 1) x interval}, 18 s. Leases go by the database's clock, which each host measures
 * before each heartbeat, so hosts' own clocks may differ; {@link Turn#lasts} keeps a tenth of the lease, 2 s, for
 * clocks and statements that are under way. The database's clock itself must not jump, also not when another server
 * takes its place: from a tenth of a lease on, two hosts may have a lane for a while, and only one of them can write.
 *
 * <p><b>Turns.</b> At most 8 at a time. A lane that is due has one within a polling interval if a host is free; who has
 * waited longest is first. A lane that is woken during its turn is due again when that turn ends, in the same transaction,
 * so no wake is lost, whoever is killed when. {@link Turn#number} is the version of the lane's row.
 *
 * <p><b>Threads.</b> One for each turn that is out, and two more; all daemons. No shutdown hook: call {@link #leave}.
 *
 * <p><b>The database away.</b> No turns begin. Turns that are out stay out, and {@link Turn#lasts} says no when their
 * leases have run out. All goes on when the database answers, at the latest an interval later; a lane that nobody else
 * has taken until then stays in its turn.
 *
 * <p><b>The data source.</b> Up to {@code turns + 2} connections at a time, each for some statements, at PostgreSQL's own
 * isolation, {@code READ COMMITTED}. They should commit by themselves: a host that is frozen before it commits keeps rows
 * locked. It should have timeouts for connecting and for reading that are shorter than the lease, or the driver may wait
 * for minutes for an answer that does not come.
 *
 * <p>Safe for use by several threads.
 */
public final class JdbcCluster implements Cluster {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcCluster.class);

    private static final String CANNOT_JOIN = "The host cannot take turns with others";

    private final JdbcClusterBuilder settings;
    private final Tables tables;
    private final Object lock = new Object();
    private boolean left;
    private @Nullable Joined joined;

    JdbcCluster(JdbcClusterBuilder settings) {
        this.settings = settings;
        tables = new Tables(settings.schema, settings.tablePrefix);
    }

    private record Joined(Scheduler scheduler, Turns turns) {}

    /**
     * A host's clock, and whether it agrees with the database's.
     *
     * @param host what the host's clock read
     * @param database what the database's clock read at that moment
     * @param agrees whether they are close enough
     */
    public record HostClock(Instant host, Instant database, boolean agrees) {}

    /**
     * A cluster with all defaults. Does no I/O.
     *
     * @param dataSource where the store's database is; stays the caller's
     * @return a cluster that has not been joined
     */
    public static JdbcCluster postgresql(DataSource dataSource) {
        return builder(dataSource).build();
    }

    /**
     * A cluster with settings of its own. Does no I/O.
     *
     * @param dataSource where the store's database is; stays the caller's
     * @return a builder with all defaults
     */
    public static JdbcClusterBuilder builder(DataSource dataSource) {
        return new JdbcClusterBuilder(dataSource);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Asks the database what it is and what time it is, then starts threads.
     *
     * @throws BackupException if the database is none that hosts can share, lacks the tables of the store, or does not
     *     answer; nothing was started then, and it may be called again
     * @throws IllegalStateException if a host has joined by this object before
     */
    @Override
    public void join(Host host) {
        synchronized (lock) {
            if (joined != null || left) {
                throw new IllegalStateException("A host joins once; build another cluster for another host");
            }
            check();
            StoreTime time = measure();
            Turns turns = new Turns(host);
            Scheduler scheduler = scheduler(time, turns);
            joined = new Joined(scheduler, turns);
            scheduler.start();
        }
    }

    private Scheduler scheduler(StoreTime time, Turns turns) {
        // The watch and the task call back into the scheduler that is built with them.
        Scheduler[] built = new Scheduler[1];
        StoreWatch watch = new StoreWatch(time, settings.clockBound, settings.clockListener);
        LaneTask task = new LaneTask(
                time,
                new LaneRows(settings.dataSource, tables),
                turns,
                settings.lease(),
                () -> built[0].triggerCheckForDueExecutions());
        int atMost = settings.turns;
        SchedulerBuilder builder = Scheduler.create(settings.dataSource, List.of(task.task()))
                .tableName(tables.of("scheduled_tasks"))
                .schedulerName(new SchedulerName.Fixed(settings.name))
                .serializer(new NoTaskData())
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
                .clock(time)
                .threads(atMost)
                .executorService(ClusterThreads.turns(atMost))
                .dueExecutor(ClusterThreads.due())
                .housekeeperExecutor(ClusterThreads.rounds(
                        () -> {
                            boolean answers = watch.answers();
                            pauseOrResume(built[0], answers && !turns.isLeaving());
                            return answers;
                        },
                        () -> turns.all().forEach(LaneTurn::look)))
                .pollingInterval(settings.polling)
                // Never more than there are threads for, and again as soon as one of them is free.
                .pollUsingLockAndFetch((atMost - 1.0) / atMost, 1.0)
                .heartbeatInterval(settings.heartbeat)
                .missedHeartbeatsLimit(settings.missed)
                // A task of a later version of this library is none of this one's business.
                .deleteUnresolvedAfter(Duration.ofDays(36_500))
                .failureLogging(LogLevel.WARN, true)
                .shutdownMaxWait(Duration.ofMillis(250))
                .addSchedulerListener(new AbstractSchedulerListener() {
                    @Override
                    public void onSchedulerEvent(SchedulerEventType type) {
                        // Most likely the database has gone: the next round finds out, and no poll fails until then.
                        if (type == SchedulerEventType.UNEXPECTED_ERROR) {
                            built[0].pause();
                        }
                    }
                });
        Scheduler scheduler = builder.build();
        built[0] = scheduler;
        return scheduler;
    }

    private static void pauseOrResume(Scheduler scheduler, boolean mayTakeTurns) {
        if (mayTakeTurns) {
            scheduler.resume();
        } else {
            scheduler.pause();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Heartbeats go on while turns are waited for. What is under way in a turn that did not end is not interrupted. May
     * take some seconds longer if the database does not answer. Does nothing if no host has joined, or it has left.
     */
    @Override
    public void leave(Duration atMost) {
        Joined host;
        synchronized (lock) {
            left = true;
            host = joined;
            joined = null;
        }
        if (host == null) {
            return;
        }
        host.scheduler.pause();
        host.turns.drain();
        boolean interrupted = Thread.interrupted();
        try {
            host.turns.awaitEnd(atMost);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        for (LaneTurn turn : host.turns.all()) {
            LOG.warn(
                    "Turn {} of {} did not end in time; the lane is free when its lease ends, in {} at most",
                    turn.number(),
                    turn.lane(),
                    settings.lease());
            turn.abandon();
        }
        host.scheduler.stop();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private StoreTime measure() {
        try {
            return new StoreTime(settings.dataSource, settings.clock, settings.ticks);
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private void check() {
        try (Connection connection = settings.dataSource.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            if (!product.equals("PostgreSQL")) {
                throw new BackupException(new Failure(
                        FailureKind.UNSUPPORTED,
                        CANNOT_JOIN,
                        "the database is " + product + ", which one host has for itself",
                        "use PostgreSQL, or leave the cluster out and run one host"));
            }
            checkTables(connection);
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private void checkTables(Connection connection) throws SQLException {
        boolean committedBySelf = connection.getAutoCommit();
        try (Statement statement = connection.createStatement()) {
            statement.execute(tables.fill("select 1 from ${prefix}scheduled_tasks limit 0"));
            statement.execute(tables.fill("select 1 from ${prefix}lane_wake limit 0"));
        } catch (SQLException e) {
            if (!String.valueOf(e.getSQLState()).equals("42P01")) {
                throw e;
            }
            throw new BackupException(
                    new Failure(
                            FailureKind.INVALID,
                            CANNOT_JOIN,
                            "there are no tables of a store named " + tables.of("..."),
                            "open the store first, which makes them; give both the same schema and table prefix"),
                    e);
        } finally {
            if (!committedBySelf) {
                connection.rollback();
            }
        }
    }

    private static BackupException refused(SQLException e) {
        return Failures.of(CANNOT_JOIN, "the given data source", e);
    }
}
