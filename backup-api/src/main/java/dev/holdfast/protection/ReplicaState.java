// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

/** Where a replica stands. What is not usable is a state, not an absence. This list grows. */
public enum ReplicaState {
    /** Being made. */
    CREATING,
    /** Whole and usable. */
    AVAILABLE,
    /** Usable, but about to go at its expiry. */
    EXPIRING,
    /** Deleted, but can still be had back from the cloud's recycle bin. */
    RECYCLED,
    /** In a region that is lost at the moment. */
    LOST,
    /** Could not be made; perhaps still listed by the cloud. */
    FAILED,
    /** Gone. */
    DELETED
}
