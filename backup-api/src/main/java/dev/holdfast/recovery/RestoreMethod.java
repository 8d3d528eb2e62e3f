// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.recovery;

/** What a point is restored to. */
public enum RestoreMethod {
    /** New disks, attached nowhere. */
    DISKS,
    /** A new machine. What the point was taken of is not touched. */
    MACHINE,
    /** The machine and disks that it was taken of, set back. What they hold now is replaced. */
    IN_PLACE
}
