// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

/** Kinds of things that a region holds. */
public enum Kind {
    /** A disk. */
    DISK,
    /** A snapshot of a disk, or a copy of one. */
    SNAPSHOT,
    /** An image of a machine. */
    IMAGE,
    /** A machine. */
    MACHINE
}
