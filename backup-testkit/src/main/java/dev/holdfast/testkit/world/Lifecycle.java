// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

/** Where a disk, snapshot or image stands; each cloud has its own words for it. */
public enum Lifecycle {
    /** Being made. */
    CREATING,
    /** There, and usable. */
    READY,
    /** It failed while it was being made; what is left has to be deleted. */
    FAILED,
    /** Deleted, but can be brought back for a while. */
    RECYCLED,
    /** Gone. */
    DELETED
}
