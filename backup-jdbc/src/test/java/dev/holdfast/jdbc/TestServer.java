// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The PostgreSQL server of this JVM, started when it is first needed and ended with the JVM. */
final class TestServer {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private TestServer() {}

    private static final class Running {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A source for a user, a database and a port of one's own; null for the usual one. */
    static PGSimpleDataSource source(@Nullable String user, @Nullable String database, int port) {
        PGSimpleDataSource source = at(port == 0 ? port() : port);
        source.setUser(user == null ? "postgres" : user);
        source.setDatabaseName(database == null ? "postgres" : database);
        return source;
    }

    /** A server that another process has started. */
    static PGSimpleDataSource at(int port) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"localhost"});
        source.setPortNumbers(new int[] {port});
        source.setUser("postgres");
        source.setDatabaseName("postgres");
        return source;
    }

    static int port() {
        return Running.SERVER.getPort();
    }

    static DataSource source() {
        return Running.SERVER.getPostgresDatabase();
    }

    static String newSchema() {
        String schema = "test_" + SCHEMAS.incrementAndGet();
        execute("CREATE SCHEMA " + schema);
        return schema;
    }

    static void execute(String sql) {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
