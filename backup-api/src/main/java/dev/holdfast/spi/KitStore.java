// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the recovery kit is kept: outside the source's region. Methods block; called by one thread at a time per host.
 * What {@link #put} acknowledged survives, for every store but the one in memory.
 */
public interface KitStore {
    /**
     * A kit as it is kept.
     *
     * @param version counts the writes, from 1
     * @param text the document
     */
    record Kit(long version, String text) {}

    /**
     * A kit that ends with the process: for tests and for a first look. Safe for use by several threads, and by several
     * hosts of one process.
     *
     * @return an empty store
     */
    static KitStore inMemory() {
        return new InMemoryKitStore();
    }

    /**
     * A kit in a file, replaced as a whole at each write. Safe among the processes of one machine.
     *
     * @param file the file; its folder must exist
     * @return the store
     */
    static KitStore file(Path file) {
        return new FileKitStore(file);
    }

    /**
     * The kit.
     *
     * @return the kit, or empty if none was written
     * @throws dev.holdfast.failure.BackupException if it cannot be read
     */
    Optional<Kit> get();

    /**
     * Writes the kit if nobody else has since.
     *
     * @param expected the version that was read, 0 for none
     * @param text the document
     * @return whether it was written
     * @throws dev.holdfast.failure.BackupException if it cannot be written
     */
    boolean put(long expected, String text);

    /**
     * What this store is, for messages.
     *
     * @return a name without secrets
     */
    String name();
}
