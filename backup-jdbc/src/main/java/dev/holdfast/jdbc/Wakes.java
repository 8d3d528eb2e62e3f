// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.sql.SQLException;
import java.util.Collection;

/**
 * Wakes lanes in the transaction that gives them something to do: raises the lane's count, by which the end of a turn sees
 * what came meanwhile, and makes the lane's execution due if nobody has it. The count first, and before the commit nothing
 * that gives it free: see {@link LaneRows} why no wake is lost then.
 */
final class Wakes {
    /** The task of db-scheduler whose instances are the lanes. */
    static final String TASK = "holdfast-lane";

    void write(Collection<String> lanes, Statements statements) throws SQLException {
        String now = statements.dialect().now();
        for (String name : lanes) {
            String lane = Keys.stored(name);
            int raised = statements.update("UPDATE ${prefix}lane_wake SET wakes = wakes + 1 WHERE lane = ?", lane);
            if (raised == 0) {
                statements.update("INSERT INTO ${prefix}lane_wake (lane, wakes) VALUES (?, 1)", lane);
            }
            int due = statements.update(
                    "UPDATE ${prefix}scheduled_tasks SET execution_time = " + now + ", version = version + 1"
                            + " WHERE task_name = ? AND task_instance = ? AND picked = FALSE"
                            + " AND execution_time > " + now,
                    TASK,
                    lane);
            if (due == 0) {
                statements.update(statements.dialect().insertExecution(), TASK, lane, TASK, lane);
            }
        }
    }
}
