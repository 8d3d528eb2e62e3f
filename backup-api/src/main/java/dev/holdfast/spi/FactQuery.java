// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Lane;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.ResourceSelector;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A question to a cloud that changes nothing. Answered page by page.
 *
 * @param <T> what an item of the answer is
 */
public sealed interface FactQuery<T> {
    /**
     * Where it is asked.
     *
     * @return the lane
     */
    Lane lane();

    /**
     * What an item of the answer is.
     *
     * @return the class
     */
    Class<T> itemType();

    /**
     * Disks by the cloud's ids. What does not exist is missing from the answer.
     *
     * @param lane where
     * @param ids which
     */
    record Disks(Lane lane, List<String> ids) implements FactQuery<Disk> {
        /**
         * Copies the list.
         *
         * @param lane where
         * @param ids which
         */
        public Disks {
            Objects.requireNonNull(lane, "lane");
            ids = List.copyOf(ids);
        }

        @Override
        public Class<Disk> itemType() {
            return Disk.class;
        }
    }

    /**
     * Machines by the cloud's ids. What does not exist is missing from the answer.
     *
     * @param lane where
     * @param ids which
     */
    record Machines(Lane lane, List<String> ids) implements FactQuery<Machine> {
        /**
         * Copies the list.
         *
         * @param lane where
         * @param ids which
         */
        public Machines {
            Objects.requireNonNull(lane, "lane");
            ids = List.copyOf(ids);
        }

        @Override
        public Class<Machine> itemType() {
            return Machine.class;
        }
    }

    /**
     * The machines that a selector chooses in this lane.
     *
     * @param lane where
     * @param selector which
     */
    record MachineListing(Lane lane, ResourceSelector selector) implements FactQuery<Machine> {
        /**
         * Checks that both are given.
         *
         * @param lane where
         * @param selector which
         */
        public MachineListing {
            Objects.requireNonNull(lane, "lane");
            Objects.requireNonNull(selector, "selector");
        }

        @Override
        public Class<Machine> itemType() {
            return Machine.class;
        }
    }

    /**
     * The disks that a selector chooses in this lane.
     *
     * @param lane where
     * @param selector which
     */
    record DiskListing(Lane lane, ResourceSelector selector) implements FactQuery<Disk> {
        /**
         * Checks that both are given.
         *
         * @param lane where
         * @param selector which
         */
        public DiskListing {
            Objects.requireNonNull(lane, "lane");
            Objects.requireNonNull(selector, "selector");
        }

        @Override
        public Class<Disk> itemType() {
            return Disk.class;
        }
    }

    /**
     * Snapshots, images and vault points by the cloud's ids. What does not exist is missing from the answer.
     *
     * @param lane where
     * @param kind what they are
     * @param ids which
     * @param aspect what is looked at: one request shows one aspect; {@link Facts} joins them
     */
    record Replicas(Lane lane, ProductKind kind, List<String> ids, ReplicaDescription.Aspect aspect)
            implements FactQuery<ReplicaDescription> {
        /**
         * Copies the list.
         *
         * @param lane where
         * @param kind what they are
         * @param ids which
         * @param aspect what is looked at
         */
        public Replicas {
            Objects.requireNonNull(lane, "lane");
            Objects.requireNonNull(kind, "kind");
            ids = List.copyOf(ids);
        }

        @Override
        public Class<ReplicaDescription> itemType() {
            return ReplicaDescription.class;
        }
    }

    /**
     * All that carries Holdfast's marks in this lane, for rebuild, prune and the twin watch.
     *
     * @param lane where
     * @param kind what
     * @param installation only this installation's, by the mark {@link Marks#HOLDFAST}; {@code null} for all
     */
    record MarkedListing(
            Lane lane, ProductKind kind, @Nullable String installation) implements FactQuery<ReplicaDescription> {
        /**
         * Checks that lane and kind are given.
         *
         * @param lane where
         * @param kind what
         * @param installation only this installation's, by the mark {@link Marks#HOLDFAST}; {@code null} for all
         */
        public MarkedListing {
            Objects.requireNonNull(lane, "lane");
            Objects.requireNonNull(kind, "kind");
        }

        @Override
        public Class<ReplicaDescription> itemType() {
            return ReplicaDescription.class;
        }
    }

    /**
     * Keys by the cloud's ids.
     *
     * @param lane where
     * @param ids which
     */
    record Keys(Lane lane, List<String> ids) implements FactQuery<KeyDescription> {
        /**
         * Copies the list.
         *
         * @param lane where
         * @param ids which
         */
        public Keys {
            Objects.requireNonNull(lane, "lane");
            ids = List.copyOf(ids);
        }

        @Override
        public Class<KeyDescription> itemType() {
            return KeyDescription.class;
        }
    }

    /**
     * Subnets by the cloud's ids.
     *
     * @param lane where
     * @param ids which
     */
    record Subnets(Lane lane, List<String> ids) implements FactQuery<SubnetDescription> {
        /**
         * Copies the list.
         *
         * @param lane where
         * @param ids which
         */
        public Subnets {
            Objects.requireNonNull(lane, "lane");
            ids = List.copyOf(ids);
        }

        @Override
        public Class<SubnetDescription> itemType() {
            return SubnetDescription.class;
        }
    }

    /**
     * Whether something in one subnet can reach something in another place.
     *
     * @param lane where
     * @param from a subnet
     * @param to a subnet or an address range in CIDR form
     */
    record Paths(Lane lane, String from, String to) implements FactQuery<PathDescription> {
        /**
         * Checks that all parts are given.
         *
         * @param lane where
         * @param from a subnet
         * @param to a subnet or an address range in CIDR form
         */
        public Paths {
            Objects.requireNonNull(lane, "lane");
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
        }

        @Override
        public Class<PathDescription> itemType() {
            return PathDescription.class;
        }
    }

    /**
     * Continuous replications by the cloud's ids of the server, pair or item; all of the lane where no id is named.
     *
     * @param lane where
     * @param ids which
     */
    record Replications(Lane lane, List<String> ids) implements FactQuery<ReplicationDescription> {
        /**
         * Copies the list.
         *
         * @param lane where
         * @param ids which
         */
        public Replications {
            Objects.requireNonNull(lane, "lane");
            ids = List.copyOf(ids);
        }

        @Override
        public Class<ReplicationDescription> itemType() {
            return ReplicationDescription.class;
        }
    }

    /**
     * How full a stock is, whoever filled it.
     *
     * @param lane where
     * @param limit the name of a declared limit of kind {@link Limit.Kind#STOCK}
     * @param key which of its counters
     */
    record StockLevels(Lane lane, String limit, String key) implements FactQuery<StockLevel> {
        /**
         * Checks that all parts are given.
         *
         * @param lane where
         * @param limit the name of a declared limit
         * @param key which of its counters
         */
        public StockLevels {
            Objects.requireNonNull(lane, "lane");
            Objects.requireNonNull(limit, "limit");
            Objects.requireNonNull(key, "key");
        }

        @Override
        public Class<StockLevel> itemType() {
            return StockLevel.class;
        }
    }

    /**
     * A question that only one cloud knows: the operations it allows at the moment, a policy as it stands there.
     *
     * @param lane where
     * @param type what is asked, in the provider's words
     * @param arguments with what
     */
    record ProviderQuery(Lane lane, String type, Payload.Fields arguments) implements FactQuery<Payload.Fields> {
        /**
         * Checks that all parts are given.
         *
         * @param lane where
         * @param type what is asked, in the provider's words
         * @param arguments with what
         */
        public ProviderQuery {
            Objects.requireNonNull(lane, "lane");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(arguments, "arguments");
        }

        @Override
        public Class<Payload.Fields> itemType() {
            return Payload.Fields.class;
        }
    }
}
