// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import dev.holdfast.resource.Location;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ResourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The data of one resource at one moment. Where it lies is said by its {@link #replicas() replicas}. Match on
 * {@link #kind()}; kinds will be added. Two points are equal if kind and id are. Immutable, safe for use by any thread.
 */
public abstract sealed class RecoveryPoint permits Snapshot, SnapshotSet, Image, VaultPoint, ReplicationPoint {
    private final RecoveryPointId id;
    private final ResourceId resource;
    private final Instant moment;
    private final @Nullable MachineSpec machine;
    private final ConsistencyLevel asked;
    private final ConsistencyLevel got;
    private final Duration hold;
    private final @Nullable RecoveryPointId parent;
    private final @Nullable Verification verified;
    private final List<Replica> replicas;

    RecoveryPoint(Builder<?> builder, List<Replica> replicas) {
        this.id = builder.id;
        this.resource = builder.resource;
        this.moment = builder.moment;
        this.machine = builder.machine;
        this.asked = builder.asked;
        this.got = builder.got;
        this.hold = builder.hold;
        this.parent = builder.parent;
        this.verified = builder.verified;
        this.replicas = List.copyOf(replicas);
    }

    /** The kinds of recovery points. This list grows. */
    public enum Kind {
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
    public abstract Kind kind();

    /**
     * A builder that holds what this point holds.
     *
     * @return a new builder
     */
    public abstract Builder<?> toBuilder();

    /**
     * Which point.
     *
     * @return the id
     */
    public final RecoveryPointId id() {
        return id;
    }

    /**
     * Whose data.
     *
     * @return the disk or machine; for a set, the machine or the first of the machines
     */
    public final ResourceId resource() {
        return resource;
    }

    /**
     * How the machine looked at that moment.
     *
     * @return the description, or {@code null} where it is not known, as for a disk that hung nowhere
     */
    public final @Nullable MachineSpec machine() {
        return machine;
    }

    /**
     * The moment of the data: nothing written later is in it.
     *
     * @return the moment
     */
    public final Instant moment() {
        return moment;
    }

    /**
     * The consistency asked for.
     *
     * @return the level
     */
    public final ConsistencyLevel asked() {
        return asked;
    }

    /**
     * The consistency got, never better than what was shown.
     *
     * @return the level
     */
    public final ConsistencyLevel got() {
        return got;
    }

    /**
     * How long the guest was held still for it, measured.
     *
     * @return the time; zero if it was not
     */
    public final Duration hold() {
        return hold;
    }

    /**
     * The point that this one is incremental to, as far as the cloud tells.
     *
     * @return the id or {@code null}
     */
    public final @Nullable RecoveryPointId parent() {
        return parent;
    }

    /**
     * When and by what it was last shown to be usable.
     *
     * @return the verification or {@code null}
     */
    public final @Nullable Verification verified() {
        return verified;
    }

    /**
     * Where it lies. For a set these are the replicas of its members, each of one member: from which regions alone all
     * members could be recovered is said by {@link #placesGoodFor}.
     *
     * @return the replicas
     */
    public final List<Replica> replicas() {
        return replicas;
    }

    /**
     * Whether all that belongs to it is there.
     *
     * @return false for a partial set
     */
    public boolean complete() {
        return true;
    }

    /**
     * Whether one could recover from it after a loss: it is complete, and some region has of each part of it a replica
     * that is good for that loss.
     *
     * @param loss what is lost
     * @return true if it is good for that loss
     */
    public final boolean goodFor(Loss loss) {
        return !placesGoodFor(loss).isEmpty();
    }

    /**
     * The regions from which alone one could recover it after a loss.
     *
     * @param loss what is lost
     * @return the regions, each once, in the order of the replicas; empty if it is not complete
     */
    public List<Location> placesGoodFor(Loss loss) {
        return replicas.stream()
                .filter(replica -> replica.goodFor(loss))
                .map(replica -> replica.location().regional())
                .distinct()
                .toList();
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof RecoveryPoint that && kind() == that.kind() && id.equals(that.id);
    }

    @Override
    public final int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + id + " of " + resource + " at " + moment + ", " + got + "]";
    }

    /**
     * What the builders of all kinds have in common. Not safe for use by several threads.
     *
     * @param <B> the builder itself
     */
    public abstract static sealed class Builder<B extends Builder<B>>
            permits Snapshot.Builder, SnapshotSet.Builder, Image.Builder, VaultPoint.Builder, ReplicationPoint.Builder {
        private final RecoveryPointId id;
        private final ResourceId resource;
        private Instant moment = Instant.EPOCH;
        private @Nullable MachineSpec machine;
        private ConsistencyLevel asked = ConsistencyLevel.CRASH;
        private ConsistencyLevel got = ConsistencyLevel.CRASH;
        private Duration hold = Duration.ZERO;
        private @Nullable RecoveryPointId parent;
        private @Nullable Verification verified;

        Builder(RecoveryPointId id, ResourceId resource) {
            this.id = Objects.requireNonNull(id, "id");
            this.resource = Objects.requireNonNull(resource, "resource");
        }

        Builder(RecoveryPoint point) {
            this(point.id, point.resource);
            this.moment = point.moment;
            this.machine = point.machine;
            this.asked = point.asked;
            this.got = point.got;
            this.hold = point.hold;
            this.parent = point.parent;
            this.verified = point.verified;
        }

        abstract B self();

        /**
         * Sets the moment of the data. Default: the epoch: set it.
         *
         * @param value the moment of the data
         * @return this
         */
        public final B moment(Instant value) {
            this.moment = Objects.requireNonNull(value, "moment");
            return self();
        }

        /**
         * Sets how the machine looked at that moment. Default: not known.
         *
         * @param value the description, or {@code null} where it is not known, as for a disk that hung nowhere
         * @return this
         */
        public final B machine(@Nullable MachineSpec value) {
            this.machine = value;
            return self();
        }

        /**
         * Sets the consistency asked for. Default: {@link ConsistencyLevel#CRASH}.
         *
         * @param value the consistency asked for
         * @return this
         */
        public final B asked(ConsistencyLevel value) {
            this.asked = Objects.requireNonNull(value, "asked");
            return self();
        }

        /**
         * Sets the consistency got. Default: {@link ConsistencyLevel#CRASH}.
         *
         * @param value the consistency got, no better than what was shown
         * @return this
         */
        public final B got(ConsistencyLevel value) {
            this.got = Objects.requireNonNull(value, "got");
            return self();
        }

        /**
         * Sets how long the guest was held still. Default: zero.
         *
         * @param value the time measured, zero if it was not held
         * @return this
         */
        public final B hold(Duration value) {
            this.hold = Objects.requireNonNull(value, "hold");
            return self();
        }

        /**
         * Sets the point this one is incremental to. Default: none.
         *
         * @param value the point, or {@code null} if none is known
         * @return this
         */
        public final B parent(@Nullable RecoveryPointId value) {
            this.parent = value;
            return self();
        }

        /**
         * Sets when and by what it was last shown to be usable. Default: never.
         *
         * @param value the verification, or {@code null} if never
         * @return this
         */
        public final B verified(@Nullable Verification value) {
            this.verified = value;
            return self();
        }

        /**
         * Builds the point.
         *
         * @return the point
         * @throws IllegalArgumentException if its parts contradict each other
         */
        public abstract RecoveryPoint build();
    }
}
