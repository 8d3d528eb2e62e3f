// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A handle on an operation, valid in any process that shares its store. Safe for use by several threads. Giving up
 * waiting, or losing the handle, changes nothing of the operation.
 *
 * @param <T> what comes of it
 */
public interface Operation<T> {
    /**
     * Which operation.
     *
     * @return the id
     */
    OperationId id();

    /**
     * How it stands. Blocks for a read of the store. The steps of an operation that ended long ago are forgotten; the
     * picture says so, and all else of it is known for good.
     *
     * @return a picture of this moment
     */
    OperationStatus status();

    /**
     * Waits for its end.
     *
     * @param atMost how long
     * @return what came of it, or empty if it has not ended by then
     * @throws InterruptedException if the thread was interrupted; the operation goes on
     */
    Optional<Outcome<T>> await(Duration atMost) throws InterruptedException;

    /**
     * Waits for its end, as long as it takes.
     *
     * @return what was asked for, whole
     * @throws OperationFailedException if it ended otherwise than well; carries what is there of the result
     */
    T result();

    /**
     * Is told of its end once, on a thread of Holdfast.
     *
     * @param then takes what came of it
     */
    void whenDone(Consumer<Outcome<T>> then);

    /**
     * Ends it before its time. Returns when that is durable; what was sent is still settled.
     *
     * @param mode what becomes of what was done
     * @return false if it had ended, or was ending, already
     */
    boolean cancel(CancelMode mode);

    /**
     * Sends nothing new until {@link #resume}. What runs in the cloud goes on; what ends a hold is sent all the same.
     *
     * @return false if it was not running
     */
    boolean pause();

    /**
     * Goes on after {@link #pause}.
     *
     * @return false if it was not paused
     */
    boolean resume();

    /**
     * The steps that wait for a person: approvals, and steps of which nobody knows what became of them. Blocks for a read
     * of the store.
     *
     * @return the steps, each with its question, by number
     */
    default List<Step> waiting() {
        return status().steps().stream().filter(step -> step.question() != null).toList();
    }

    /**
     * Approves what a step asks. Returns when that is durable. What is said of a step is an event, with its
     * author, and on record for good.
     *
     * @param step its number
     * @param by who approves; the application has made sure that it is them
     * @param reason why, for the record
     * @return false if the step does not wait for an approval
     */
    boolean approve(int step, Principal by, String reason);

    /**
     * Refuses what a step asks, or declares a parked step failed; the operation goes on as after any failure.
     *
     * @param step its number
     * @param by who refuses
     * @param reason why, for the record
     * @return false if the step does not wait for a person
     */
    boolean refuse(int step, Principal by, String reason);

    /**
     * Sends a parked step again, under a new key. Only right if it is known that nothing came of it, or that a second
     * time does no harm.
     *
     * @param step its number
     * @param by who says so
     * @param reason why, for the record
     * @return false if the step is not parked
     */
    boolean retry(int step, Principal by, String reason);

    /**
     * Leaves a parked step out. What needs it is left out too.
     *
     * @param step its number
     * @param by who says so
     * @param reason why, for the record
     * @return false if the step is not parked
     */
    boolean skip(int step, Principal by, String reason);

    /**
     * Takes a thing that a person found in the cloud for what a parked step made, whole and usable.
     *
     * @param step its number
     * @param cloudId the cloud's id of the thing
     * @param by who says so
     * @param reason why, for the record
     * @return false if the step is not parked, or makes nothing or several things
     */
    boolean adopt(int step, String cloudId, Principal by, String reason);
}
