// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import dev.holdfast.resource.Location;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ResourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several disks at one moment: the snapshots of a machine, or of machines that belong together. Complete when
 * there is a member for every disk that was asked for; a partial set is kept, shown as partial, and never good for
 * a recovery.
 */
public final class SnapshotSet implements RecoveryPoint {
    private final RecoveryPointId id;
    private final ResourceId resource;
    private final Instant moment;
    private final @Nullable MachineSpec machine;
    private final ConsistencyLevel asked;
    private final ConsistencyLevel got;
    private final Duration hold;
    private final @Nullable RecoveryPointId parent;
    private final @Nullable Verification verified;
    private final Set<ResourceId> expected;
    private final List<Snapshot> members;

    private SnapshotSet(
            RecoveryPointId id,
            ResourceId resource,
            Instant moment,
            @Nullable MachineSpec machine,
            ConsistencyLevel asked,
            ConsistencyLevel got,
            Duration hold,
            @Nullable RecoveryPointId parent,
            @Nullable Verification verified,
            Set<ResourceId> expected,
            List<Snapshot> members) {
        Set<ResourceId> seen = new HashSet<>();
        for (Snapshot member : members) {
            if (!seen.add(member.resource())) {
                throw new IllegalArgumentException("Set " + id + " has two members of " + member.resource());
            }
            if (!expected.contains(member.resource())) {
                throw new IllegalArgumentException(
                        "Set " + id + " has a member that nobody asked for: " + member.resource());
            }
        }
        this.id = id;
        this.resource = resource;
        this.moment = moment;
        this.machine = machine;
        this.asked = asked;
        this.got = got;
        this.hold = hold;
        this.parent = parent;
        this.verified = verified;
        this.expected = Set.copyOf(expected);
        this.members = List.copyOf(members);
    }

    /**
     * Starts a snapshot set.
     *
     * @param id which set
     * @param resource the machine, or the first of the machines
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
        builder.expected = expected;
        builder.members = members;
        return builder;
    }

    /**
     * Returns which set.
     *
     * @return which set
     */
    @Override
    public RecoveryPointId id() {
        return id;
    }

    /**
     * Returns the machine, or the first of the machines.
     *
     * @return the machine, or the first of the machines
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
     * Returns how the machine looked at that moment, or {@code null} where that is not known.
     *
     * @return how the machine looked at that moment, or {@code null} where that is not known
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
     * Returns the set this one is incremental to, or {@code null} if none is known.
     *
     * @return the set this one is incremental to, or {@code null} if none is known
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
     * Returns the disks that were asked for.
     *
     * @return the disks that were asked for
     */
    public Set<ResourceId> expected() {
        return expected;
    }

    /**
     * Returns the snapshots that there are.
     *
     * @return the snapshots that there are
     */
    public List<Snapshot> members() {
        return members;
    }

    /** Whether every disk is there. */
    public enum Completeness {
        /** A member for every disk that was asked for. */
        COMPLETE,
        /** Some are missing. */
        PARTIAL
    }

    @Override
    public RecoveryPoint.Kind kind() {
        return RecoveryPoint.Kind.SNAPSHOT_SET;
    }

    /**
     * Whether every disk is there.
     *
     * @return the completeness
     */
    public Completeness completeness() {
        boolean all = !expected.isEmpty()
                && members.stream()
                        .map(Snapshot::resource)
                        .collect(Collectors.toSet())
                        .equals(expected);
        return all ? Completeness.COMPLETE : Completeness.PARTIAL;
    }

    @Override
    public boolean complete() {
        return completeness() == Completeness.COMPLETE;
    }

    /**
     * The replicas of all members. Each belongs to one member; what the whole set is good for is said by
     * {@link #goodFor(Loss)}.
     *
     * @return the replicas
     */
    @Override
    public List<Replica> replicas() {
        return members.stream().flatMap(member -> member.replicas().stream()).toList();
    }

    @Override
    public List<Location> placesGoodFor(Loss loss) {
        if (!complete()) {
            return List.of();
        }
        return members.get(0).placesGoodFor(loss).stream()
                .filter(region -> members.stream()
                        .allMatch(member -> member.placesGoodFor(loss).contains(region)))
                .toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SnapshotSet that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id);
    }

    @Override
    public String toString() {
        return "SnapshotSet[" + id + " of " + resource + " at " + moment + ", " + completeness() + ", " + members.size()
                + " of " + expected.size() + "]";
    }

    /** Builds a {@link SnapshotSet}. Not safe for use by several threads. */
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
        private Set<ResourceId> expected = Set.of();
        private List<Snapshot> members = List.of();

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
         * Sets how the machine looked at that moment, or {@code null} where that is not known. Default: none.
         *
         * @param value how the machine looked at that moment, or {@code null} where that is not known
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
         * Sets the set this one is incremental to, or {@code null} if none is known. Default: none.
         *
         * @param value the set this one is incremental to, or {@code null} if none is known
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
         * Sets the disks that were asked for. Default: none.
         *
         * @param value the disks that were asked for
         * @return this
         */
        public Builder expected(Set<ResourceId> value) {
            this.expected = Set.copyOf(value);
            return this;
        }

        /**
         * Sets the snapshots that there are. Default: none.
         *
         * @param value the snapshots that there are
         * @return this
         */
        public Builder members(List<Snapshot> value) {
            this.members = List.copyOf(value);
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the value
         * @throws IllegalArgumentException if the parts contradict each other or a number is out of range
         */
        public SnapshotSet build() {
            return new SnapshotSet(
                    id, resource, moment, machine, asked, got, hold, parent, verified, expected, members);
        }
    }
}
