// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Several disks at one moment: the snapshots of a machine, or of machines that belong together. Complete when
 * there is a member for every disk that was asked for; a partial set is kept, shown as partial, and never good for
 * a recovery. Its replicas are those of its members.
 */
public final class SnapshotSet extends RecoveryPoint {
    private final Set<ResourceId> expected;
    private final List<Snapshot> members;

    private SnapshotSet(Builder builder) {
        super(
                builder,
                builder.members.stream()
                        .flatMap(member -> member.replicas().stream())
                        .toList());
        this.expected = builder.expected;
        this.members = builder.members;
        Set<ResourceId> seen = new HashSet<>();
        for (Snapshot member : members) {
            if (!seen.add(member.resource())) {
                throw new IllegalArgumentException("Set " + id() + " has two members of " + member.resource());
            }
            if (!expected.contains(member.resource())) {
                throw new IllegalArgumentException(
                        "Set " + id() + " has a member that nobody asked for: " + member.resource());
            }
        }
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

    /** Whether every disk is there. */
    public enum Completeness {
        /** A member for every disk that was asked for. */
        COMPLETE,
        /** Some are missing. */
        PARTIAL
    }

    @Override
    public Kind kind() {
        return Kind.SNAPSHOT_SET;
    }

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * The disks that were asked for.
     *
     * @return the disks, in the order given
     */
    public Set<ResourceId> expected() {
        return expected;
    }

    /**
     * The snapshots that there are.
     *
     * @return the snapshots, at most one of a disk
     */
    public List<Snapshot> members() {
        return members;
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
    public String toString() {
        return "SnapshotSet[" + id() + " of " + resource() + " at " + moment() + ", " + completeness() + ", "
                + members.size() + " of " + expected.size() + "]";
    }

    /** Builds a {@link SnapshotSet}. Not safe for use by several threads. */
    public static final class Builder extends RecoveryPoint.Builder<Builder> {
        private Set<ResourceId> expected = Set.of();
        private List<Snapshot> members = List.of();

        private Builder(RecoveryPointId id, ResourceId resource) {
            super(id, resource);
        }

        private Builder(SnapshotSet set) {
            super(set);
            this.expected = set.expected;
            this.members = set.members;
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets the disks that were asked for. Default: none.
         *
         * @param value the disks that were asked for
         * @return this
         */
        public Builder expected(Set<ResourceId> value) {
            this.expected = Collections.unmodifiableSet(new LinkedHashSet<>(value));
            return this;
        }

        /**
         * Sets the snapshots that there are. Default: none.
         *
         * @param value the snapshots, at most one of a disk, each of a disk that was asked for
         * @return this
         */
        public Builder members(List<Snapshot> value) {
            this.members = List.copyOf(value);
            return this;
        }

        /**
         * Builds the set.
         *
         * @return the set
         * @throws IllegalArgumentException if two members are of one disk, or one is of a disk that nobody asked for
         */
        @Override
        public SnapshotSet build() {
            return new SnapshotSet(this);
        }
    }
}
