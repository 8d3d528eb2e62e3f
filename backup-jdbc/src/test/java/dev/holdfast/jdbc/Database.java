// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.h2.jdbcx.JdbcDataSource;

/** A database for one test: made empty, and gone with the test's folder or the server of this JVM. */
final class Database {
    /** Which database. */
    enum Kind {
        SQLITE,
        POSTGRESQL,
        H2
    }

    private static final List<String> TABLES = List.of(
            "schema",
            "installation",
            "writer",
            "operation",
            "step",
            "step_node",
            "claim",
            "record",
            "outbox",
            "evidence",
            "lane_wake",
            "scheduled_tasks");

    private final Supplier<JdbcStoreBuilder> builder;
    private final Supplier<Source> source;
    private final Dialect dialect;
    private final Tables tables;

    private Database(Supplier<JdbcStoreBuilder> builder, Supplier<Source> source, Dialect dialect, Tables tables) {
        this.builder = builder;
        this.source = source;
        this.dialect = dialect;
        this.tables = tables;
    }

    static Database make(Kind kind, Path folder) {
        return switch (kind) {
            case SQLITE -> {
                Path file = folder.resolve("store.db");
                yield new Database(
                        () -> JdbcStore.builder().sqlite(file),
                        () -> new SqliteFile(file, null),
                        new SqliteDialect(),
                        new Tables(null, Tables.DEFAULT_PREFIX));
            }
            case H2 -> {
                JdbcDataSource h2 = h2(folder.resolve("store"), "0");
                yield new Database(
                        () -> JdbcStore.builder().h2(h2),
                        () -> new GivenSource(h2),
                        new H2Dialect(),
                        new Tables(null, Tables.DEFAULT_PREFIX));
            }
            case POSTGRESQL -> {
                Tables tables = new Tables(TestServer.newSchema(), "hf_");
                yield new Database(
                        () -> JdbcStore.builder()
                                .postgresql(TestServer.source())
                                .schema(String.valueOf(tables.schema()))
                                .tablePrefix(tables.prefix()),
                        () -> new GivenSource(TestServer.source()),
                        new PostgresDialect(),
                        tables);
            }
        };
    }

    static JdbcDataSource h2(Path database, String writeDelay) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + database + ";DB_CLOSE_DELAY=-1;WRITE_DELAY=" + writeDelay);
        source.setUser("sa");
        return source;
    }

    JdbcStoreBuilder builder() {
        return builder.get();
    }

    Dialect dialect() {
        return dialect;
    }

    Tables tables() {
        return tables;
    }

    JdbcStore open() {
        return builder.get().build();
    }

    /** A store over connections of which each was changed first. */
    JdbcStore open(UnaryOperator<Connection> change) {
        Source real = source.get();
        Session session = new Session(
                new Source() {
                    @Override
                    public String name() {
                        return real.name();
                    }

                    @Override
                    public Connection open() throws SQLException {
                        return change.apply(real.open());
                    }

                    @Override
                    public void close() {
                        real.close();
                    }
                },
                dialect,
                tables);
        try {
            new Migrator(session, "schema", Migration.ofStore(dialect)).run(JdbcStore.Migrations.APPLY);
            return new JdbcStore(session);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Removes all tables of the store. */
    void wipe() throws SQLException {
        if (tables.schema() != null) {
            TestServer.execute("DROP SCHEMA " + tables.schema() + " CASCADE; CREATE SCHEMA " + tables.schema());
            return;
        }
        for (String table : TABLES) {
            execute("DROP TABLE IF EXISTS ${prefix}" + table);
        }
    }

    /** A session of its own, without any check of the tables. */
    Session session() {
        return new Session(source.get(), dialect, tables);
    }

    /** Runs statements past the store, each in a transaction of its own. */
    void execute(String... statements) throws SQLException {
        try (Connection connection = source.get().open();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(tables.fill(sql));
            }
        }
    }

    /** The first column of the first row, as text. */
    String ask(String sql) throws SQLException {
        try (Connection connection = source.get().open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(tables.fill(sql))) {
            return row.next() ? String.valueOf(row.getString(1)) : "no row";
        }
    }
}
