// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import dev.holdfast.resource.ResourceId;
import java.util.List;
import java.util.Objects;

/**
 * A recovery point inside a cloud's own backup vault.
 */
public final class VaultPoint extends RecoveryPoint {
    private final String vault;

    private VaultPoint(Builder builder) {
        super(builder, builder.replicas);
        this.vault = builder.vault;
    }

    /**
     * Starts a vault point.
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
        return Kind.VAULT_POINT;
    }

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * The vault it lies in.
     *
     * @return the name of the vault
     */
    public String vault() {
        return vault;
    }

    /** Builds a {@link VaultPoint}. Not safe for use by several threads. */
    public static final class Builder extends RecoveryPoint.Builder<Builder> {
        private List<Replica> replicas = List.of();
        private String vault = "";

        private Builder(RecoveryPointId id, ResourceId resource) {
            super(id, resource);
        }

        private Builder(VaultPoint point) {
            super(point);
            this.replicas = point.replicas();
            this.vault = point.vault;
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
         * Sets the vault it lies in. Default: empty.
         *
         * @param value the name of the vault
         * @return this
         */
        public Builder vault(String value) {
            this.vault = Objects.requireNonNull(value, "vault");
            return this;
        }

        @Override
        public VaultPoint build() {
            return new VaultPoint(this);
        }
    }
}
