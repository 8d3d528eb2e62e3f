// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL: many rows go as one array for each column. */
final class PostgresDialect extends Dialect {
    /** Longer than any statement of ours takes: a connection that says nothing for so long is lost. */
    private static final int SILENCE_MILLIS = 120_000;

    /** As long as a host that freezes within a write holds up all others. */
    private static final String FROZEN = "5s";

    private static final Logger LOG = LoggerFactory.getLogger(PostgresDialect.class);

    private boolean warned;

    @Override
    String name() {
        return "postgresql";
    }

    @Override
    boolean arrays() {
        return true;
    }

    @Override
    void prepare(Connection connection, String where) throws SQLException {
        expectProduct(connection, "PostgreSQL", where);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW fsync")) {
            if (!warned && row.next() && row.getString(1).equals("off")) {
                warned = true;
                LOG.warn("The server of {} has fsync off: what is written does not survive its crash", where);
            }
        }
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setNetworkTimeout(Runnable::run, SILENCE_MILLIS);
    }

    @Override
    void release(Connection connection) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, 0);
    }

    /**
     * Also keeps the planner to the indexes until the transaction ends: it would plan for the size that an array seems to
     * have, and for a table that was small when a statement was planned. With a server of other defaults, what is
     * acknowledged is on disk all the same.
     */
    @Override
    String lockInstallation() {
        return "SELECT " + Head.COLUMNS + ", set_config('enable_seqscan', 'off', true),"
                + " set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),"
                + " set_config('enable_bitmapscan', 'off', true),"
                + " set_config('idle_in_transaction_session_timeout', '" + FROZEN + "', true),"
                + " CASE WHEN current_setting('synchronous_commit') = 'off'"
                + " THEN set_config('synchronous_commit', 'on', true) END"
                + " FROM ${prefix}installation WHERE id = 1 FOR UPDATE";
    }

    @Override
    MigrationLock lockMigrations(Statements statements, Source source) throws SQLException {
        statements.query(
                "SELECT pg_advisory_xact_lock(?)",
                row -> true,
                statements.tables().lockNumber());
        return () -> {};
    }

    @Override
    boolean exists(Statements statements, String table) throws SQLException {
        // Not by to_regclass: it may remember from before the lock that there is none.
        return statements
                .first(
                        "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE c.relname = ? AND n.nspname = COALESCE(CAST(? AS TEXT), current_schema())",
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
    String insertExecution() {
        return super.insertExecution() + " ON CONFLICT DO NOTHING";
    }

    @Override
    String insertKit() {
        return super.insertKit() + " ON CONFLICT DO NOTHING";
    }

    @Override
    String insert(Shape shape) {
        return "INSERT INTO ${prefix}" + shape.table() + " (" + names(shape.columns()) + ") SELECT * FROM "
                + arrays(shape.columns());
    }

    @Override
    String upsert(Shape shape) {
        return insert(shape) + " ON CONFLICT (" + names(shape.keys()) + ") DO UPDATE SET "
                + shape.values().stream()
                        .map(column -> column.name() + " = EXCLUDED." + column.name())
                        .collect(Collectors.joining(", "));
    }

    @Override
    String updateVersion(Shape shape) {
        return "UPDATE ${prefix}" + shape.table() + " AS t SET "
                + shape.values().stream()
                        .map(column -> column.name() + " = s." + column.name())
                        .collect(Collectors.joining(", "))
                + " FROM unnest(" + places(shape.values()) + ", " + places(shape.keys()) + ", ?::bigint[]) AS s ("
                + names(shape.values()) + ", " + names(shape.keys()) + ", stored) WHERE " + joined(shape)
                + " AND t.version = s.stored";
    }

    @Override
    String delete(Shape shape) {
        return "DELETE FROM ${prefix}" + shape.table() + " AS t USING " + arrays(shape.keys()) + " AS s ("
                + names(shape.keys()) + ") WHERE " + joined(shape);
    }

    @Override
    String lookup(Shape shape) {
        return "SELECT " + names(shape.columns(), "t.") + " FROM " + arrays(shape.keys()) + " AS s ("
                + names(shape.keys()) + ") JOIN ${prefix}" + shape.table() + " AS t ON " + joined(shape);
    }

    private static String joined(Shape shape) {
        return shape.keys().stream()
                .map(column -> "t." + column.name() + " = s." + column.name())
                .collect(Collectors.joining(" AND "));
    }

    private static String arrays(Collection<Shape.Column> columns) {
        return "unnest(" + places(columns) + ")";
    }

    private static String places(Collection<Shape.Column> columns) {
        return columns.stream()
                .map(column -> column.type() == Shape.Type.TEXT ? "?::text[]" : "?::bigint[]")
                .collect(Collectors.joining(", "));
    }
}
