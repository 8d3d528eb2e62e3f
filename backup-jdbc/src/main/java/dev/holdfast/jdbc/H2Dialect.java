// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** H2: makes tables outside transactions, and knows no trigger without a class. */
final class H2Dialect extends Dialect {
    private static final int LOCK_MILLIS = 60_000;

    private @Nullable String table;

    @Override
    String name() {
        return "h2";
    }

    @Override
    void prepare(Connection connection, String where) throws SQLException {
        expectProduct(connection, "H2", where);
        String fault = null;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT SETTING_VALUE, DATABASE_PATH() IS NULL"
                        + " FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'WRITE_DELAY'")) {
            while (row.next()) {
                if (row.getBoolean(2)) {
                    fault = "it is kept in memory";
                } else if (!row.getString(1).equals("0")) {
                    fault = "H2 says WRITE_DELAY is " + row.getString(1);
                }
            }
        }
        if (fault != null) {
            throw new BackupException(new Failure(
                    FailureKind.UNSUPPORTED,
                    "Cannot keep the store in " + where,
                    fault + ": what is written would not survive the end of the process",
                    "use a file, and put ;WRITE_DELAY=0 into the URL"));
        }
    }

    /**
     * A commit alone is not enough: also without a delay H2 hands what is to be saved to other threads, and a process that
     * was killed in that moment has lost commits that it had acknowledged. A checkpoint waits for those threads only if it
     * has something to save itself: so there is a change that is taken back.
     */
    @Override
    void force(Statements statements) throws SQLException {
        Connection connection = statements.connection();
        if (table == null) {
            table = exists(statements, "schema") ? "schema" : "kit_schema";
        }
        connection.setAutoCommit(false);
        statements.update("UPDATE ${prefix}" + table + " SET finished = finished");
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
        connection.rollback();
        connection.setAutoCommit(true);
    }

    /** Another connection's lock on a row, since making a table ends a transaction here; the last one ends before it. */
    @Override
    MigrationLock lockMigrations(Statements statements, Source source) throws SQLException {
        Connection other = source.open();
        try (Statement statement = other.createStatement()) {
            String table = statements.tables().of("migration_lock");
            statement.execute("SET LOCK_TIMEOUT " + LOCK_MILLIS);
            statement.execute("CREATE TABLE IF NOT EXISTS " + table + " (id INTEGER NOT NULL PRIMARY KEY)");
            statement.execute("MERGE INTO " + table + " (id) KEY (id) VALUES (1)");
            other.setAutoCommit(false);
            statement.execute("SELECT id FROM " + table + " WHERE id = 1 FOR UPDATE");
            return () -> {
                statements.connection().commit();
                other.rollback();
                other.setAutoCommit(true);
                other.close();
            };
        } catch (SQLException e) {
            other.close();
            throw e;
        }
    }

    @Override
    boolean exists(Statements statements, String table) throws SQLException {
        return statements
                .first(
                        "SELECT 1 FROM INFORMATION_SCHEMA.TABLES WHERE LOWER(TABLE_NAME) = ?"
                                + " AND LOWER(TABLE_SCHEMA) = COALESCE(?, LOWER(CURRENT_SCHEMA))",
                        row -> true,
                        statements.tables().prefix() + table,
                        statements.tables().schema())
                .isPresent();
    }

    @Override
    String now() {
        return "CURRENT_TIMESTAMP";
    }

    @Override
    String upsert(Shape shape) {
        return insert(shape)
                .replace("INSERT INTO", "MERGE INTO")
                .replace(") VALUES", ") KEY (" + names(shape.keys()) + ") VALUES");
    }

    @Override
    String insertKit() {
        return "INSERT INTO ${prefix}kit (name, version, document)"
                + " SELECT CAST(? AS CHARACTER VARYING), 1, CAST(? AS CHARACTER LARGE OBJECT)"
                + " WHERE NOT EXISTS (SELECT 1 FROM ${prefix}kit WHERE name = ?)";
    }
}
