// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import dev.holdfast.resource.ResourceId;
import java.util.List;

/**
 * A whole machine at one moment, in the form that its cloud starts machines from.
 */
public final class Image extends RecoveryPoint {
    private final List<Snapshot> disks;

    private Image(Builder builder) {
        super(builder, builder.replicas);
        this.disks = builder.disks;
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

    @Override
    public Kind kind() {
        return Kind.IMAGE;
    }

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * The snapshots it stands on, where the cloud shows them.
     *
     * @return the snapshots, none where the cloud does not show them
     */
    public List<Snapshot> disks() {
        return disks;
    }

    /** Builds an {@link Image}. Not safe for use by several threads. */
    public static final class Builder extends RecoveryPoint.Builder<Builder> {
        private List<Replica> replicas = List.of();
        private List<Snapshot> disks = List.of();

        private Builder(RecoveryPointId id, ResourceId resource) {
            super(id, resource);
        }

        private Builder(Image point) {
            super(point);
            this.replicas = point.replicas();
            this.disks = point.disks;
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
         * Sets the snapshots it stands on. Default: none.
         *
         * @param value the snapshots, none where the cloud does not show them
         * @return this
         */
        public Builder disks(List<Snapshot> value) {
            this.disks = List.copyOf(value);
            return this;
        }

        @Override
        public Image build() {
            return new Image(this);
        }
    }
}
