// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** H2: makes tables outside transactions, and knows no trigger without a class. */
final class H2Dialect extends Dialect {
    @Override
    String name() {
        return "h2";
    }

    @Override
    List<String> migrations() {
        return List.of("V1__store.sql");
    }

    @Override
    boolean transactionalTables() {
        return false;
    }

    @Override
    void prepare(Connection connection, String where) throws SQLException {
        String delay;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS"
                        + " WHERE SETTING_NAME = 'WRITE_DELAY'")) {
            delay = row.next() ? row.getString(1) : "nothing: it is kept in memory only";
        }
        if (!"0".equals(delay)) {
            throw new BackupException(new Failure(
                    FailureKind.UNSUPPORTED,
                    "Cannot keep the store in " + where,
                    "H2 says WRITE_DELAY is " + delay + ": what is written would not survive the end of the process",
                    "use a file, and put ;WRITE_DELAY=0 into the URL"));
        }
    }

    @Override
    void lockMigrations(Statements statements) throws SQLException {}

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
}
