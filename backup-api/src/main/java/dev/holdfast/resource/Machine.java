// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.resource;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A machine as its cloud shows it. Two are equal when they name the same machine.
 */
public final class Machine {
    private final ResourceId id;
    private final String name;
    private final MachineState state;
    private final MachineSpec spec;
    private final List<DiskAttachment> disks;
    private final Map<String, String> tags;
    private final Map<String, String> attributes;

    private Machine(
            ResourceId id,
            String name,
            MachineState state,
            MachineSpec spec,
            List<DiskAttachment> disks,
            Map<String, String> tags,
            Map<String, String> attributes) {
        if (id.kind() != ResourceKind.MACHINE) {
            throw new IllegalArgumentException(id + " is not a machine");
        }
        this.id = id;
        this.name = name;
        this.state = state;
        this.spec = spec;
        this.disks = List.copyOf(disks);
        this.tags = Map.copyOf(tags);
        this.attributes = Map.copyOf(attributes);
    }

    /**
     * Starts a machine.
     *
     * @param id which machine, of kind {@link ResourceKind#MACHINE}
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
        builder.state = state;
        builder.spec = spec;
        builder.disks = disks;
        builder.tags = tags;
        builder.attributes = attributes;
        return builder;
    }

    /**
     * Returns which machine, of kind {@link ResourceKind#MACHINE}.
     *
     * @return which machine, of kind {@link ResourceKind#MACHINE}
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
     * Returns what it does.
     *
     * @return what it does
     */
    public MachineState state() {
        return state;
    }

    /**
     * Returns how to make it anew.
     *
     * @return how to make it anew
     */
    public MachineSpec spec() {
        return spec;
    }

    /**
     * Returns the disks that hang on it.
     *
     * @return the disks that hang on it
     */
    public List<DiskAttachment> disks() {
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
     * Returns what only this cloud says, in the provider's own keys.
     *
     * @return what only this cloud says, in the provider's own keys
     */
    public Map<String, String> attributes() {
        return attributes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Machine that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id);
    }

    @Override
    public String toString() {
        return "Machine[" + id + ", " + state + "]";
    }

    /** Builds a {@link Machine}. Not safe for use by several threads. */
    public static final class Builder {
        private final ResourceId id;
        private String name = "";
        private MachineState state = MachineState.UNKNOWN;
        private MachineSpec spec = MachineSpec.builder().build();
        private List<DiskAttachment> disks = List.of();
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
         * Sets what it does. Default: {@link MachineState#UNKNOWN}.
         *
         * @param value what it does
         * @return this
         */
        public Builder state(MachineState value) {
            this.state = Objects.requireNonNull(value, "state");
            return this;
        }

        /**
         * Sets how to make it anew. Default: an empty description.
         *
         * @param value how to make it anew
         * @return this
         */
        public Builder spec(MachineSpec value) {
            this.spec = Objects.requireNonNull(value, "spec");
            return this;
        }

        /**
         * Sets the disks that hang on it. Default: none.
         *
         * @param value the disks that hang on it
         * @return this
         */
        public Builder disks(List<DiskAttachment> value) {
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
        public Machine build() {
            return new Machine(id, name, state, spec, disks, tags, attributes);
        }
    }
}
