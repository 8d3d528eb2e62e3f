// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import com.github.kagkarlsson.scheduler.Clock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the database's clock reads now, without asking it each time: what it read at the last measurement, and the ticks
 * since. Leases of all hosts go by it, so that their own clocks may differ, jump and be set.
 *
 * <p>Ticks may stand still where a whole machine is suspended. Its clock then jumps instead, so {@link #latest} takes
 * whichever has gone further; the next measurement sets both right.
 */
final class StoreTime implements Clock {
    private static final int SAMPLES = 3;

    /** How far apart two clocks drift at most, as a part of the time that passes: five times what quartz does. */
    private static final long DRIFT = 2_000;

    /** From which difference on a jump is worth saying. */
    private static final Duration JUMP = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(StoreTime.class);

    private final DataSource dataSource;
    private final InstantSource clock;
    private final LongSupplier ticks;
    private volatile Measured measured;

    /**
     * Measures for the first time.
     *
     * @param dataSource where the database is
     * @param clock the host's clock
     * @param ticks the host's ticks, in nanoseconds
     * @throws SQLException if the database does not answer
     */
    StoreTime(DataSource dataSource, InstantSource clock, LongSupplier ticks) throws SQLException {
        this.dataSource = dataSource;
        this.clock = clock;
        this.ticks = ticks;
        measured = sample();
    }

    /**
     * What clocks read at one moment.
     *
     * @param store the database's clock
     * @param host the host's clock
     * @param ticks the host's ticks
     * @param error how far {@code store} may be off the moment, either way
     */
    record Measured(Instant store, Instant host, long ticks, Duration error) {
        /** How far the host's clock is ahead of the database's, at least; negative if it is behind. */
        Duration difference() {
            Duration difference = Duration.between(store, host);
            Duration sure = difference.abs().minus(error);
            if (sure.isNegative()) {
                return Duration.ZERO;
            }
            return difference.isNegative() ? sure.negated() : sure;
        }
    }

    @Override
    public Instant now() {
        Measured last = measured;
        return last.store.plusNanos(ticks.getAsLong() - last.ticks);
    }

    /** The same, and rather too late than too early. */
    Instant latest() {
        Measured last = measured;
        Duration byTicks = Duration.ofNanos(ticks.getAsLong() - last.ticks);
        Duration byClock = Duration.between(last.host, clock.instant());
        return last.store
                .plus(byTicks.compareTo(byClock) > 0 ? byTicks : byClock)
                .plus(last.error);
    }

    /** What a time by the host's clock is by the database's; the past is now, and the farthest is a year from now. */
    Instant of(Instant host) {
        Duration ahead = Duration.between(clock.instant(), host);
        Duration farthest = Duration.ofDays(365);
        Instant now = now();
        if (ahead.isNegative()) {
            return now;
        }
        return now.plus(ahead.compareTo(farthest) > 0 ? farthest : ahead);
    }

    /**
     * Measures again. A measurement that was less exact than what is known already changes nothing, unless it contradicts
     * it: then one of the clocks has jumped.
     *
     * @return what the clocks read, as was measured just now
     * @throws SQLException if the database does not answer
     */
    Measured measure() throws SQLException {
        Measured last = measured;
        Measured fresh = sample();
        Duration passed = Duration.ofNanos(fresh.ticks - last.ticks);
        Instant expected = last.store.plus(passed);
        Duration expectedError = last.error.plus(passed.dividedBy(DRIFT));
        boolean isExact = fresh.error.compareTo(expectedError) <= 0;
        Duration ahead = Duration.between(expected, fresh.store);
        boolean contradicts = ahead.abs().compareTo(fresh.error.plus(expectedError)) > 0;
        if (contradicts && ahead.abs().compareTo(JUMP) > 0) {
            LOG.warn(
                    "The database's clock is {} ahead of what this host's ticks say: it was set, or this machine was"
                            + " suspended. Where it was set, hosts may count each other's leases as ended too early",
                    ahead);
        }
        measured = isExact || contradicts ? fresh : new Measured(expected, fresh.host, fresh.ticks, expectedError);
        return fresh;
    }

    private Measured sample() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement("select clock_timestamp()")) {
            Measured best = null;
            for (int i = 0; i < SAMPLES; i++) {
                Measured sample = ask(query);
                if (best == null || sample.error.compareTo(best.error) < 0) {
                    best = sample;
                }
            }
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return Objects.requireNonNull(best);
        }
    }

    private Measured ask(PreparedStatement query) throws SQLException {
        Instant host = clock.instant();
        long before = ticks.getAsLong();
        try (ResultSet row = query.executeQuery()) {
            row.next();
            long half = (ticks.getAsLong() - before) / 2;
            @Nullable OffsetDateTime store = row.getObject(1, OffsetDateTime.class);
            if (store == null) {
                throw new SQLException("The database does not say what time it is");
            }
            return new Measured(store.toInstant(), host.plusNanos(half), before + half, Duration.ofNanos(half));
        }
    }
}
