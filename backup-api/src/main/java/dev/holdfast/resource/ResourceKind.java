// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.resource;

/** What a {@link ResourceId} names. This list grows: do not switch over it without a default. */
public enum ResourceKind {
    /** A block device. */
    DISK,
    /** A virtual machine with its disks. */
    MACHINE
}
