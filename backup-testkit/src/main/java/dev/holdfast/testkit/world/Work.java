// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

/** Sorts of work that take time. */
public enum Work {
    /** Uploading the changed blocks of a snapshot. */
    SNAPSHOT,
    /** Copying a snapshot to another place. */
    COPY,
    /** Making an image of a machine or of snapshots. */
    IMAGE,
    /** Copying an image. */
    IMAGE_COPY,
    /** Making a disk. */
    DISK,
    /** Attaching or detaching a disk. */
    ATTACH,
    /** Rolling a disk back in place. */
    RESET,
    /** Making and starting a machine. */
    LAUNCH,
    /** Starting a machine. */
    START,
    /** Stopping a machine. */
    STOP,
    /** Ending a machine for good. */
    TERMINATE,
    /** Bringing a snapshot back from the archive. */
    UNARCHIVE,
    /** Running a command in a guest. */
    COMMAND
}
