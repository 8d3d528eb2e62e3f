// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import dev.holdfast.resource.ResourceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data of one disk at one moment: point-in-time, incremental where the cloud does so, restorable on its own.
 */
public final class Snapshot extends RecoveryPoint {
    private final @Nullable RecoveryPointId set;

    private Snapshot(Builder builder) {
        super(builder, builder.replicas);
        this.set = builder.set;
    }

    /**
     * Starts a snapshot.
     *
     * @param id which point
     * @param resource whose data
     * @return a builder
     */
    public static Builder builder(RecoveryPointId id, ResourceId resource) {
        return new Builder(id, resource);
    }

    @Override
    public Kind kind() {
        return Kind.SNAPSHOT;
    }

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * The set it is a member of.
     *
     * @return the id of the set, or {@code null} if it stands alone
     */
    public @Nullable RecoveryPointId set() {
        return set;
    }

    /** Builds a {@link Snapshot}. Not safe for use by several threads. */
    public static final class Builder extends RecoveryPoint.Builder<Builder> {
        private List<Replica> replicas = List.of();
        private @Nullable RecoveryPointId set;

        private Builder(RecoveryPointId id, ResourceId resource) {
            super(id, resource);
        }

        private Builder(Snapshot point) {
            super(point);
            this.replicas = point.replicas();
            this.set = point.set;
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets where it lies. Default: nowhere.
         *
         * @param value its replicas
         * @return this
         */
        public Builder replicas(List<Replica> value) {
            this.replicas = List.copyOf(value);
            return this;
        }

        /**
         * Sets the set it is a member of. Default: none.
         *
         * @param value the id of the set, or {@code null} if it stands alone
         * @return this
         */
        public Builder set(@Nullable RecoveryPointId value) {
            this.set = value;
            return this;
        }

        @Override
        public Snapshot build() {
            return new Snapshot(this);
        }
    }
}
