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
 * <p>Why no wake is lost: the second statement locks the lane's row until the writer commits, also where it changes
 * nothing because the lane has a turn. Whoever ends that turn changes the same row first and reads the counter after, so
 * that it sees either the raised counter, or is seen by the writer as having ended.
 */
final class LaneWakes {
    private final String raise;
    private final String makeDue;

    LaneWakes(LaneTables tables) {
        raise = "insert into " + tables.wakes() + " as lane (lane, wakes) values (?, 1)"
                + " on conflict (lane) do update set wakes = lane.wakes + 1";
        // Where a lane has a turn its row is left as it is: its version is the turn's number. Where it is due already
        // it
        // keeps its place in the queue.
        makeDue = "insert into " + tables.tasks() + " as lane"
                + " (task_name, task_instance, execution_time, picked, consecutive_failures, version)"
                + " values ('" + LaneTables.TASK + "', ?, clock_timestamp(), false, 0, 1)"
                + " on conflict (task_name, task_instance) do update"
                + " set execution_time = excluded.execution_time, version = lane.version + 1"
                + " where not lane.picked and lane.execution_time > excluded.execution_time";
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
        for (String statement : new String[] {raise, makeDue}) {
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
