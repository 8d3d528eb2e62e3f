// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.resource;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to make a machine anew: what a restore, a drill or a failover starts from, and what may be overridden there.
 */
public final class MachineSpec {
    private static final int LONGEST_NAME = 256;
    private static final int MOST_TAGS = 128;
    private static final int LONGEST_TAG = 1_024;

    private final String name;
    private final String type;
    private final @Nullable String zone;
    private final @Nullable String subnet;
    private final @Nullable String privateIp;
    private final List<String> securityGroups;
    private final @Nullable String profile;
    private final @Nullable String keyPair;
    private final @Nullable Secret userData;
    private final List<DiskSpec> disks;
    private final Map<String, String> tags;
    private final Map<String, String> attributes;

    private MachineSpec(
            String name,
            String type,
            @Nullable String zone,
            @Nullable String subnet,
            @Nullable String privateIp,
            List<String> securityGroups,
            @Nullable String profile,
            @Nullable String keyPair,
            @Nullable Secret userData,
            List<DiskSpec> disks,
            Map<String, String> tags,
            Map<String, String> attributes) {
        if (disks.stream().filter(DiskSpec::boot).count() > 1) {
            throw new IllegalArgumentException(
                    "Machine '" + Text.shown(name) + "' has more than one boot disk: mark one");
        }
        sane(name, tags);
        this.name = name;
        this.type = type;
        this.zone = zone;
        this.subnet = subnet;
        this.privateIp = privateIp;
        this.securityGroups = List.copyOf(securityGroups);
        this.profile = profile;
        this.keyPair = keyPair;
        this.userData = userData;
        this.disks = List.copyOf(disks);
        this.tags = Map.copyOf(tags);
        this.attributes = Map.copyOf(attributes);
    }

    /**
     * Starts a machine spec.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Refuses what no cloud takes, before anything is made for it; each cloud has narrower limits of its own. */
    private static void sane(String name, Map<String, String> tags) {
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("The name of machine '" + Text.shown(name) + "' has " + name.length()
                    + " characters: shorten it to " + LONGEST_NAME);
        }
        if (tags.size() > MOST_TAGS) {
            throw new IllegalArgumentException(
                    "Machine '" + Text.shown(name) + "' has " + tags.size() + " tags: keep at most " + MOST_TAGS);
        }
        tags.forEach((key, value) -> {
            if (key.length() + value.length() > LONGEST_TAG) {
                throw new IllegalArgumentException("Tag '" + Text.shown(key) + "' of machine '" + Text.shown(name)
                        + "' has " + (key.length() + value.length()) + " characters: shorten it to " + LONGEST_TAG);
            }
        });
    }

    /**
     * A builder that holds what this value holds.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.name = name;
        builder.type = type;
        builder.zone = zone;
        builder.subnet = subnet;
        builder.privateIp = privateIp;
        builder.securityGroups = securityGroups;
        builder.profile = profile;
        builder.keyPair = keyPair;
        builder.userData = userData;
        builder.disks = disks;
        builder.tags = tags;
        builder.attributes = attributes;
        return builder;
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
     * Returns the machine type in the cloud's words, such as {@code m7i.large}.
     *
     * @return the machine type in the cloud's words, such as {@code m7i.large}
     */
    public String type() {
        return type;
    }

    /**
     * Returns the zone to make it in, or {@code null} for any.
     *
     * @return the zone to make it in, or {@code null} for any
     */
    public @Nullable String zone() {
        return zone;
    }

    /**
     * Returns the subnet to put it in, or {@code null} for the cloud's default.
     *
     * @return the subnet to put it in, or {@code null} for the cloud's default
     */
    public @Nullable String subnet() {
        return subnet;
    }

    /**
     * Returns the address inside the subnet, or {@code null} for any.
     *
     * @return the address inside the subnet, or {@code null} for any
     */
    public @Nullable String privateIp() {
        return privateIp;
    }

    /**
     * Returns the security groups.
     *
     * @return the security groups
     */
    public List<String> securityGroups() {
        return securityGroups;
    }

    /**
     * Returns the role or identity that the machine runs as.
     *
     * @return the role or identity that the machine runs as
     */
    public @Nullable String profile() {
        return profile;
    }

    /**
     * Returns the key pair for log-in.
     *
     * @return the key pair for log-in
     */
    public @Nullable String keyPair() {
        return keyPair;
    }

    /**
     * Returns the user data.
     *
     * @return the user data
     */
    public @Nullable Secret userData() {
        return userData;
    }

    /**
     * Returns the disks.
     *
     * @return the disks
     */
    public List<DiskSpec> disks() {
        return disks;
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
     * Returns what only this cloud knows, in the provider's own keys.
     *
     * @return what only this cloud knows, in the provider's own keys
     */
    public Map<String, String> attributes() {
        return attributes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MachineSpec that
                && name.equals(that.name)
                && type.equals(that.type)
                && Objects.equals(zone, that.zone)
                && Objects.equals(subnet, that.subnet)
                && Objects.equals(privateIp, that.privateIp)
                && securityGroups.equals(that.securityGroups)
                && Objects.equals(profile, that.profile)
                && Objects.equals(keyPair, that.keyPair)
                && Objects.equals(userData, that.userData)
                && disks.equals(that.disks)
                && tags.equals(that.tags)
                && attributes.equals(that.attributes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                name,
                type,
                zone,
                subnet,
                privateIp,
                securityGroups,
                profile,
                keyPair,
                userData,
                disks,
                tags,
                attributes);
    }

    @Override
    public String toString() {
        return "MachineSpec[" + name + ", " + type + ", " + disks.size() + " disks]";
    }

    /** Builds a {@link MachineSpec}. Not safe for use by several threads. */
    public static final class Builder {
        private String name = "";
        private String type = "";
        private @Nullable String zone;
        private @Nullable String subnet;
        private @Nullable String privateIp;
        private List<String> securityGroups = List.of();
        private @Nullable String profile;
        private @Nullable String keyPair;
        private @Nullable Secret userData;
        private List<DiskSpec> disks = List.of();
        private Map<String, String> tags = Map.of();
        private Map<String, String> attributes = Map.of();

        private Builder() {}

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
         * Sets the machine type in the cloud's words, such as {@code m7i.large}. Default: empty, the type of the source.
         *
         * @param value the machine type in the cloud's words, such as {@code m7i.large}
         * @return this
         */
        public Builder type(String value) {
            this.type = Objects.requireNonNull(value, "type");
            return this;
        }

        /**
         * Sets the zone to make it in, or {@code null} for any. Default: none.
         *
         * @param value the zone to make it in, or {@code null} for any
         * @return this
         */
        public Builder zone(@Nullable String value) {
            this.zone = value;
            return this;
        }

        /**
         * Sets the subnet to put it in, or {@code null} for the cloud's default. Default: none.
         *
         * @param value the subnet to put it in, or {@code null} for the cloud's default
         * @return this
         */
        public Builder subnet(@Nullable String value) {
            this.subnet = value;
            return this;
        }

        /**
         * Sets the address inside the subnet, or {@code null} for any. Default: none.
         *
         * @param value the address inside the subnet, or {@code null} for any
         * @return this
         */
        public Builder privateIp(@Nullable String value) {
            this.privateIp = value;
            return this;
        }

        /**
         * Sets the security groups. Default: none.
         *
         * @param value the security groups
         * @return this
         */
        public Builder securityGroups(List<String> value) {
            this.securityGroups = List.copyOf(value);
            return this;
        }

        /**
         * Sets the role or identity that the machine runs as. Default: none.
         *
         * @param value the role or identity that the machine runs as
         * @return this
         */
        public Builder profile(@Nullable String value) {
            this.profile = value;
            return this;
        }

        /**
         * Sets the key pair for log-in. Default: none.
         *
         * @param value the key pair for log-in
         * @return this
         */
        public Builder keyPair(@Nullable String value) {
            this.keyPair = value;
            return this;
        }

        /**
         * Sets the user data. Default: none.
         *
         * @param value the user data
         * @return this
         */
        public Builder userData(@Nullable Secret value) {
            this.userData = value;
            return this;
        }

        /**
         * Sets the disks. Default: none.
         *
         * @param value the disks
         * @return this
         */
        public Builder disks(List<DiskSpec> value) {
            this.disks = List.copyOf(value);
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
         * Sets what only this cloud knows, in the provider's own keys. Default: none.
         *
         * @param value what only this cloud knows, in the provider's own keys
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
        public MachineSpec build() {
            return new MachineSpec(
                    name,
                    type,
                    zone,
                    subnet,
                    privateIp,
                    securityGroups,
                    profile,
                    keyPair,
                    userData,
                    disks,
                    tags,
                    attributes);
        }
    }
}
