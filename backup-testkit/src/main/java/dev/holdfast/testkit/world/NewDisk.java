// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import org.jspecify.annotations.Nullable;

/**
 * An order for a disk.
 *
 * @param name name given by the request; null: none
 * @param zone where
 * @param type type as the cloud calls it
 * @param bytes size; 0 with a snapshot: the size of that
 * @param key key to encrypt it under; null: that of the snapshot, or none
 * @param fromSnapshot snapshot of the same region to make it of; null: empty
 */
public record NewDisk(
        @Nullable String name,
        String zone,
        String type,
        long bytes,
        @Nullable String key,
        @Nullable String fromSnapshot) {

    /** An empty disk. */
    public static NewDisk empty(String zone, String type, long bytes) {
        return new NewDisk(null, zone, type, bytes, null, null);
    }

    /** A disk of a snapshot, with its size and key. */
    public static NewDisk of(String snapshot, String zone, String type) {
        return new NewDisk(null, zone, type, 0, null, snapshot);
    }

    /** The same under a name. */
    public NewDisk named(String newName) {
        return new NewDisk(newName, zone, type, bytes, key, fromSnapshot);
    }

    /** The same under a key. */
    public NewDisk encrypted(@Nullable String newKey) {
        return new NewDisk(name, zone, type, bytes, newKey, fromSnapshot);
    }
}
