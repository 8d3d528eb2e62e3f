// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.profile;

/** What can be asked of a cloud, in words that belong to none. */
public enum Action {
    /** One disk by id. */
    DESCRIBE_DISK,
    /** Disks by filter. */
    LIST_DISKS,
    /** Snapshots by ids or filter. */
    DESCRIBE_SNAPSHOTS,
    /** Images by ids or filter. */
    DESCRIBE_IMAGES,
    /** Machines by ids or filter. */
    DESCRIBE_MACHINES,
    /** A disk, empty or of a snapshot. */
    CREATE_DISK,
    /** Away with a disk. */
    DELETE_DISK,
    /** A snapshot of one disk. */
    CREATE_SNAPSHOT,
    /** Snapshots of several disks at one moment. */
    CREATE_SNAPSHOT_SET,
    /** A copy of a snapshot elsewhere. */
    COPY_SNAPSHOT,
    /** Away with a snapshot. */
    DELETE_SNAPSHOT,
    /** A snapshot for another account. */
    SHARE_SNAPSHOT,
    /** A lock on a snapshot. */
    LOCK_SNAPSHOT,
    /** An image of a machine. */
    CREATE_IMAGE,
    /** An image over snapshots. */
    REGISTER_IMAGE,
    /** An image elsewhere. */
    COPY_IMAGE,
    /** Away with an image. */
    DELETE_IMAGE,
    /** A new machine. */
    RUN_MACHINE,
    /** Power on. */
    START_MACHINE,
    /** Power off. */
    STOP_MACHINE,
    /** Away with a machine. */
    TERMINATE_MACHINE,
    /** A disk onto a machine. */
    ATTACH_DISK,
    /** A disk off a machine. */
    DETACH_DISK,
    /** A disk back to its own snapshot. */
    RESET_DISK,
    /** Another boot disk. */
    SWAP_BOOT_DISK,
    /** Tags. */
    TAG,
    /** A command in the guest. */
    COMMAND
}
