// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements of one connection: each is prepared once. */
final class Statements {
    /** As many rows, or characters, as one statement takes. */
    private static final int MOST_ROWS = 1024;

    private static final int MOST_CHARACTERS = 4 << 20;

    private final Connection connection;
    private final Dialect dialect;
    private final Tables tables;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    /** Reads a row. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Takes a row. */
    interface Taker {
        void take(ResultSet row) throws SQLException;
    }

    Statements(Connection connection, Dialect dialect, Tables tables) {
        this.connection = connection;
        this.dialect = dialect;
        this.tables = tables;
    }

    Connection connection() {
        return connection;
    }

    Dialect dialect() {
        return dialect;
    }

    Tables tables() {
        return tables;
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    /** Rows of a query; names of tables are filled in. */
    <T> List<T> query(String sql, Row<T> row, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = prepared(tables.fill(sql));
        bind(statement, parameters);
        List<T> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(row.read(rows));
            }
        }
        return found;
    }

    <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... parameters) throws SQLException {
        return query(sql, row, parameters).stream().findFirst();
    }

    int update(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = prepared(tables.fill(sql));
        bind(statement, parameters);
        return statement.executeUpdate();
    }

    /**
     * Changes many rows by few statements.
     *
     * @return how many rows were changed
     */
    long bulk(String sql, List<Shape.Column> columns, List<@Nullable Object[]> rows) throws SQLException {
        long changed = 0;
        for (int from = 0; from < rows.size(); ) {
            int until = end(rows, from);
            changed += dialect.arrays()
                    ? arrays(sql, columns, rows.subList(from, until))
                    : batch(sql, rows.subList(from, until));
            from = until;
        }
        return changed;
    }

    private static int end(List<@Nullable Object[]> rows, int from) {
        long characters = 0;
        int until = from;
        while (until < rows.size() && until - from < MOST_ROWS && characters < MOST_CHARACTERS) {
            for (Object value : rows.get(until)) {
                characters += value instanceof String text ? text.length() : 0;
            }
            until++;
        }
        return until;
    }

    private long arrays(String sql, List<Shape.Column> columns, List<@Nullable Object[]> rows) throws SQLException {
        PreparedStatement statement = prepared(tables.fill(sql));
        List<Array> arrays = bindArrays(statement, columns, rows);
        long changed = statement.executeUpdate();
        for (Array array : arrays) {
            array.free();
        }
        return changed;
    }

    private List<Array> bindArrays(
            PreparedStatement statement, List<Shape.Column> columns, List<@Nullable Object[]> rows)
            throws SQLException {
        List<Array> arrays = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            boolean text = columns.get(i).type() == Shape.Type.TEXT;
            @Nullable Object[] values = text ? new String[rows.size()] : new Long[rows.size()];
            for (int row = 0; row < values.length; row++) {
                values[row] = rows.get(row)[i];
            }
            Array array = connection.createArrayOf(text ? "text" : "bigint", values);
            statement.setArray(i + 1, array);
            arrays.add(array);
        }
        return arrays;
    }

    private long batch(String sql, List<@Nullable Object[]> rows) throws SQLException {
        PreparedStatement statement = prepared(tables.fill(sql));
        if (rows.size() == 1) {
            bind(statement, rows.get(0));
            return statement.executeUpdate();
        }
        for (@Nullable Object[] row : rows) {
            bind(statement, row);
            statement.addBatch();
        }
        long changed = 0;
        for (int count : statement.executeBatch()) {
            changed += count;
        }
        return changed;
    }

    /** Finds many rows by their keys, with few statements; what is found comes in no order. */
    void lookup(Shape shape, List<@Nullable Object[]> keys, Taker taker) throws SQLException {
        String sql = dialect.lookup(shape);
        if (!dialect.arrays()) {
            PreparedStatement statement = prepared(tables.fill(sql));
            for (@Nullable Object[] key : keys) {
                bind(statement, key);
                take(statement, taker);
            }
            return;
        }
        for (int from = 0; from < keys.size(); ) {
            int until = end(keys, from);
            PreparedStatement statement = prepared(tables.fill(sql));
            List<Array> arrays = bindArrays(statement, shape.keys(), keys.subList(from, until));
            take(statement, taker);
            for (Array array : arrays) {
                array.free();
            }
            from = until;
        }
    }

    private static void take(PreparedStatement statement, Taker taker) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                taker.take(rows);
            }
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            Object parameter = parameters[i];
            if (parameter == null) {
                statement.setNull(i + 1, Types.VARCHAR);
            } else if (parameter instanceof Number number) {
                statement.setLong(i + 1, number.longValue());
            } else {
                statement.setString(i + 1, parameter.toString());
            }
        }
    }
}
