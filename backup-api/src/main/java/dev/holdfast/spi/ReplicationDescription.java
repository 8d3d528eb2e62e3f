// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.resource.Location;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A continuous replication as its cloud shows it.
 *
 * @param id the cloud's id of the server, pair or item
 * @param sourceId the cloud's id of what is replicated
 * @param source where it runs
 * @param target where it is replicated to
 * @param state where it stands, in the cloud's words
 * @param recoverTo the newest moment it can be failed over to, or {@code null} while there is none: the replication lag is
 *     its distance from now
 * @param allowed what can be done with it at the moment
 */
public record ReplicationDescription(
        String id,
        String sourceId,
        Location source,
        Location target,
        String state,
        @Nullable Instant recoverTo,
        Set<Operation> allowed) {
    /** What can be done with a replication. */
    public enum Operation {
        /** Bring it up as a drill. */
        DRILL,
        /** Bring it up for good. */
        FAILOVER,
        /** Remove what a drill made. */
        CLEAN_UP,
        /** Accept a failover. */
        COMMIT,
        /** Give a failover up. */
        CANCEL,
        /** Replicate the other way. */
        REPROTECT,
        /** Go back. */
        FAIL_BACK
    }

    /**
     * Copies the set.
     *
     * @param id the cloud's id of the server, pair or item
     * @param sourceId the cloud's id of what is replicated
     * @param source where it runs
     * @param target where it is replicated to
     * @param state where it stands, in the cloud's words
     * @param recoverTo the newest moment it can be failed over to, or {@code null} while there is none
     * @param allowed what can be done with it at the moment
     */
    public ReplicationDescription {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(sourceId, "sourceId");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(state, "state");
        allowed = Set.copyOf(allowed);
    }
}
