// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the database for the time before each round of heartbeats and each look for stopped hosts. Without an answer the
 * round is left out and no turns are taken, so that an hour without a database fills no log; and without the database's
 * time nobody is declared dead.
 */
final class StoreWatch {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);

    private final StoreTime time;
    private final Duration bound;
    private final Consumer<JdbcCluster.HostClock> listener;
    private @Nullable Instant awaySince;
    private boolean differs;

    StoreWatch(StoreTime time, Duration bound, Consumer<JdbcCluster.HostClock> listener) {
        this.time = time;
        this.bound = bound;
        this.listener = listener;
    }

    /** Measures the database's time. Called on one thread at a time. */
    boolean answers() {
        StoreTime.Measured measured;
        try {
            measured = time.measure();
        } catch (SQLException | RuntimeException e) {
            if (awaySince == null) {
                awaySince = time.now();
                LOG.warn(
                        "The database does not answer ({}). No turns are taken until it does; turns that are out last as"
                                + " long as their leases",
                        e.getMessage());
            }
            return false;
        }
        if (awaySince != null) {
            LOG.info("The database answers again, after {}", Duration.between(awaySince, measured.store()));
            awaySince = null;
        }
        compare(measured);
        return true;
    }

    /** Says it when the host's clock has become wrong, and when it is right again: by half of what made it wrong. */
    void compare(StoreTime.Measured measured) {
        Duration difference = measured.difference().abs();
        boolean isOff = difference.compareTo(differs ? bound.dividedBy(2) : bound) > 0;
        if (isOff == differs) {
            return;
        }
        differs = isOff;
        if (isOff) {
            LOG.warn(
                    "This host's clock reads {}, the database's {}: more than {} apart. Leases go by the database's clock"
                            + " and are safe, but what this host records carries its own time: set its clock",
                    measured.host(),
                    measured.store(),
                    bound);
        } else {
            LOG.info(
                    "This host's clock reads {}, the database's {}: they agree again",
                    measured.host(),
                    measured.store());
        }
        try {
            listener.accept(new JdbcCluster.HostClock(measured.host(), measured.store(), !isOff));
        } catch (RuntimeException e) {
            LOG.error("The listener for the host's clock failed", e);
        }
    }
}
