// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.internal.graph.Planner;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Cipher;
import dev.holdfast.spi.Cluster;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an engine is made of.
 *
 * @param installation the installation's name
 * @param host the host's name
 * @param runtime time, threads and calls
 * @param store what survives
 * @param providers the clouds
 * @param planners by {@code name/version}
 * @param actions host actions by name
 * @param marks turns a request's marks, its key and its intent into what the cloud carries
 * @param listener is given every event at least once
 * @param seed for jitter
 * @param cipher for secrets in the journal, or {@code null}
 * @param keepOperations how long an operation is kept whole after its end
 * @param cluster how hosts that share the store take turns, or {@code null} if this host has it for itself
 * @param mandate whether this host may do what cannot be taken back; {@link Mandate#ALWAYS} where nobody can take over
 */
public record EngineConfig(
        String installation,
        String host,
        HostRuntime runtime,
        Store store,
        Map<ProviderId, BackupProvider> providers,
        Map<String, Planner> planners,
        Map<String, LocalAction> actions,
        MarkWriter marks,
        Consumer<EventRow> listener,
        long seed,
        @Nullable Cipher cipher,
        Duration keepOperations,
        @Nullable Cluster cluster,
        Mandate mandate) {
    /** An operation is kept at least as long as the twin watch may look at it. */
    public static final Duration KEPT_AT_LEAST = Duration.ofHours(24);

    /** Long enough to look into what went wrong over a holiday. */
    public static final Duration KEPT_BY_DEFAULT = Duration.ofDays(7);

    /** Work of this host, by name. */
    @FunctionalInterface
    public interface LocalAction {
        /**
         * Runs once.
         *
         * @param key the step's key
         * @param arguments what it is told
         * @return what it gives
         * @throws Exception if it could not be done
         */
        Payload.Fields run(StepKey key, Payload.Fields arguments) throws Exception;
    }

    /** Turns marks into what a cloud carries. */
    @FunctionalInterface
    public interface MarkWriter {
        /**
         * Writes marks.
         *
         * @param marks what the graph says of the thing; empty where the request makes nothing
         * @param key the key of the step
         * @param intendedAt when its intent was written
         * @return the marks by name
         */
        SortedMap<String, String> write(Payload.Fields marks, StepKey key, Instant intendedAt);
    }

    /** Copies the maps. */
    public EngineConfig {
        providers = Map.copyOf(providers);
        planners = new TreeMap<>(planners);
        actions = new TreeMap<>(actions);
    }
}
