// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one task there is: an execution of it is a lane, and a run of the execution is a turn. */
final class LaneTask {
    private static final Logger LOG = LoggerFactory.getLogger(LaneTask.class);

    /** What {@link LaneRows#wakes} never says: makes the lane due at once. */
    private static final long UNKNOWN = -1;

    private final StoreTime time;
    private final LaneRows rows;
    private final Turns turns;
    private final Duration lease;

    private final Runnable freed;

    /**
     * What turns need.
     *
     * @param time the database's clock
     * @param rows the rows of lanes
     * @param turns the turns of this host
     * @param lease after how long without a heartbeat a lane is free
     * @param freed told when the lane of a stopped host was freed
     */
    LaneTask(StoreTime time, LaneRows rows, Turns turns, Duration lease, Runnable freed) {
        this.time = time;
        this.rows = rows;
        this.turns = turns;
        this.lease = lease;
        this.freed = freed;
    }

    Task<Void> task() {
        return Tasks.custom(Wakes.TASK, Void.class)
                // Nothing: a turn that was not given back is free when its lease ends.
                .onFailure((complete, operations) -> {})
                .onDeadExecution((complete, operations) -> free(complete.getExecution()))
                .execute((instance, context) -> {
                    turn(context);
                    // The lane was given back already, together with a look at what came meanwhile.
                    return (complete, operations) -> {};
                });
    }

    private void turn(ExecutionContext context) {
        Execution execution = context.getExecution();
        LaneTurn turn = new LaneTurn(Keys.read(execution.getId()), execution.version, lease(context));
        try {
            // Before the host reads anything: what is written after it has read is a wake that it has not seen.
            long wakes = wakes(turn);
            if (turns.begin(turn)) {
                Instant next = turn.makeCalls();
                if (next != null) {
                    giveBack(turn, time.of(next), wakes);
                }
            } else {
                turn.abandon();
                giveBack(
                        turn,
                        turns.isLeaving() ? execution.executionTime : time.now().plus(lease),
                        wakes);
            }
        } finally {
            turns.ended(turn);
        }
    }

    private LaneTurn.Lease lease(ExecutionContext context) {
        return new LaneTurn.Lease(
                time,
                context.getCurrentlyExecuting().getHeartbeatState(),
                context.getExecution().lastHeartbeat,
                lease,
                margin(lease));
    }

    /** What clocks may be apart, and statements be under way, without two hosts in one lane: a tenth. */
    static Duration margin(Duration lease) {
        return lease.dividedBy(10);
    }

    private long wakes(LaneTurn turn) {
        try {
            return rows.wakes(turn.lane());
        } catch (SQLException e) {
            LOG.debug("Not known whether {} is woken during turn {}", turn.lane(), turn.number(), e);
            return UNKNOWN;
        }
    }

    private void giveBack(LaneTurn turn, Instant next, long wakes) {
        // Twice, because the first connection may be one that a restart of the database has cut.
        @Nullable SQLException refused = null;
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                if (!rows.giveBack(turn.lane(), turn.number(), next, wakes)) {
                    LOG.debug("Turn {} of {} was over already", turn.number(), turn.lane());
                }
                return;
            } catch (SQLException e) {
                refused = e;
            }
        }
        LOG.warn(
                "Turn {} of {} could not be given back ({}); the lane is free when its lease ends, in {} at most",
                turn.number(),
                turn.lane(),
                refused == null ? "" : refused.getMessage(),
                lease);
    }

    private void free(Execution dead) {
        String lane = Keys.read(dead.getId());
        if (turns.has(lane, dead.version)) {
            // Our own, after the database was away: the next heartbeat keeps it.
            return;
        }
        try {
            if (rows.free(lane, dead.version, dead.lastHeartbeat)) {
                LOG.info(
                        "Host {} gives no sign of life since {}: turn {} of {} is over, the lane is free",
                        dead.pickedBy,
                        dead.lastHeartbeat,
                        dead.version,
                        lane);
                freed.run();
            }
        } catch (SQLException e) {
            LOG.debug("{} could not be freed; tried again", lane, e);
        }
    }
}
