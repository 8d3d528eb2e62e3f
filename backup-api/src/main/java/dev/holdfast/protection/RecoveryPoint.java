// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import dev.holdfast.resource.Location;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ResourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data of one resource at one moment. Where it lies is said by its {@link #replicas() replicas}. Match on
 * {@link #kind()}; kinds will be added.
 */
public sealed interface RecoveryPoint permits Snapshot, SnapshotSet, Image, VaultPoint, ReplicationPoint {
    /** The kinds of recovery points. This list grows. */
    enum Kind {
        /** One disk: {@link Snapshot}. */
        SNAPSHOT,
        /** Several disks at one moment: {@link SnapshotSet}. */
        SNAPSHOT_SET,
        /** A whole machine, ready to start from: {@link Image}. */
        IMAGE,
        /** A point inside a cloud's own backup vault: {@link VaultPoint}. */
        VAULT_POINT,
        /** A moment of a continuous replication: {@link ReplicationPoint}. */
        REPLICATION_POINT
    }

    /**
     * What kind of point this is.
     *
     * @return the kind
     */
    Kind kind();

    /**
     * Which point.
     *
     * @return the id
     */
    RecoveryPointId id();

    /**
     * Whose data.
     *
     * @return the disk or machine
     */
    ResourceId resource();

    /**
     * How the machine looked at that moment.
     *
     * @return the description, or {@code null} for the point of a disk that hung nowhere
     */
    @Nullable
    MachineSpec machine();

    /**
     * The moment of the data: nothing written later is in it.
     *
     * @return the moment
     */
    Instant moment();

    /**
     * The consistency asked for.
     *
     * @return the level
     */
    ConsistencyLevel asked();

    /**
     * The consistency got, never better than what was shown.
     *
     * @return the level
     */
    ConsistencyLevel got();

    /**
     * How long the guest was held still for it, measured.
     *
     * @return the time; zero if it was not
     */
    Duration hold();

    /**
     * The point that this one is incremental to, as far as the cloud tells.
     *
     * @return the id or {@code null}
     */
    @Nullable
    RecoveryPointId parent();

    /**
     * When and by what it was last shown to be usable.
     *
     * @return the verification or {@code null}
     */
    @Nullable
    Verification verified();

    /**
     * Where it lies. For a set these are the replicas of its members, each of one member: from which regions alone all
     * members could be recovered is said by {@link #placesGoodFor}.
     *
     * @return the replicas
     */
    List<Replica> replicas();

    /**
     * Whether all that belongs to it is there.
     *
     * @return false for a partial set
     */
    boolean complete();

    /**
     * Whether one could recover from it after a loss: it is complete, and some region has of each part of it a replica
     * that is good for that loss.
     *
     * @param loss what is lost
     * @return true if it is good for that loss
     */
    default boolean goodFor(Loss loss) {
        return !placesGoodFor(loss).isEmpty();
    }

    /**
     * The regions from which alone one could recover it after a loss.
     *
     * @param loss what is lost
     * @return the regions, each once, in the order of the replicas; empty if it is not complete
     */
    default List<Location> placesGoodFor(Loss loss) {
        return complete()
                ? replicas().stream()
                        .filter(replica -> replica.goodFor(loss))
                        .map(replica -> replica.location().regional())
                        .distinct()
                        .toList()
                : List.of();
    }
}
