// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.machine;

/**
 * A disk as a program sees it. What is written is readable at once but is on the disk only after {@link #sync()}; one
 * write of at most 4 KiB within one 4 KiB sector happens wholly or not at all, as disks with such sectors promise.
 */
public interface BlockDevice {

    /** Size in bytes. */
    long size();

    /** A copy of the bytes. */
    byte[] read(long offset, int length);

    /** Writes into the cache. */
    void write(long offset, byte[] data);

    /** Everything written before is on the disk when this returns. */
    void sync();
}
