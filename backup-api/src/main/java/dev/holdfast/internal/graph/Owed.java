// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.graph;

import dev.holdfast.failure.Failure;
import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What could not be done in a lane because it was lost, and is done first when it answers again.
 *
 * @param key its name, unique in an installation
 * @param lane where
 * @param what what is to be done, for people
 * @param why why it was not done
 * @param since since when it is owed
 * @param operation the operation that owes it
 * @param work what does it
 * @param parked whether it was tried, did not go well, and waits for a person
 * @param failure why it did not go well, or {@code null}
 */
public record Owed(
        String key,
        Lane lane,
        String what,
        String why,
        Instant since,
        String operation,
        Work work,
        boolean parked,
        @Nullable Failure failure) {
    /** What the keys of owed stops begin with: with an operation that is undone, its own are no longer owed. */
    private static final String FENCE = "fence/";

    /**
     * The key of the stop of a plan's machines.
     *
     * @param plan the plan
     * @param operation the failover
     * @return the key
     */
    public static String fence(String plan, String operation) {
        return FENCE + plan + "/" + operation;
    }

    /**
     * Whether it stops machines that a failover replaces.
     *
     * @return true if so
     */
    public boolean fences() {
        return key.startsWith(FENCE);
    }

    /**
     * What is owed from now on.
     *
     * @param key its name
     * @param lane where
     * @param what what is to be done
     * @param why why it was not done
     * @param input what the planner that owes it was given
     * @param work what does it
     * @return the obligation
     */
    public static Owed of(String key, Lane lane, String what, String why, PlanInput input, Work work) {
        return new Owed(key, lane, what, why, input.now(), input.operation(), work, false, null);
    }

    /**
     * The same, tried in vain.
     *
     * @param reason why
     * @return the obligation
     */
    public Owed parked(Failure reason) {
        return new Owed(key, lane, what, why, since, operation, work, true, reason);
    }

    /**
     * The same, to be tried again.
     *
     * @return the obligation
     */
    public Owed again() {
        return new Owed(key, lane, what, why, since, operation, work, false, failure);
    }

    /**
     * Its row.
     *
     * @param mapper writes it
     * @return the row, written whatever is stored
     */
    public RecordRow row(PayloadMapper mapper) {
        return new RecordRow(RecordRow.Kind.OBLIGATION, lane.toString(), key, 0, (Payload.Fields) mapper.write(this));
    }

    /**
     * Reads a row.
     *
     * @param row a row of kind OBLIGATION
     * @param mapper reads it
     * @return the obligation
     */
    public static Owed of(RecordRow row, PayloadMapper mapper) {
        return mapper.read(row.body(), Owed.class);
    }
}
