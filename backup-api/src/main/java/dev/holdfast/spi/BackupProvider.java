// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.resource.ProviderId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One cloud. Stateless between calls but for clients and connections; safe for use by several threads.
 *
 * <p>Each of the four verbs makes at most one request to the cloud (a token refresh aside), blocks for it, ends by the
 * deadline of its context, and never loops, waits, sleeps, retries or calls itself: metering, waiting and repeating
 * are the engine's. The deadline counts for each call by itself, and what {@link CredentialSource} takes counts into it.
 * Cursors are handed back to the same process only, soon, and with the same question: they are never stored. What fails is thrown as {@link CallFailure}; any other exception counts as {@link
 * dev.holdfast.failure.FailureKind#UNRECOGNISED} with a possible effect.
 */
public interface BackupProvider extends AutoCloseable {
    /** The version of this interface: raised when an implementation must change. */
    int SPI_VERSION = 1;

    /**
     * Whose provider this is.
     *
     * @return the id
     */
    ProviderId id();

    /**
     * What it serves. An action of a facet that is not {@link Facet.Status#BUILT} is refused before any call.
     *
     * @return a status for every facet
     */
    Map<Facet, Facet.Status> facets();

    /**
     * The limits of the cloud, as far as they are known.
     *
     * @return the limits, with different names
     */
    List<Limit> limits();

    /**
     * Says which requests an action takes.
     *
     * @return the lowering; the same object each time
     */
    Lowering lowering();

    /**
     * What looking at a task, and at all of its kind, lane and group, costs.
     *
     * @param task a task that this provider gave
     * @return the cost
     * @throws IllegalArgumentException if the task is of a kind that this provider does not know
     */
    ReadProfile observing(RemoteTask task);

    /**
     * What looking for traces of a primitive costs.
     *
     * @param primitive a primitive that this provider lowered to
     * @return the cost; traces of one type, lane and purpose are looked for together
     * @throws IllegalArgumentException if the primitive is of a type that this provider does not know
     */
    ReadProfile finding(Primitive primitive);

    /**
     * What reading a fact costs.
     *
     * @param query the query
     * @return the cost of one page
     */
    ReadProfile reading(FactQuery<?> query);

    /**
     * Requests one change.
     *
     * @param call what to request, and the key to send with it
     * @param context what every call is told
     * @return what the cloud answered
     * @throws CallFailure if it was refused, or nobody knows
     */
    Answer start(Call call, CallContext context);

    /**
     * Looks at tasks. Answers for each, and never throws for one that is bad.
     *
     * @param tasks tasks of one kind, lane and group, at most of the weight that {@link #observing} says
     * @param context what every call is told
     * @return an observation for each task, in the same order
     * @throws CallFailure if the request failed as a whole
     */
    List<Observation> observe(List<RemoteTask> tasks, CallContext context);

    /**
     * Looks for what calls with these keys made, or for what must be known before they are sent: see {@link
     * RepeatClass}. Shows all that can be seen, with states, also what is still in work or failed.
     *
     * @param traces traces of one primitive type and lane, at most as many as {@link #finding} says
     * @param cursor where to begin, or {@code null} for the first page
     * @param context what every call is told
     * @return a page
     * @throws CallFailure if the request failed
     */
    FindPage find(List<Trace> traces, @Nullable String cursor, CallContext context);

    /**
     * Reads a page of a fact.
     *
     * @param query the question
     * @param cursor where to begin, or {@code null} for the first page
     * @param context what every call is told
     * @param <T> what an item is
     * @return a page
     * @throws CallFailure if the request failed
     */
    <T> ReadPage<T> read(FactQuery<T> query, @Nullable String cursor, CallContext context);

    /**
     * Reads of blocks, where {@link Facet#BLOCK_READS} is built.
     *
     * @return the access, or empty
     */
    default Optional<BlockAccess> blocks() {
        return Optional.empty();
    }

    /**
     * A way to ask its machines whether they serve, where the host's own connections would not reach them.
     *
     * @return the probe, or empty: then the host connects by itself
     */
    default Optional<HealthProbe> healthProbe() {
        return Optional.empty();
    }

    /** Closes the clients that it made itself, and none that it was given. Calls under way end as they can. Closing it again does nothing. */
    @Override
    void close();
}
