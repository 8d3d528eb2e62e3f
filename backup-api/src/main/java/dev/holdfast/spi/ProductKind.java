// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

/** What a primitive makes. This list grows. */
public enum ProductKind {
    /** Nothing that stays. */
    NOTHING,
    /** A snapshot of one disk. */
    SNAPSHOT,
    /** Snapshots of several disks; each is a member. */
    SNAPSHOT_SET,
    /** An image of a machine. */
    IMAGE,
    /** A point in a vault. */
    VAULT_POINT,
    /** A disk. */
    DISK,
    /** A machine. */
    MACHINE,
    /** Machines, each a member. */
    MACHINES,
    /** Something that only supports others: a collection, a permission, a pair, a policy. */
    SUPPORT
}
