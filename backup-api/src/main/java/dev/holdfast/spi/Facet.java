// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

/** What a provider can serve. This list grows. */
public enum Facet {
    /** Machines and disks by id, tag, location. */
    INVENTORY,
    /** Snapshots of disks and consistent sets. */
    SNAPSHOTS,
    /** Images of whole machines. */
    IMAGES,
    /** Copies to other regions and accounts. */
    COPIES,
    /** Disks and machines from points, in place or anew; stop, start, attach, detach. */
    RESTORE,
    /** Subnets, routes, rules and the paths they allow; read only. */
    NETWORKS,
    /** Policies handed to the cloud's own scheduler. */
    NATIVE_SCHEDULES,
    /** The cloud's own backup vaults. */
    VAULTS,
    /** Continuous block replication. */
    CONTINUOUS_REPLICATION,
    /** Commands inside the guest. */
    GUEST_COMMANDS,
    /** Reading blocks and changed blocks of points. */
    BLOCK_READS,
    /** Writing blocks into a new point. */
    BLOCK_WRITES;

    /** How a facet stands with a provider. */
    public enum Status {
        /** It works. */
        BUILT,
        /** The cloud does not offer it. */
        NOT_OFFERED,
        /** The cloud offers it, the provider does not yet. */
        NOT_YET
    }
}
