// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

/** In what state of mind the data was taken; each level includes the ones before it. */
public enum ConsistencyLevel {
    /** As after a power failure: all disks of a set at one moment, nothing flushed. */
    CRASH,
    /** File systems flushed and frozen. */
    FILE_SYSTEM,
    /** The application itself was asked to hold still, and was still holding when it was released. */
    APPLICATION;

    /**
     * Whether this level is at least another.
     *
     * @param other the level wanted
     * @return true if this one includes it
     */
    public boolean satisfies(ConsistencyLevel other) {
        return compareTo(other) >= 0;
    }
}
