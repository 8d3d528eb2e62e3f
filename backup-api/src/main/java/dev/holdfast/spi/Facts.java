// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Lane;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.ResourceId;
import java.util.Optional;

/** The facts that a lowering asked for. Immutable. */
public interface Facts {
    /**
     * The answer to a query, if it could be had.
     *
     * @param query one of the queries that {@link Lowering#needs} named
     * @param <T> what an item is
     * @return the fact, or empty if it could not be read
     */
    <T> Optional<Fact<T>> get(FactQuery<T> query);

    /**
     * A disk, out of any answer that shows it.
     *
     * @param id which
     * @return the disk, or empty if no answer shows it
     */
    Optional<Disk> disk(ResourceId id);

    /**
     * A machine, out of any answer that shows it.
     *
     * @param id which
     * @return the machine, or empty if no answer shows it
     */
    Optional<Machine> machine(ResourceId id);

    /**
     * A replica, out of any answer that shows it.
     *
     * @param lane where
     * @param cloudId the cloud's id
     * @return the replica, or empty if no answer shows it
     */
    Optional<ReplicaDescription> replica(Lane lane, String cloudId);
}
