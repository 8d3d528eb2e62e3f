// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.failure.BackupException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;

/**
 * Everything that a store holds, as text: to move an installation to another store, and to keep a copy.
 *
 * <p>Each line is a canonical text, see {@link Payload#canonical}, and ends with a line feed. The first line names the
 * format and the installation; one for each row follows; the last has the number of rows and a SHA-256 over the UTF-8 of
 * all lines before. The digest finds what was cut or damaged. It is not signed: whoever can write the file can write
 * another one.
 *
 * <p>Nothing is decrypted on the way: what is secret in a store is so in its archive, see {@link Cipher}.
 */
public final class StoreArchive {
    /** The format that is written. It and all before it are read. */
    public static final int FORMAT = 1;

    private StoreArchive() {}

    /**
     * Writes everything that a store holds, as it is at one moment, see {@link Store#exportTo}. Blocks until all is
     * written. What is held in memory does not grow with what is stored.
     *
     * @param store the store
     * @param to takes the text, which is not complete without its last line; is neither flushed nor closed
     * @throws IOException if the text cannot be written
     * @throws IllegalArgumentException if a row holds a value that has no canonical text
     * @throws RuntimeException if the store cannot be read
     */
    public static void write(Store store, Appendable to) throws IOException {
        ArchiveWriter writer = new ArchiveWriter(to);
        try {
            store.exportTo(writer);
        } catch (UncheckedIOException e) {
            throw writer.broke(e);
        }
        writer.end();
    }

    /**
     * Fills an empty store with what another one held, see {@link Store#importFrom}. When this returns, everything is
     * there and durable; when it throws, nothing is. Blocks until all is written. What is held in memory does not grow with
     * what is read, where the store keeps to its contract.
     *
     * @param from the text that {@link #write} wrote; read to its end, not closed
     * @param store the store: no host has acquired or joined it yet
     * @throws IOException if the text cannot be read
     * @throws BackupException if the store is not empty; or the text is no archive, of a later format, cut, or changed; or
     *     its evidence does not hold together
     * @throws RuntimeException if the store cannot be written
     */
    public static void read(Reader from, Store store) throws IOException {
        ArchiveReader reader = new ArchiveReader(from);
        try {
            store.importFrom(reader);
        } catch (UncheckedIOException e) {
            throw reader.broke(e);
        }
    }
}
