// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.spi.KitStore;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A recovery kit in a database: one of several there, by its name. Belongs into a database outside the source's region,
 * which is rarely the one with the store.
 *
 * <p>Made by {@link JdbcStoreBuilder#buildKitStore}. Keeps one connection, and takes a new one after an error. All methods
 * block, and are safe for use by several threads, one at a time, and by any number of hosts. They throw
 * {@link dev.holdfast.failure.BackupException} if the database cannot be read or written, and
 * {@link IllegalStateException} once the store is closed.
 */
public final class JdbcKitStore implements KitStore, AutoCloseable {
    private final Session session;
    private final String kit;

    JdbcKitStore(Session session, String kit) {
        this.session = session;
        this.kit = kit;
    }

    @Override
    public synchronized Optional<Kit> get() {
        return session.read(
                "Cannot read the recovery kit '" + kit + "'",
                statements -> statements.first(
                        "SELECT version, document FROM ${prefix}kit WHERE name = ?",
                        row -> new Kit(row.getLong(1), row.getString(2)),
                        kit));
    }

    @Override
    public synchronized boolean put(long expected, String text) {
        return session.write("Cannot write the recovery kit '" + kit + "'", statements -> {
            try {
                return Session.kept(written(statements, expected, text) == 1);
            } catch (SQLException e) {
                if (Failures.isConflict(e)) {
                    // Another host wrote the first version in the same moment.
                    return Session.undone(false);
                }
                throw e;
            }
        });
    }

    private int written(Statements statements, long expected, String text) throws SQLException {
        return expected == 0
                ? statements.update(statements.dialect().insertKit(), kit, text, kit)
                : statements.update(
                        "UPDATE ${prefix}kit SET version = version + 1, document = ? WHERE name = ? AND version = ?",
                        text,
                        kit,
                        expected);
    }

    @Override
    public String name() {
        return "kit '" + kit + "' in " + session.source().name();
    }

    /** Gives the connection back. What was given to the builder stays open. */
    @Override
    public synchronized void close() {
        session.close();
    }

    @Override
    public String toString() {
        return "KitStore[" + name() + "]";
    }
}
