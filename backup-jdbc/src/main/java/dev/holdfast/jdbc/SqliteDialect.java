// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;

/** SQLite: one file, one host. */
final class SqliteDialect extends Dialect {
    private static final String FULL = "2";

    @Override
    String name() {
        return "sqlite";
    }

    @Override
    void prepare(Connection connection, String where) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            check(statement, where, "journal_mode", "wal");
            check(statement, where, "synchronous", FULL);
        }
    }

    private static void check(Statement statement, String where, String pragma, String wanted) throws SQLException {
        String found;
        try (ResultSet row = statement.executeQuery("PRAGMA " + pragma)) {
            found = row.next() ? row.getString(1) : "nothing";
        }
        if (!wanted.equals(found)) {
            throw new BackupException(new Failure(
                    FailureKind.UNSUPPORTED,
                    "Cannot keep the store in " + where,
                    "SQLite says " + pragma + " is " + found + ", not " + wanted
                            + ": what is written might not survive a crash",
                    "put the file on a local disk whose file system has shared memory and locks"));
        }
    }

    /** The transaction begins as one that writes (see {@link SqliteFile}): the whole file is locked. */
    @Override
    String lockInstallation() {
        return "SELECT " + Head.COLUMNS + " FROM ${prefix}installation WHERE id = 1";
    }

    @Override
    boolean exists(Statements statements, String table) throws SQLException {
        return statements
                .first(
                        "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?",
                        row -> true,
                        statements.tables().of(table))
                .isPresent();
    }

    /** Milliseconds, as the driver writes a moment. */
    @Override
    String now() {
        return "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
    }

    @Override
    String upsert(Shape shape) {
        return insert(shape) + " ON CONFLICT (" + names(shape.keys()) + ") DO UPDATE SET "
                + shape.values().stream()
                        .map(column -> column.name() + " = excluded." + column.name())
                        .collect(Collectors.joining(", "));
    }
}
