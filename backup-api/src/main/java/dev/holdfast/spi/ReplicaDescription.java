// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Lane;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.Lock;
import dev.holdfast.protection.ReplicaState;
import dev.holdfast.protection.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot, image or vault point as its cloud shows it: what listings and look-ups of replicas answer. Two are
 * equal when they name the same thing.
 */
public final class ReplicaDescription {
    private final Lane lane;
    private final ProductKind kind;
    private final String cloudId;
    private final Set<Aspect> examined;
    private final ReplicaState state;
    private final boolean restorable;
    private final boolean copyable;
    private final int percent;
    private final @Nullable Instant startedAt;
    private final @Nullable Instant moment;
    private final @Nullable ConsistencyLevel level;
    private final @Nullable String sourceId;
    private final long bytes;
    private final long storedBytes;
    private final @Nullable String keyId;
    private final Tier tier;
    private final @Nullable Lock lock;
    private final List<String> usedBy;
    private final List<String> sharedWith;
    private final List<String> parts;
    private final Map<String, String> tags;
    private final Map<String, String> attributes;

    private ReplicaDescription(
            Lane lane,
            ProductKind kind,
            String cloudId,
            Set<Aspect> examined,
            ReplicaState state,
            boolean restorable,
            boolean copyable,
            int percent,
            @Nullable Instant startedAt,
            @Nullable Instant moment,
            @Nullable ConsistencyLevel level,
            @Nullable String sourceId,
            long bytes,
            long storedBytes,
            @Nullable String keyId,
            Tier tier,
            @Nullable Lock lock,
            List<String> usedBy,
            List<String> sharedWith,
            List<String> parts,
            Map<String, String> tags,
            Map<String, String> attributes) {
        this.lane = lane;
        this.kind = kind;
        this.cloudId = cloudId;
        this.examined = Set.copyOf(examined);
        this.state = state;
        this.restorable = restorable;
        this.copyable = copyable;
        this.percent = percent;
        this.startedAt = startedAt;
        this.moment = moment;
        this.level = level;
        this.sourceId = sourceId;
        this.bytes = bytes;
        this.storedBytes = storedBytes;
        this.keyId = keyId;
        this.tier = tier;
        this.lock = lock;
        this.usedBy = List.copyOf(usedBy);
        this.sharedWith = List.copyOf(sharedWith);
        this.parts = List.copyOf(parts);
        this.tags = Map.copyOf(tags);
        this.attributes = Map.copyOf(attributes);
    }

    /**
     * Starts a replica description.
     *
     * @param lane where it lies
     * @param kind what it is
     * @param cloudId the cloud's id of it
     * @return a builder
     */
    public static Builder builder(Lane lane, ProductKind kind, String cloudId) {
        return new Builder(lane, kind, cloudId);
    }

    /**
     * A builder that holds what this value holds.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(lane, kind, cloudId);
        builder.examined = examined;
        builder.state = state;
        builder.restorable = restorable;
        builder.copyable = copyable;
        builder.percent = percent;
        builder.startedAt = startedAt;
        builder.moment = moment;
        builder.level = level;
        builder.sourceId = sourceId;
        builder.bytes = bytes;
        builder.storedBytes = storedBytes;
        builder.keyId = keyId;
        builder.tier = tier;
        builder.lock = lock;
        builder.usedBy = usedBy;
        builder.sharedWith = sharedWith;
        builder.parts = parts;
        builder.tags = tags;
        builder.attributes = attributes;
        return builder;
    }

    /**
     * Returns where it lies.
     *
     * @return where it lies
     */
    public Lane lane() {
        return lane;
    }

    /**
     * Returns what it is.
     *
     * @return what it is
     */
    public ProductKind kind() {
        return kind;
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
     * Returns what was looked at; what was not is not known, whatever the other values say.
     *
     * @return what was looked at; what was not is not known, whatever the other values say
     */
    public Set<Aspect> examined() {
        return examined;
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
     * Returns whether it can be restored from as it stands.
     *
     * @return whether it can be restored from as it stands
     */
    public boolean restorable() {
        return restorable;
    }

    /**
     * Returns whether it can be copied as it stands.
     *
     * @return whether it can be copied as it stands
     */
    public boolean copyable() {
        return copyable;
    }

    /**
     * Returns how far it is, 0 to 100.
     *
     * @return how far it is, 0 to 100
     */
    public int percent() {
        return percent;
    }

    /**
     * Returns when it was begun, or {@code null} where the cloud does not tell.
     *
     * @return when it was begun, or {@code null} where the cloud does not tell
     */
    public @Nullable Instant startedAt() {
        return startedAt;
    }

    /**
     * Returns the moment of the data, or {@code null} where the cloud does not tell.
     *
     * @return the moment of the data, or {@code null} where the cloud does not tell
     */
    public @Nullable Instant moment() {
        return moment;
    }

    /**
     * Returns the consistency got, or {@code null} where the cloud itself does not tell.
     *
     * @return the consistency got, or {@code null} where the cloud itself does not tell
     */
    public @Nullable ConsistencyLevel level() {
        return level;
    }

    /**
     * Returns the cloud id of the disk or machine it was made from, or {@code null} where the cloud does not tell.
     *
     * @return the cloud id of the disk or machine it was made from, or {@code null} where the cloud does not tell
     */
    public @Nullable String sourceId() {
        return sourceId;
    }

    /**
     * Returns the size of the disk in bytes, 0 where not known.
     *
     * @return the size of the disk in bytes, 0 where not known
     */
    public long bytes() {
        return bytes;
    }

    /**
     * Returns the bytes stored beyond its predecessor, 0 where not known.
     *
     * @return the bytes stored beyond its predecessor, 0 where not known
     */
    public long storedBytes() {
        return storedBytes;
    }

    /**
     * Returns the key that it is encrypted with, or {@code null} if the cloud names none.
     *
     * @return the key that it is encrypted with, or {@code null} if the cloud names none
     */
    public @Nullable String keyId() {
        return keyId;
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
     * Returns what keeps it from being deleted; known where {@link Aspect#LOCK} was examined.
     *
     * @return what keeps it from being deleted; known where {@link Aspect#LOCK} was examined
     */
    public @Nullable Lock lock() {
        return lock;
    }

    /**
     * Returns the cloud ids of what forbids its deletion; known where {@link Aspect#USERS} was examined.
     *
     * @return the cloud ids of what forbids its deletion; known where {@link Aspect#USERS} was examined
     */
    public List<String> usedBy() {
        return usedBy;
    }

    /**
     * Returns the accounts that may use it; known where {@link Aspect#SHARING} was examined.
     *
     * @return the accounts that may use it; known where {@link Aspect#SHARING} was examined
     */
    public List<String> sharedWith() {
        return sharedWith;
    }

    /**
     * Returns the cloud ids of the snapshots that it stands on.
     *
     * @return the cloud ids of the snapshots that it stands on
     */
    public List<String> parts() {
        return parts;
    }

    /**
     * Returns its tags, Holdfast's marks among them.
     *
     * @return its tags, Holdfast's marks among them
     */
    public Map<String, String> tags() {
        return tags;
    }

    /**
     * Returns what only this cloud says, in the provider's own keys.
     *
     * @return what only this cloud says, in the provider's own keys
     */
    public Map<String, String> attributes() {
        return attributes;
    }

    /** What can be looked at: some clouds take a request for each. */
    public enum Aspect {
        /** State, source, size, key, tier, tags. */
        STATE,
        /** Locks. */
        LOCK,
        /** What forbids its deletion. */
        USERS,
        /** Who may use it. */
        SHARING
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReplicaDescription that
                && lane.equals(that.lane)
                && kind.equals(that.kind)
                && cloudId.equals(that.cloudId);
    }

    @Override
    public int hashCode() {
        return Objects.hash(lane, kind, cloudId);
    }

    @Override
    public String toString() {
        return kind + " " + cloudId + " in " + lane + " [" + state + "]";
    }

    /** Builds a {@link ReplicaDescription}. Not safe for use by several threads. */
    public static final class Builder {
        private final Lane lane;
        private final ProductKind kind;
        private final String cloudId;
        private Set<Aspect> examined = Set.of(Aspect.STATE);
        private ReplicaState state = ReplicaState.AVAILABLE;
        private boolean restorable = true;
        private boolean copyable = true;
        private int percent = 100;
        private @Nullable Instant startedAt;
        private @Nullable Instant moment;
        private @Nullable ConsistencyLevel level;
        private @Nullable String sourceId;
        private long bytes = 0;
        private long storedBytes = 0;
        private @Nullable String keyId;
        private Tier tier = Tier.STANDARD;
        private @Nullable Lock lock;
        private List<String> usedBy = List.of();
        private List<String> sharedWith = List.of();
        private List<String> parts = List.of();
        private Map<String, String> tags = Map.of();
        private Map<String, String> attributes = Map.of();

        private Builder(Lane lane, ProductKind kind, String cloudId) {
            this.lane = Objects.requireNonNull(lane, "lane");
            this.kind = Objects.requireNonNull(kind, "kind");
            this.cloudId = Objects.requireNonNull(cloudId, "cloudId");
        }

        /**
         * Sets what was looked at; what was not is not known, whatever the other values say. Default: {@link Aspect#STATE}.
         *
         * @param value what was looked at; what was not is not known, whatever the other values say
         * @return this
         */
        public Builder examined(Set<Aspect> value) {
            this.examined = Set.copyOf(value);
            return this;
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
         * Sets whether it can be restored from as it stands. Default: true.
         *
         * @param value whether it can be restored from as it stands
         * @return this
         */
        public Builder restorable(boolean value) {
            this.restorable = value;
            return this;
        }

        /**
         * Sets whether it can be copied as it stands. Default: true.
         *
         * @param value whether it can be copied as it stands
         * @return this
         */
        public Builder copyable(boolean value) {
            this.copyable = value;
            return this;
        }

        /**
         * Sets how far it is, 0 to 100. Default: 100.
         *
         * @param value how far it is, 0 to 100
         * @return this
         */
        public Builder percent(int value) {
            this.percent = value;
            return this;
        }

        /**
         * Sets when it was begun, or {@code null} where the cloud does not tell. Default: none.
         *
         * @param value when it was begun, or {@code null} where the cloud does not tell
         * @return this
         */
        public Builder startedAt(@Nullable Instant value) {
            this.startedAt = value;
            return this;
        }

        /**
         * Sets the moment of the data, or {@code null} where the cloud does not tell. Default: none.
         *
         * @param value the moment of the data, or {@code null} where the cloud does not tell
         * @return this
         */
        public Builder moment(@Nullable Instant value) {
            this.moment = value;
            return this;
        }

        /**
         * Sets the consistency got, or {@code null} where the cloud itself does not tell. Default: none.
         *
         * @param value the consistency got, or {@code null} where the cloud itself does not tell
         * @return this
         */
        public Builder level(@Nullable ConsistencyLevel value) {
            this.level = value;
            return this;
        }

        /**
         * Sets the cloud id of the disk or machine it was made from, or {@code null} where the cloud does not tell. Default: none.
         *
         * @param value the cloud id of the disk or machine it was made from, or {@code null} where the cloud does not tell
         * @return this
         */
        public Builder sourceId(@Nullable String value) {
            this.sourceId = value;
            return this;
        }

        /**
         * Sets the size of the disk in bytes, 0 where not known. Default: 0.
         *
         * @param value the size of the disk in bytes, 0 where not known
         * @return this
         */
        public Builder bytes(long value) {
            this.bytes = value;
            return this;
        }

        /**
         * Sets the bytes stored beyond its predecessor, 0 where not known. Default: 0.
         *
         * @param value the bytes stored beyond its predecessor, 0 where not known
         * @return this
         */
        public Builder storedBytes(long value) {
            this.storedBytes = value;
            return this;
        }

        /**
         * Sets the key that it is encrypted with, or {@code null} if the cloud names none. Default: none.
         *
         * @param value the key that it is encrypted with, or {@code null} if the cloud names none
         * @return this
         */
        public Builder keyId(@Nullable String value) {
            this.keyId = value;
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
         * Sets what keeps it from being deleted; known where {@link Aspect#LOCK} was examined. Default: none.
         *
         * @param value what keeps it from being deleted; known where {@link Aspect#LOCK} was examined
         * @return this
         */
        public Builder lock(@Nullable Lock value) {
            this.lock = value;
            return this;
        }

        /**
         * Sets the cloud ids of what forbids its deletion; known where {@link Aspect#USERS} was examined. Default: none.
         *
         * @param value the cloud ids of what forbids its deletion; known where {@link Aspect#USERS} was examined
         * @return this
         */
        public Builder usedBy(List<String> value) {
            this.usedBy = List.copyOf(value);
            return this;
        }

        /**
         * Sets the accounts that may use it; known where {@link Aspect#SHARING} was examined. Default: none.
         *
         * @param value the accounts that may use it; known where {@link Aspect#SHARING} was examined
         * @return this
         */
        public Builder sharedWith(List<String> value) {
            this.sharedWith = List.copyOf(value);
            return this;
        }

        /**
         * Sets the cloud ids of the snapshots that it stands on. Default: none.
         *
         * @param value the cloud ids of the snapshots that it stands on
         * @return this
         */
        public Builder parts(List<String> value) {
            this.parts = List.copyOf(value);
            return this;
        }

        /**
         * Sets its tags, Holdfast's marks among them. Default: none.
         *
         * @param value its tags, Holdfast's marks among them
         * @return this
         */
        public Builder tags(Map<String, String> value) {
            this.tags = Map.copyOf(value);
            return this;
        }

        /**
         * Sets what only this cloud says, in the provider's own keys. Default: none.
         *
         * @param value what only this cloud says, in the provider's own keys
         * @return this
         */
        public Builder attributes(Map<String, String> value) {
            this.attributes = Map.copyOf(value);
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the value
         */
        public ReplicaDescription build() {
            return new ReplicaDescription(
                    lane,
                    kind,
                    cloudId,
                    examined,
                    state,
                    restorable,
                    copyable,
                    percent,
                    startedAt,
                    moment,
                    level,
                    sourceId,
                    bytes,
                    storedBytes,
                    keyId,
                    tier,
                    lock,
                    usedBy,
                    sharedWith,
                    parts,
                    tags,
                    attributes);
        }
    }
}
