// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

import java.time.Duration;
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
     * How it stands. Blocks for a read of the store.
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
}
