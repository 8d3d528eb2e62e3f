// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/**
 * What a host does to the rows of lanes beside what db-scheduler does, which picks them and writes heartbeats: it gives a
 * turn back, and frees the lane of a host that has stopped. Each in one transaction, on the condition that the row is
 * still that of the turn.
 */
final class LaneRows {
    private final DataSource dataSource;
    private final String countWakes;
    private final String giveBack;
    private final String makeDueIfWoken;
    private final String free;

    LaneRows(DataSource dataSource, LaneTables tables) {
        this.dataSource = dataSource;
        String lane = " where task_name = '" + LaneTables.TASK + "' and task_instance = ?";
        countWakes = "select wakes from " + tables.wakes() + " where lane = ?";
        giveBack = "update " + tables.tasks()
                + " set picked = false, picked_by = null, last_heartbeat = null, consecutive_failures = 0,"
                + " last_success = clock_timestamp(), execution_time = ?, version = version + 1"
                + lane + " and version = ? and picked";
        makeDueIfWoken = "update " + tables.tasks() + " set execution_time = clock_timestamp()" + lane
                + " and execution_time > clock_timestamp()"
                + " and coalesce((select wakes from " + tables.wakes() + " where lane = task_instance), 0) <> ?";
        free = "update " + tables.tasks()
                + " set picked = false, picked_by = null, last_heartbeat = null, last_failure = clock_timestamp(),"
                + " consecutive_failures = coalesce(consecutive_failures, 0) + 1, execution_time = clock_timestamp(),"
                + " version = version + 1"
                + lane + " and version = ? and picked and last_heartbeat = ?";
    }

    /** How often a lane was woken so far. */
    long wakes(String lane) throws SQLException {
        return inTransaction(connection -> {
            try (PreparedStatement query = connection.prepareStatement(countWakes)) {
                query.setString(1, lane);
                try (ResultSet rows = query.executeQuery()) {
                    return rows.next() ? rows.getLong(1) : 0;
                }
            }
        });
    }

    /**
     * Gives a turn back: nobody has the lane now, and it is due at a time, or at once if it was woken meanwhile.
     *
     * @param lane the lane
     * @param turn the turn's number
     * @param next when it is due, by the database's clock
     * @param wakes how often the lane had been woken when the turn began
     * @return false if the turn was over already
     */
    boolean giveBack(String lane, long turn, Instant next, long wakes) throws SQLException {
        return inTransaction(connection -> {
            try (PreparedStatement update = connection.prepareStatement(giveBack)) {
                update.setObject(1, next.atOffset(ZoneOffset.UTC));
                update.setString(2, lane);
                update.setLong(3, turn);
                if (update.executeUpdate() == 0) {
                    return false;
                }
            }
            // After the update, which waits for writers that have found the lane taken; see LaneWakes.
            try (PreparedStatement update = connection.prepareStatement(makeDueIfWoken)) {
                update.setString(1, lane);
                update.setLong(2, wakes);
                update.executeUpdate();
            }
            return true;
        });
    }

    /**
     * Frees a lane whose host has stopped, and makes it due. Not if a heartbeat has come since: db-scheduler's own way
     * would take the lane from a host that was only late, and believes that it has it.
     *
     * @param lane the lane
     * @param turn the number of the turn that was out
     * @param lastHeartbeat the heartbeat that was found too old
     * @return false if a heartbeat has come, or another host was quicker
     */
    boolean free(String lane, long turn, Instant lastHeartbeat) throws SQLException {
        return inTransaction(connection -> {
            try (PreparedStatement update = connection.prepareStatement(free)) {
                update.setString(1, lane);
                update.setLong(2, turn);
                update.setObject(3, lastHeartbeat.atOffset(ZoneOffset.UTC));
                return update.executeUpdate() != 0;
            }
        });
    }

    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /** Whatever the data source's defaults are: each statement is to see what was committed before it. */
    private <T> T inTransaction(Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            boolean committedBySelf = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set transaction isolation level read committed");
                }
                T result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            } finally {
                restore(connection, committedBySelf);
            }
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static void restore(Connection connection, boolean committedBySelf) throws SQLException {
        if (committedBySelf && !connection.isClosed()) {
            connection.setAutoCommit(true);
        }
    }
}
