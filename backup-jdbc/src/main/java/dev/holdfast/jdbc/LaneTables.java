// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

/**
 * Names of the tables that lanes live in.
 *
 * @param tasks the table of db-scheduler, one row a lane
 * @param wakes how often each lane was woken
 */
record LaneTables(String tasks, String wakes) {
    /** The task that lanes are executions of. */
    static final String TASK = "holdfast-lane";

    /**
     * The tables under a prefix.
     *
     * @param prefix what their names begin with, with a schema before it if there is one
     */
    static LaneTables under(String prefix) {
        return new LaneTables(prefix + "scheduled_tasks", prefix + "lane_wake");
    }
}
