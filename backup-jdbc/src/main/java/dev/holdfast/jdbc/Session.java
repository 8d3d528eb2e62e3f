// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of a store, kept as long as it works: with it go the prepared statements. After an error it is given
 * up, and the next call takes a new one.
 */
final class Session implements AutoCloseable {
    private final Source source;
    private final Dialect dialect;
    private final Tables tables;
    private @Nullable Statements current;
    private int isolation;
    private boolean closed;

    /** What is done with a connection. */
    interface Work<T> {
        T with(Statements statements) throws SQLException;
    }

    /** What is read with a connection. */
    interface Reader {
        void with(Statements statements) throws SQLException;
    }

    /** What a transaction came to: null if nothing is to be kept. */
    interface Outcome<T> {
        T value();

        boolean keeps();
    }

    Session(Source source, Dialect dialect, Tables tables) {
        this.source = source;
        this.dialect = dialect;
        this.tables = tables;
    }

    Source source() {
        return source;
    }

    Tables tables() {
        return tables;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Reads. A connection that broke while nobody used it is replaced once. */
    <T> T read(String what, Work<T> work) {
        boolean reused = current != null;
        try {
            return work.with(statements());
        } catch (SQLException e) {
            drop();
            if (!reused) {
                throw Failures.of(what, source.name(), e);
            }
        } catch (RuntimeException e) {
            drop();
            throw e;
        }
        try {
            return work.with(statements());
        } catch (SQLException e) {
            drop();
            throw Failures.of(what, source.name(), e);
        }
    }

    /** Writes in one transaction, committed if the outcome is to be kept. */
    <T> T write(String what, Work<Outcome<T>> work) {
        try {
            Statements statements = statements();
            Connection connection = statements.connection();
            dialect.begin(connection);
            Outcome<T> outcome = work.with(statements);
            if (outcome.keeps()) {
                connection.commit();
            } else {
                connection.rollback();
            }
            connection.setAutoCommit(true);
            // Also of what a repeat found written: the first try may not have come so far.
            dialect.force(statements);
            return outcome.value();
        } catch (SQLException e) {
            drop();
            throw Failures.of(what, source.name(), e);
        } catch (RuntimeException | Error e) {
            drop();
            throw e;
        }
    }

    /** Reads everything as it is at one moment. */
    void snapshot(String what, Reader reader) {
        try {
            Statements statements = statements();
            Connection connection = statements.connection();
            dialect.beginSnapshot(connection);
            reader.with(statements);
            connection.rollback();
            connection.setAutoCommit(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        } catch (SQLException e) {
            drop();
            throw Failures.of(what, source.name(), e);
        } catch (RuntimeException | Error e) {
            drop();
            throw e;
        }
    }

    static <T> Outcome<T> kept(T value) {
        return new Ended<>(value, true);
    }

    static <T> Outcome<T> undone(T value) {
        return new Ended<>(value, false);
    }

    private record Ended<T>(T value, boolean keeps) implements Outcome<T> {}

    private Statements statements() throws SQLException {
        if (closed) {
            throw new IllegalStateException("The store is closed");
        }
        if (current == null) {
            Connection connection = source.open();
            current = new Statements(connection, dialect, tables);
            isolation = connection.getTransactionIsolation();
            connection.setAutoCommit(true);
            dialect.prepare(connection, source.name());
        }
        return current;
    }

    /** Gives the connection up; what it had begun is undone. */
    private void drop() {
        Statements dropped = current;
        current = null;
        if (dropped == null) {
            return;
        }
        try (Connection connection = dropped.connection()) {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            connection.setTransactionIsolation(isolation);
            dialect.release(connection);
        } catch (SQLException e) {
            // It was broken already: the database undoes what was not committed.
        }
    }

    @Override
    public void close() {
        closed = true;
        drop();
        source.close();
    }
}
