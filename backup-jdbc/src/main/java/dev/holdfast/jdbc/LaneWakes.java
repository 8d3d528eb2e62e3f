// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Wakes lanes in the transaction of whoever has changed something in them. On PostgreSQL.
 *
 * <p>Why no wake is lost: a writer changes the lane's counter first, and keeps that row until it commits. Whoever ends a
 * turn changes the same row, see {@link LaneRows#giveBack}: before the writer, then the writer finds the lane without a
 * turn; or after it, then it finds the counter raised.
 *
 * <p>The row of a lane that has a turn is not touched: its version is the turn's number, and its heartbeats must not wait
 * for a writer.
 */
final class LaneWakes {
    private final String raise;
    private final String add;
    private final String makeDue;

    LaneWakes(LaneTables tables) {
        raise = "insert into " + tables.wakes() + " as lane (lane, wakes) values (?, 1)"
                + " on conflict (lane) do update set wakes = lane.wakes + 1";
        add = "insert into " + tables.tasks()
                + " (task_name, task_instance, execution_time, picked, consecutive_failures, version)"
                + " values ('" + LaneTables.TASK + "', ?, clock_timestamp(), false, 0, 1)"
                + " on conflict (task_name, task_instance) do nothing";
        // A lane that is due already keeps its place in the queue.
        makeDue = "update " + tables.tasks() + " set execution_time = clock_timestamp(), version = version + 1"
                + " where task_name = '" + LaneTables.TASK + "' and task_instance = ?"
                + " and not picked and execution_time > clock_timestamp()";
    }

    /**
     * Wakes lanes, in the transaction that the connection is in. Called once in a transaction, after everything else in
     * it: all writers lock lanes last and in the order of their names, so that they never wait for each other in a ring.
     *
     * @param connection the transaction
     * @param lanes which lanes
     * @throws SQLException if the database refuses
     */
    void wake(Connection connection, Collection<String> lanes) throws SQLException {
        if (lanes.isEmpty()) {
            return;
        }
        TreeSet<String> inOrder = new TreeSet<>(lanes);
        for (String statement : new String[] {raise, add, makeDue}) {
            try (PreparedStatement prepared = connection.prepareStatement(statement)) {
                for (String lane : inOrder) {
                    prepared.setString(1, lane);
                    prepared.addBatch();
                }
                prepared.executeBatch();
            }
        }
    }
}
