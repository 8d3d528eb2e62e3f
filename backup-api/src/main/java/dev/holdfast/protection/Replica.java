// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import dev.holdfast.resource.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One place where a recovery point lies. Several replicas may share a cloud id, as the regions of a gallery
 * version do.
 */
public final class Replica {
    private final Location location;
    private final String cloudId;
    private final ReplicaState state;
    private final @Nullable String keyId;
    private final KeyUse keyUse;
    private final Tier tier;
    private final Duration retrieval;
    private final @Nullable Lock lock;
    private final @Nullable Instant expires;
    private final Set<ReplicaUse> uses;
    private final Set<Loss> survives;
    private final long fullBytes;
    private final long storedBytes;

    private Replica(
            Location location,
            String cloudId,
            ReplicaState state,
            @Nullable String keyId,
            KeyUse keyUse,
            Tier tier,
            Duration retrieval,
            @Nullable Lock lock,
            @Nullable Instant expires,
            Set<ReplicaUse> uses,
            Set<Loss> survives,
            long fullBytes,
            long storedBytes) {
        this.location = location;
        this.cloudId = cloudId;
        this.state = state;
        this.keyId = keyId;
        this.keyUse = keyId == null ? KeyUse.USABLE : keyUse;
        this.tier = tier;
        this.retrieval = retrieval;
        this.lock = lock;
        this.expires = expires;
        this.uses = Set.copyOf(uses);
        this.survives = Set.copyOf(survives);
        this.fullBytes = fullBytes;
        this.storedBytes = storedBytes;
    }

    /**
     * Starts a replica.
     *
     * @param location where it lies
     * @param cloudId the cloud's id of it
     * @return a builder
     */
    public static Builder builder(Location location, String cloudId) {
        return new Builder(location, cloudId);
    }

    /**
     * A builder that holds what this value holds.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(location, cloudId);
        builder.state = state;
        builder.keyId = keyId;
        builder.keyUse = keyUse;
        builder.tier = tier;
        builder.retrieval = retrieval;
        builder.lock = lock;
        builder.expires = expires;
        builder.uses = uses;
        builder.survives = survives;
        builder.fullBytes = fullBytes;
        builder.storedBytes = storedBytes;
        return builder;
    }

    /**
     * Returns where it lies.
     *
     * @return where it lies
     */
    public Location location() {
        return location;
    }

    /**
     * Returns the cloud's id of it.
     *
     * @return the cloud's id of it
     */
    public String cloudId() {
        return cloudId;
    }

    /**
     * Returns where it stands.
     *
     * @return where it stands
     */
    public ReplicaState state() {
        return state;
    }

    /**
     * Returns the cloud's id of the key it is encrypted with, or {@code null} if the cloud names none.
     *
     * @return the cloud's id of the key it is encrypted with, or {@code null} if the cloud names none
     */
    public @Nullable String keyId() {
        return keyId;
    }

    /**
     * Returns whether the recovering account can use its key.
     *
     * @return whether the recovering account can use its key; {@link KeyUse#USABLE} where there is none
     */
    public KeyUse keyUse() {
        return keyUse;
    }

    /**
     * Returns how quickly it can be used.
     *
     * @return how quickly it can be used
     */
    public Tier tier() {
        return tier;
    }

    /**
     * Returns how long it takes until it can be used, zero in the standard tier.
     *
     * @return how long it takes until it can be used, zero in the standard tier
     */
    public Duration retrieval() {
        return retrieval;
    }

    /**
     * Returns what keeps it from being deleted.
     *
     * @return what keeps it from being deleted
     */
    public @Nullable Lock lock() {
        return lock;
    }

    /**
     * Returns when the cloud deletes it by itself, or {@code null} if never.
     *
     * @return when the cloud deletes it by itself, or {@code null} if never
     */
    public @Nullable Instant expires() {
        return expires;
    }

    /**
     * Returns what it can be used for.
     *
     * @return what it can be used for
     */
    public Set<ReplicaUse> uses() {
        return uses;
    }

    /**
     * Returns which losses of its resource it survives.
     *
     * @return which losses of its resource it survives
     */
    public Set<Loss> survives() {
        return survives;
    }

    /**
     * Returns the bytes that a whole restore reads, 0 where not known.
     *
     * @return the bytes that a whole restore reads, 0 where not known
     */
    public long fullBytes() {
        return fullBytes;
    }

    /**
     * Returns the bytes stored or moved for it beyond its parent, 0 where not known.
     *
     * @return the bytes stored or moved for it beyond its parent, 0 where not known
     */
    public long storedBytes() {
        return storedBytes;
    }

    /**
     * Whether one could restore from it after a loss, as far as is known. A key of which nothing is known counts as
     * usable here, so that listings show what there is; {@link #provenFor} does not believe it.
     *
     * @param loss what is lost
     * @return true if it is available or expiring, admits restore, survives that loss, and its key is not known to be
     *     unusable
     */
    public boolean goodFor(Loss loss) {
        return (state == ReplicaState.AVAILABLE || state == ReplicaState.EXPIRING)
                && uses.contains(ReplicaUse.RESTORE)
                && survives.contains(loss)
                && keyUse != KeyUse.NOT_USABLE;
    }

    /**
     * Whether one could surely restore from it after a loss: as {@link #goodFor}, and its key was seen to be usable.
     *
     * @param loss what is lost
     * @return true if it is good for that loss, and under no key or under one that is usable
     */
    public boolean provenFor(Loss loss) {
        return goodFor(loss) && keyUse == KeyUse.USABLE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Replica that
                && location.equals(that.location)
                && cloudId.equals(that.cloudId)
                && state.equals(that.state)
                && Objects.equals(keyId, that.keyId)
                && keyUse.equals(that.keyUse)
                && tier.equals(that.tier)
                && retrieval.equals(that.retrieval)
                && Objects.equals(lock, that.lock)
                && Objects.equals(expires, that.expires)
                && uses.equals(that.uses)
                && survives.equals(that.survives)
                && fullBytes == that.fullBytes
                && storedBytes == that.storedBytes;
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                location,
                cloudId,
                state,
                keyId,
                keyUse,
                tier,
                retrieval,
                lock,
                expires,
                uses,
                survives,
                fullBytes,
                storedBytes);
    }

    @Override
    public String toString() {
        return "Replica[" + cloudId + " in " + location + ", " + state + "]";
    }

    /** Builds a {@link Replica}. Not safe for use by several threads. */
    public static final class Builder {
        private final Location location;
        private final String cloudId;
        private ReplicaState state = ReplicaState.AVAILABLE;
        private @Nullable String keyId;
        private KeyUse keyUse = KeyUse.UNKNOWN;
        private Tier tier = Tier.STANDARD;
        private Duration retrieval = Duration.ZERO;
        private @Nullable Lock lock;
        private @Nullable Instant expires;
        private Set<ReplicaUse> uses = Set.of();
        private Set<Loss> survives = Set.of();
        private long fullBytes = 0;
        private long storedBytes = 0;

        private Builder(Location location, String cloudId) {
            this.location = Objects.requireNonNull(location, "location");
            this.cloudId = Objects.requireNonNull(cloudId, "cloudId");
        }

        /**
         * Sets where it stands. Default: {@link ReplicaState#AVAILABLE}.
         *
         * @param value where it stands
         * @return this
         */
        public Builder state(ReplicaState value) {
            this.state = Objects.requireNonNull(value, "state");
            return this;
        }

        /**
         * Sets the cloud's id of the key it is encrypted with, or {@code null} if the cloud names none. Default: none.
         *
         * @param value the cloud's id of the key it is encrypted with, or {@code null} if the cloud names none
         * @return this
         */
        public Builder keyId(@Nullable String value) {
            this.keyId = value;
            return this;
        }

        /**
         * Sets whether the recovering account can use its key. Default: {@link KeyUse#UNKNOWN}; without a key it is {@link
         * KeyUse#USABLE}, whatever is set.
         *
         * @param value whether the recovering account can use its key
         * @return this
         */
        public Builder keyUse(KeyUse value) {
            this.keyUse = Objects.requireNonNull(value, "keyUse");
            return this;
        }

        /**
         * Sets how quickly it can be used. Default: {@link Tier#STANDARD}.
         *
         * @param value how quickly it can be used
         * @return this
         */
        public Builder tier(Tier value) {
            this.tier = Objects.requireNonNull(value, "tier");
            return this;
        }

        /**
         * Sets how long it takes until it can be used, zero in the standard tier. Default: zero.
         *
         * @param value how long it takes until it can be used, zero in the standard tier
         * @return this
         */
        public Builder retrieval(Duration value) {
            this.retrieval = Objects.requireNonNull(value, "retrieval");
            return this;
        }

        /**
         * Sets what keeps it from being deleted. Default: none.
         *
         * @param value what keeps it from being deleted
         * @return this
         */
        public Builder lock(@Nullable Lock value) {
            this.lock = value;
            return this;
        }

        /**
         * Sets when the cloud deletes it by itself, or {@code null} if never. Default: none.
         *
         * @param value when the cloud deletes it by itself, or {@code null} if never
         * @return this
         */
        public Builder expires(@Nullable Instant value) {
            this.expires = value;
            return this;
        }

        /**
         * Sets what it can be used for. Default: nothing.
         *
         * @param value what it can be used for
         * @return this
         */
        public Builder uses(Set<ReplicaUse> value) {
            this.uses = Set.copyOf(value);
            return this;
        }

        /**
         * Sets which losses of its resource it survives. Default: none.
         *
         * @param value which losses of its resource it survives
         * @return this
         */
        public Builder survives(Set<Loss> value) {
            this.survives = Set.copyOf(value);
            return this;
        }

        /**
         * Sets the bytes that a whole restore reads, 0 where not known. Default: 0.
         *
         * @param value the bytes that a whole restore reads, 0 where not known
         * @return this
         */
        public Builder fullBytes(long value) {
            this.fullBytes = value;
            return this;
        }

        /**
         * Sets the bytes stored or moved for it beyond its parent, 0 where not known. Default: 0.
         *
         * @param value the bytes stored or moved for it beyond its parent, 0 where not known
         * @return this
         */
        public Builder storedBytes(long value) {
            this.storedBytes = value;
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the value
         */
        public Replica build() {
            return new Replica(
                    location,
                    cloudId,
                    state,
                    keyId,
                    keyUse,
                    tier,
                    retrieval,
                    lock,
                    expires,
                    uses,
                    survives,
                    fullBytes,
                    storedBytes);
        }
    }
}
