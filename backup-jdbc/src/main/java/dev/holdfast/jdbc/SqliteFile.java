// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** A SQLite file; a hold on it if this process has it for itself. */
final class SqliteFile implements Source {
    private static final int BUSY_MILLIS = 5_000;
    private static final int CACHE_KIB = 65_536;

    private final Path file;
    private final @Nullable FileHold hold;

    SqliteFile(Path file, @Nullable FileHold hold) {
        this.file = file;
        this.hold = hold;
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public Connection open() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setCacheSize(-CACHE_KIB);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    @Override
    public void heldBy(String host) {
        if (hold != null) {
            hold.heldBy(host);
        }
    }

    @Override
    public void close() {
        if (hold != null) {
            hold.close();
        }
    }
}
