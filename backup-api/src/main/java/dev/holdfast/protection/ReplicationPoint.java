// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import dev.holdfast.resource.ResourceId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A moment that a continuous replication can be failed over to.
 */
public final class ReplicationPoint extends RecoveryPoint {
    private final Duration lag;

    private ReplicationPoint(Builder builder) {
        super(builder, builder.replicas);
        this.lag = builder.lag;
    }

    /**
     * Starts a replication point.
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
        return Kind.REPLICATION_POINT;
    }

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * How far the replication lagged when this moment was seen.
     *
     * @return the lag
     */
    public Duration lag() {
        return lag;
    }

    /** Builds a {@link ReplicationPoint}. Not safe for use by several threads. */
    public static final class Builder extends RecoveryPoint.Builder<Builder> {
        private List<Replica> replicas = List.of();
        private Duration lag = Duration.ZERO;

        private Builder(RecoveryPointId id, ResourceId resource) {
            super(id, resource);
        }

        private Builder(ReplicationPoint point) {
            super(point);
            this.replicas = point.replicas();
            this.lag = point.lag;
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
         * Sets how far the replication lagged when this moment was seen. Default: zero.
         *
         * @param value the lag
         * @return this
         */
        public Builder lag(Duration value) {
            this.lag = Objects.requireNonNull(value, "lag");
            return this;
        }

        @Override
        public ReplicationPoint build() {
            return new ReplicationPoint(this);
        }
    }
}
