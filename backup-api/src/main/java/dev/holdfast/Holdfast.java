// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.operation.Operation;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.Preview;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.request.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Backs up machines and disks in the clouds, keeps copies elsewhere, and brings everything back, in order. One object per
 * installation and process; safe for use by several threads.
 *
 * <p>{@link #builder()} checks the configuration and does no I/O; {@link #start()} takes the installation over and resumes
 * what had not ended; {@link #close()} ends the host and leaves what runs in the clouds running.
 */
public interface Holdfast extends AutoCloseable {
    /**
     * Starts a configuration.
     *
     * @return a builder
     */
    static HoldfastBuilder builder() {
        return new HoldfastBuilder();
    }

    /**
     * Takes the store over from whatever host had it, and resumes its open operations. Blocks until they are taken in. A
     * second call does nothing.
     *
     * <p>Where another host has taken the installation over from its kit since this store was used last, this one only
     * reads and reports, for good: what would change something is refused, and says by whom.
     *
     * @throws dev.holdfast.failure.BackupException if the store cannot be read; if with a new store a majority of the kit
     *     stores cannot be read and written, or none of them holds a kit that {@code fromKit} could take over, or one does
     *     though nobody said so; or if a kit is not signed by the trust given. Nothing but the store was changed then
     */
    void start();

    /**
     * Begins what is asked for. On return the intent is durable: the operation goes on in this process, or in the next one
     * that starts with the same store.
     *
     * @param request what is asked
     * @param <T> what comes of it
     * @return a handle
     * @throws dev.holdfast.failure.InvalidRequestException if it cannot be done as asked; nothing was changed
     * @throws dev.holdfast.failure.BackupException if another operation holds what it needs, or this host may not write
     */
    <T> Operation<T> submit(Request<T> request);

    /**
     * Does what was previewed, or refuses if what would be done has changed since. Blocks for the preview to be made again.
     *
     * @param preview what was shown
     * @param <T> what comes of it
     * @return a handle
     * @throws dev.holdfast.failure.InvalidRequestException if it would now be otherwise; says how
     */
    <T> Operation<T> submit(Preview<T> preview);

    /**
     * Shows what a request would do. Reads, and changes nothing. Blocks for the reads.
     *
     * @param request what is asked
     * @param <T> what comes of it
     * @return every request that can be known beforehand, or why it cannot be done
     */
    <T> Preview<T> preview(Request<T> request);

    /**
     * A handle on an operation of any process that shared the store.
     *
     * @param id which
     * @return the handle, or empty if there is no such operation
     */
    Optional<Operation<?>> operation(OperationId id);

    /**
     * The recovery plans.
     *
     * @return the plans
     */
    Plans plans();

    /**
     * What is owed in places that were lost.
     *
     * @return the obligations
     */
    Obligations obligations();

    /**
     * What happened, for good.
     *
     * @return the evidence
     */
    Evidence evidence();

    /**
     * The recovery points that the catalogue shows. Blocks for the store.
     *
     * @return the points, by id
     */
    List<RecoveryPoint> points();

    /**
     * Ends this host: sends nothing new, lets calls end and be journaled, leaves what runs in the clouds running. What has
     * not ended goes on at the next start.
     *
     * @param atMost how long to wait for calls under way
     */
    void close(Duration atMost);

    /** Ends this host, waiting at most 10 seconds for calls under way. */
    @Override
    default void close() {
        close(Duration.ofSeconds(10));
    }
}
