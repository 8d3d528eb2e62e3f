// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.resource;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A disk as its cloud shows it. Two are equal when they name the same disk; what they say of it may differ by age.
 */
public final class Disk {
    private final ResourceId id;
    private final String name;
    private final @Nullable String zone;
    private final long sizeBytes;
    private final String type;
    private final @Nullable String keyId;
    private final @Nullable DiskAttachment attachment;
    private final Map<String, String> tags;
    private final Map<String, String> attributes;

    private Disk(
            ResourceId id,
            String name,
            @Nullable String zone,
            long sizeBytes,
            String type,
            @Nullable String keyId,
            @Nullable DiskAttachment attachment,
            Map<String, String> tags,
            Map<String, String> attributes) {
        if (id.kind() != ResourceKind.DISK) {
            throw new IllegalArgumentException(id + " is not a disk");
        }
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("sizeBytes of " + id + " must not be negative but is " + sizeBytes);
        }
        this.id = id;
        this.name = name;
        this.zone = zone;
        this.sizeBytes = sizeBytes;
        this.type = type;
        this.keyId = keyId;
        this.attachment = attachment;
        this.tags = Map.copyOf(tags);
        this.attributes = Map.copyOf(attributes);
    }

    /**
     * Starts a disk.
     *
     * @param id which disk, of kind {@link ResourceKind#DISK}
     * @return a builder
     */
    public static Builder builder(ResourceId id) {
        return new Builder(id);
    }

    /**
     * A builder that holds what this value holds.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(id);
        builder.name = name;
        builder.zone = zone;
        builder.sizeBytes = sizeBytes;
        builder.type = type;
        builder.keyId = keyId;
        builder.attachment = attachment;
        builder.tags = tags;
        builder.attributes = attributes;
        return builder;
    }

    /**
     * Returns which disk, of kind {@link ResourceKind#DISK}.
     *
     * @return which disk, of kind {@link ResourceKind#DISK}
     */
    public ResourceId id() {
        return id;
    }

    /**
     * Returns the name for people.
     *
     * @return the name for people
     */
    public String name() {
        return name;
    }

    /**
     * Returns the zone it lies in, or {@code null} if it belongs to the region.
     *
     * @return the zone it lies in, or {@code null} if it belongs to the region
     */
    public @Nullable String zone() {
        return zone;
    }

    /**
     * Returns the size in bytes, 0 where it is not known.
     *
     * @return the size in bytes, 0 where it is not known
     */
    public long sizeBytes() {
        return sizeBytes;
    }

    /**
     * Returns the type in the cloud's words, such as {@code gp3} or {@code cloud_essd}.
     *
     * @return the type in the cloud's words, such as {@code gp3} or {@code cloud_essd}
     */
    public String type() {
        return type;
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
     * Returns where it hangs, or {@code null} if it is attached nowhere.
     *
     * @return where it hangs, or {@code null} if it is attached nowhere
     */
    public @Nullable DiskAttachment attachment() {
        return attachment;
    }

    /**
     * Returns the tags.
     *
     * @return the tags
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

    @Override
    public boolean equals(Object other) {
        return other instanceof Disk that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id);
    }

    @Override
    public String toString() {
        return "Disk[" + id + ", " + sizeBytes + " bytes]";
    }

    /** Builds a {@link Disk}. Not safe for use by several threads. */
    public static final class Builder {
        private final ResourceId id;
        private String name = "";
        private @Nullable String zone;
        private long sizeBytes = 0;
        private String type = "";
        private @Nullable String keyId;
        private @Nullable DiskAttachment attachment;
        private Map<String, String> tags = Map.of();
        private Map<String, String> attributes = Map.of();

        private Builder(ResourceId id) {
            this.id = Objects.requireNonNull(id, "id");
        }

        /**
         * Sets the name for people. Default: empty.
         *
         * @param value the name for people
         * @return this
         */
        public Builder name(String value) {
            this.name = Objects.requireNonNull(value, "name");
            return this;
        }

        /**
         * Sets the zone it lies in, or {@code null} if it belongs to the region. Default: none.
         *
         * @param value the zone it lies in, or {@code null} if it belongs to the region
         * @return this
         */
        public Builder zone(@Nullable String value) {
            this.zone = value;
            return this;
        }

        /**
         * Sets the size in bytes, 0 where it is not known. Default: 0.
         *
         * @param value the size in bytes, 0 where it is not known
         * @return this
         */
        public Builder sizeBytes(long value) {
            this.sizeBytes = value;
            return this;
        }

        /**
         * Sets the type in the cloud's words, such as {@code gp3} or {@code cloud_essd}. Default: empty.
         *
         * @param value the type in the cloud's words, such as {@code gp3} or {@code cloud_essd}
         * @return this
         */
        public Builder type(String value) {
            this.type = Objects.requireNonNull(value, "type");
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
         * Sets where it hangs, or {@code null} if it is attached nowhere. Default: none.
         *
         * @param value where it hangs, or {@code null} if it is attached nowhere
         * @return this
         */
        public Builder attachment(@Nullable DiskAttachment value) {
            this.attachment = value;
            return this;
        }

        /**
         * Sets the tags. Default: none.
         *
         * @param value the tags
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
         * @throws IllegalArgumentException if the parts contradict each other or a number is out of range
         */
        public Disk build() {
            return new Disk(id, name, zone, sizeBytes, type, keyId, attachment, tags, attributes);
        }
    }
}
