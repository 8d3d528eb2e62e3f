// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What differs between databases. Names of tables stand as placeholders in all its statements. */
abstract sealed class Dialect permits SqliteDialect, PostgresDialect, H2Dialect {
    /** What the database is called, also the folder of its migrations. */
    abstract String name();

    /** Whether many rows go as arrays into one statement; else as a batch of statements. */
    boolean arrays() {
        return false;
    }

    /** Sets a new connection up, and refuses one that does not keep what is written. */
    abstract void prepare(Connection connection, String where) throws SQLException;

    /** Undoes what {@link #prepare} set, before a connection is given back. */
    void release(Connection connection) throws SQLException {}

    /** Begins a transaction that writes. */
    void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
    }

    /** Has what was committed forced to the disk, where a commit alone does not do it. */
    void force(Statements statements) throws SQLException {}

    /** Begins a transaction that reads everything as it is at one moment. */
    void beginSnapshot(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
    }

    /** Locks the row of the installation and reads it. */
    String lockInstallation() {
        return "SELECT " + Head.COLUMNS + " FROM ${prefix}installation WHERE id = 1 FOR UPDATE";
    }

    /** What keeps others who migrate out, until it is closed. */
    interface MigrationLock extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }

    /** Keeps others who migrate out, at least until the transaction ends. */
    MigrationLock lockMigrations(Statements statements, Source source) throws SQLException {
        return () -> {};
    }

    abstract boolean exists(Statements statements, String table) throws SQLException;

    /** The moment of the transaction, as db-scheduler writes a moment. */
    abstract String now();

    /** Adds an execution that is due, if it is not there: task and instance, each twice. */
    String insertExecution() {
        return "INSERT INTO ${prefix}scheduled_tasks (task_name, task_instance, execution_time, picked, version)"
                + " SELECT CAST(? AS VARCHAR(100)), CAST(? AS VARCHAR(1000)), " + now() + ", FALSE, 1"
                + " WHERE NOT EXISTS (SELECT 1 FROM ${prefix}scheduled_tasks WHERE task_name = ? AND task_instance = ?)";
    }

    /** Adds the first version of a kit, if there is none: name, document, name. */
    String insertKit() {
        return "INSERT INTO ${prefix}kit (name, version, document) SELECT ?, 1, ?"
                + " WHERE NOT EXISTS (SELECT 1 FROM ${prefix}kit WHERE name = ?)";
    }

    String insert(Shape shape) {
        return "INSERT INTO ${prefix}" + shape.table() + " (" + names(shape.columns()) + ") VALUES ("
                + Stream.generate(() -> "?").limit(shape.columns().size()).collect(Collectors.joining(", ")) + ")";
    }

    abstract String upsert(Shape shape);

    /** Values first, then keys, then the version that must be stored. */
    String updateVersion(Shape shape) {
        return "UPDATE ${prefix}" + shape.table() + " SET " + equal(shape.values(), ", ") + " WHERE "
                + equal(shape.keys(), " AND ") + " AND version = ?";
    }

    String delete(Shape shape) {
        return "DELETE FROM ${prefix}" + shape.table() + " WHERE " + equal(shape.keys(), " AND ");
    }

    String lookup(Shape shape) {
        return "SELECT " + names(shape.columns()) + " FROM ${prefix}" + shape.table() + " WHERE "
                + equal(shape.keys(), " AND ");
    }

    /** Refuses a connection to another database. */
    static void expectProduct(Connection connection, String product, String where) throws SQLException {
        String found = connection.getMetaData().getDatabaseProductName();
        if (!found.equals(product)) {
            throw new BackupException(new Failure(
                    FailureKind.INVALID,
                    "Cannot keep the store in " + where,
                    "it is " + found + ", not " + product,
                    "name the kind of database that it is; a SQLite file is given by its path"));
        }
    }

    static String names(Collection<Shape.Column> columns) {
        return columns.stream().map(Shape.Column::name).collect(Collectors.joining(", "));
    }

    static String names(Collection<Shape.Column> columns, String before) {
        return columns.stream().map(column -> before + column.name()).collect(Collectors.joining(", "));
    }

    private static String equal(Collection<Shape.Column> columns, String between) {
        return columns.stream().map(column -> column.name() + " = ?").collect(Collectors.joining(between));
    }
}
