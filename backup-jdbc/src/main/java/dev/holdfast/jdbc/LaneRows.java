// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/**
 * What a host does to the rows of lanes beside what db-scheduler does, which picks them and writes heartbeats: it gives a
 * turn back, and frees the lane of a host that has stopped. Each in one statement, on the condition that the row is still
 * that of the turn: a host that is frozen between two statements would keep rows locked.
 *
 * <p>Why no wake is lost: {@link Wakes} changes the lane's counter first, and keeps that row until the writer commits. Who
 * gives a turn back changes the same row: before the writer, then the writer finds the lane without a turn; or after it,
 * then it finds the counter raised. A writer does not touch the row of a lane that has a turn: heartbeats never wait for
 * it.
 */
final class LaneRows {
    private final DataSource dataSource;
    private final String countWakes;
    private final String giveBack;
    private final String free;

    LaneRows(DataSource dataSource, Tables tables) {
        this.dataSource = dataSource;
        String lane = "task_name = '" + Wakes.TASK + "' and task_instance = ?";
        countWakes = tables.fill("select wakes from ${prefix}lane_wake where lane = ?");
        // The counter is written, not only read: this waits for writers that have raised it, and they for this.
        giveBack =
                tables.fill("with woken as (update ${prefix}lane_wake set wakes = wakes where lane = ? returning wakes)"
                        + " update ${prefix}scheduled_tasks"
                        + " set picked = false, picked_by = null, last_heartbeat = null, consecutive_failures = 0,"
                        + " last_success = clock_timestamp(), version = version + 1,"
                        + " execution_time = case when coalesce((select wakes from woken), 0) = ?"
                        + " then cast(? as timestamp with time zone)"
                        + " else clock_timestamp() end"
                        + " where " + lane + " and version = ? and picked");
        // Whose row is locked just now is left for later: heartbeats of this host wait behind this.
        free = tables.fill("update ${prefix}scheduled_tasks"
                + " set picked = false, picked_by = null, last_heartbeat = null, last_failure = clock_timestamp(),"
                + " consecutive_failures = coalesce(consecutive_failures, 0) + 1, execution_time = clock_timestamp(),"
                + " version = version + 1"
                + " where (task_name, task_instance) in (select task_name, task_instance from ${prefix}scheduled_tasks"
                + " where " + lane + " and version = ? and picked and last_heartbeat = ? for update skip locked)");
    }

    /** How often a lane was woken so far. */
    long wakes(String lane) throws SQLException {
        return with(countWakes, query -> {
            query.setString(1, Keys.stored(lane));
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        });
    }

    /**
     * Gives a turn back: nobody has the lane now, and it is due at a time, or at once if it was woken meanwhile. Waits for
     * writers that are waking the lane.
     *
     * @param lane the lane
     * @param turn the turn's number
     * @param next when it is due, by the database's clock
     * @param wakes how often the lane had been woken when the turn began
     * @return false if the turn was over already
     */
    boolean giveBack(String lane, long turn, Instant next, long wakes) throws SQLException {
        return with(giveBack, update -> {
            update.setString(1, Keys.stored(lane));
            update.setLong(2, wakes);
            update.setObject(3, next.atOffset(ZoneOffset.UTC));
            update.setString(4, Keys.stored(lane));
            update.setLong(5, turn);
            return update.executeUpdate() != 0;
        });
    }

    /**
     * Frees a lane whose host has stopped, and makes it due. Not if a heartbeat has come since: db-scheduler's own way
     * would take the lane from a host that was only late, and believes that it has it.
     *
     * @param lane the lane
     * @param turn the number of the turn that was out
     * @param lastHeartbeat the heartbeat that was found too old
     * @return false if a heartbeat has come, another host was quicker, or the row is locked just now
     */
    boolean free(String lane, long turn, Instant lastHeartbeat) throws SQLException {
        return with(free, update -> {
            update.setString(1, Keys.stored(lane));
            update.setLong(2, turn);
            update.setObject(3, lastHeartbeat.atOffset(ZoneOffset.UTC));
            return update.executeUpdate() != 0;
        });
    }

    private interface Work<T> {
        T in(PreparedStatement statement) throws SQLException;
    }

    private <T> T with(String sql, Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            T result = work.in(statement);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
            return result;
        }
    }
}
