// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ResourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A whole machine at one moment, in the form that its cloud starts machines from.
 */
public final class Image implements RecoveryPoint {
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
    private final List<Snapshot> disks;

    private Image(
            RecoveryPointId id,
            ResourceId resource,
            Instant moment,
            @Nullable MachineSpec machine,
            ConsistencyLevel asked,
            ConsistencyLevel got,
            Duration hold,
            @Nullable RecoveryPointId parent,
            @Nullable Verification verified,
            List<Replica> replicas,
            List<Snapshot> disks) {
        this.id = id;
        this.resource = resource;
        this.moment = moment;
        this.machine = machine;
        this.asked = asked;
        this.got = got;
        this.hold = hold;
        this.parent = parent;
        this.verified = verified;
        this.replicas = List.copyOf(replicas);
        this.disks = List.copyOf(disks);
    }

    /**
     * Starts an image.
     *
     * @param id which point
     * @param resource whose data
     * @return a builder
     */
    public static Builder builder(RecoveryPointId id, ResourceId resource) {
        return new Builder(id, resource);
    }

    /**
     * A builder that holds what this value holds.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(id, resource);
        builder.moment = moment;
        builder.machine = machine;
        builder.asked = asked;
        builder.got = got;
        builder.hold = hold;
        builder.parent = parent;
        builder.verified = verified;
        builder.replicas = replicas;
        builder.disks = disks;
        return builder;
    }

    /**
     * Returns which point.
     *
     * @return which point
     */
    @Override
    public RecoveryPointId id() {
        return id;
    }

    /**
     * Returns whose data.
     *
     * @return whose data
     */
    @Override
    public ResourceId resource() {
        return resource;
    }

    /**
     * Returns the moment of the data.
     *
     * @return the moment of the data
     */
    @Override
    public Instant moment() {
        return moment;
    }

    /**
     * Returns how the machine looked at that moment, or {@code null} for a disk that hung nowhere.
     *
     * @return how the machine looked at that moment, or {@code null} for a disk that hung nowhere
     */
    @Override
    public @Nullable MachineSpec machine() {
        return machine;
    }

    /**
     * Returns the consistency asked for.
     *
     * @return the consistency asked for
     */
    @Override
    public ConsistencyLevel asked() {
        return asked;
    }

    /**
     * Returns the consistency got.
     *
     * @return the consistency got
     */
    @Override
    public ConsistencyLevel got() {
        return got;
    }

    /**
     * Returns how long the guest was held still, zero if it was not.
     *
     * @return how long the guest was held still, zero if it was not
     */
    @Override
    public Duration hold() {
        return hold;
    }

    /**
     * Returns the point this one is incremental to, or {@code null} if none is known.
     *
     * @return the point this one is incremental to, or {@code null} if none is known
     */
    @Override
    public @Nullable RecoveryPointId parent() {
        return parent;
    }

    /**
     * Returns when and by what it was last shown to be usable, or {@code null} if never.
     *
     * @return when and by what it was last shown to be usable, or {@code null} if never
     */
    @Override
    public @Nullable Verification verified() {
        return verified;
    }

    /**
     * Returns where it lies.
     *
     * @return where it lies
     */
    @Override
    public List<Replica> replicas() {
        return replicas;
    }

    /**
     * Returns the snapshots it stands on, where the cloud shows them.
     *
     * @return the snapshots it stands on, where the cloud shows them
     */
    public List<Snapshot> disks() {
        return disks;
    }

    @Override
    public RecoveryPoint.Kind kind() {
        return RecoveryPoint.Kind.IMAGE;
    }

    @Override
    public boolean complete() {
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id);
    }

    @Override
    public String toString() {
        return "Image[" + id + " of " + resource + " at " + moment + ", " + got + "]";
    }

    /** Builds a {@link Image}. Not safe for use by several threads. */
    public static final class Builder {
        private final RecoveryPointId id;
        private final ResourceId resource;
        private Instant moment = Instant.EPOCH;
        private @Nullable MachineSpec machine;
        private ConsistencyLevel asked = ConsistencyLevel.CRASH;
        private ConsistencyLevel got = ConsistencyLevel.CRASH;
        private Duration hold = Duration.ZERO;
        private @Nullable RecoveryPointId parent;
        private @Nullable Verification verified;
        private List<Replica> replicas = List.of();
        private List<Snapshot> disks = List.of();

        private Builder(RecoveryPointId id, ResourceId resource) {
            this.id = Objects.requireNonNull(id, "id");
            this.resource = Objects.requireNonNull(resource, "resource");
        }

        /**
         * Sets the moment of the data. Default: the epoch: set it.
         *
         * @param value the moment of the data
         * @return this
         */
        public Builder moment(Instant value) {
            this.moment = Objects.requireNonNull(value, "moment");
            return this;
        }

        /**
         * Sets how the machine looked at that moment, or {@code null} for a disk that hung nowhere. Default: none.
         *
         * @param value how the machine looked at that moment, or {@code null} for a disk that hung nowhere
         * @return this
         */
        public Builder machine(@Nullable MachineSpec value) {
            this.machine = value;
            return this;
        }

        /**
         * Sets the consistency asked for. Default: {@link ConsistencyLevel#CRASH}.
         *
         * @param value the consistency asked for
         * @return this
         */
        public Builder asked(ConsistencyLevel value) {
            this.asked = Objects.requireNonNull(value, "asked");
            return this;
        }

        /**
         * Sets the consistency got. Default: {@link ConsistencyLevel#CRASH}.
         *
         * @param value the consistency got
         * @return this
         */
        public Builder got(ConsistencyLevel value) {
            this.got = Objects.requireNonNull(value, "got");
            return this;
        }

        /**
         * Sets how long the guest was held still, zero if it was not. Default: zero.
         *
         * @param value how long the guest was held still, zero if it was not
         * @return this
         */
        public Builder hold(Duration value) {
            this.hold = Objects.requireNonNull(value, "hold");
            return this;
        }

        /**
         * Sets the point this one is incremental to, or {@code null} if none is known. Default: none.
         *
         * @param value the point this one is incremental to, or {@code null} if none is known
         * @return this
         */
        public Builder parent(@Nullable RecoveryPointId value) {
            this.parent = value;
            return this;
        }

        /**
         * Sets when and by what it was last shown to be usable, or {@code null} if never. Default: none.
         *
         * @param value when and by what it was last shown to be usable, or {@code null} if never
         * @return this
         */
        public Builder verified(@Nullable Verification value) {
            this.verified = value;
            return this;
        }

        /**
         * Sets where it lies. Default: none.
         *
         * @param value where it lies
         * @return this
         */
        public Builder replicas(List<Replica> value) {
            this.replicas = List.copyOf(value);
            return this;
        }

        /**
         * Sets the snapshots it stands on, where the cloud shows them. Default: none.
         *
         * @param value the snapshots it stands on, where the cloud shows them
         * @return this
         */
        public Builder disks(List<Snapshot> value) {
            this.disks = List.copyOf(value);
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the value
         */
        public Image build() {
            return new Image(id, resource, moment, machine, asked, got, hold, parent, verified, replicas, disks);
        }
    }
}
