// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.Store.Refused;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong between the store and a server. */
final class ConnectionsTest {
    @TempDir
    Path folder;

    @Test
    void aServerThatIsNotThereIsToldWithoutWhatIsSecret() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertFails(
                () -> JdbcStore.postgresql(TestServer.source(null, null, free)),
                FailureKind.TRANSIENT,
                "the database cannot be reached",
                "check address and port");
        DataSource loose = (DataSource) Proxy.newProxyInstance(
                ConnectionsTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                    throw new SQLException(
                            "No suitable driver found for jdbc:postgresql://shop:geheim@db/x?password=geheim&a=b",
                            "08001");
                });
        assertThatThrownBy(() -> JdbcStore.postgresql(loose))
                .isInstanceOf(BackupException.class)
                .hasMessageNotContaining("geheim")
                .hasMessageContaining("***")
                .hasNoCause();
    }

    @Test
    void aDatabaseASchemaAndARightThatAreMissingAreTold() {
        assertFails(
                () -> JdbcStore.postgresql(TestServer.source(null, "nowhere", 0)),
                FailureKind.INVALID,
                "there is no such database",
                "correct the URL, or create it");
        assertFails(
                () -> JdbcStore.builder()
                        .postgresql(TestServer.source())
                        .schema("nowhere")
                        .build(),
                FailureKind.INVALID,
                "there is no such schema",
                "create it, or name another");
        TestServer.execute("CREATE ROLE without_rights LOGIN");
        String schema = TestServer.newSchema();
        TestServer.execute("GRANT USAGE ON SCHEMA " + schema + " TO without_rights");
        assertFails(
                () -> JdbcStore.builder()
                        .postgresql(TestServer.source("without_rights", null, 0))
                        .schema(schema)
                        .build(),
                FailureKind.DENIED,
                "the user has no right to do it",
                "let someone who has it run the published migrations");
        assertFails(
                () -> JdbcStore.postgresql(TestServer.source("nobody_at_all", null, 0)),
                FailureKind.CREDENTIALS,
                "it does not know user or password",
                "correct user and password");
    }

    @Test
    void anotherDatabaseThanWasSaidIsRefused() {
        assertFails(
                () -> JdbcStore.postgresql(Database.h2(folder.resolve("h2"), "0")),
                FailureKind.INVALID,
                "it is H2, not PostgreSQL",
                "name the kind of database that it is");
    }

    @Test
    void whenTheServerDropsTheConnectionTheNextCallTakesANewOne() {
        Database database = Database.make(Database.Kind.POSTGRESQL, folder);
        try (JdbcStore store = database.open()) {
            long epoch = store.acquire("shop", "a");
            store.write(epoch, List.of(Sets.begun("op-1")));
            dropAll(database);
            assertThat(store.outbox(9)).hasSize(1);
            dropAll(database);
            assertThatThrownBy(() -> store.write(epoch, List.of(Sets.begun("op-2"))))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("the database cannot be reached");
            assertThat(store.write(epoch, List.of(Sets.begun("op-2")))).containsExactly((Refused) null);
            assertThat(store.outbox(9)).hasSize(2);
        }
    }

    /** As one that was stopped between two statements of a write: it holds the row of the installation. */
    @Test
    void aHostThatFreezesWithinAWriteHoldsOthersUpForSecondsOnly() throws SQLException {
        Database database = Database.make(Database.Kind.POSTGRESQL, folder);
        try (JdbcStore store = database.open();
                Connection frozen = TestServer.source().getConnection()) {
            long epoch = store.join("shop", "a");
            frozen.setAutoCommit(false);
            try (Statement statement = frozen.createStatement()) {
                statement.execute(database.tables().fill(database.dialect().lockInstallation()));
            }
            assertThat(store.write(epoch, List.of(Sets.begun("op-1")))).containsExactly((Refused) null);
            assertThatThrownBy(frozen::commit)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("idle-in-transaction");
        }
    }

    @Test
    void whatIsNotForcedToDiskByTheServersDefaultIsForcedHere() throws SQLException {
        Database database = Database.make(Database.Kind.POSTGRESQL, folder);
        List<String> seen = new ArrayList<>();
        database.open().close();
        try (JdbcStore store = database.open(connection -> {
            execute(connection, "SET synchronous_commit = off");
            return Seen.at(connection, "commit", () -> seen.add(ask(connection, "SHOW synchronous_commit")));
        })) {
            store.write(store.acquire("shop", "a"), List.of(Sets.begun("op-1")));
        }
        assertThat(seen).isNotEmpty().containsOnly("on");
    }

    @Test
    void aConnectionIsGivenBackAsItCame() throws SQLException {
        Database database = Database.make(Database.Kind.POSTGRESQL, folder);
        database.open().close();
        List<String> seen = new ArrayList<>();
        try (JdbcStore store = database.open(connection -> {
            setIsolation(connection);
            return Seen.at(connection, "close", () -> {
                seen.add(ask(connection, "SHOW transaction_isolation"));
                seen.add(ask(connection, "SHOW enable_seqscan"));
                seen.add(ask(connection, "SHOW idle_in_transaction_session_timeout"));
            });
        })) {
            store.write(store.acquire("shop", "a"), List.of(Sets.begun("op-1")));
        }
        assertThat(seen).containsExactly("serializable", "on", "0");
    }

    @Test
    void whoIsClosedSaysSo() {
        Database database = Database.make(Database.Kind.SQLITE, folder);
        JdbcStore store = database.open();
        store.close();
        store.close();
        assertThatThrownBy(store::position)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The store is closed");
    }

    private static void setIsolation(Connection connection) {
        try {
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String ask(Connection connection, String sql) {
        try (Statement statement = connection.createStatement();
                java.sql.ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "nothing";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void dropAll(Database database) {
        TestServer.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                + " AND query LIKE '%" + database.tables().schema() + ".%'");
    }

    private static void assertFails(ThrowingCallable call, FailureKind kind, String why, String cure) {
        assertThatThrownBy(call)
                .isInstanceOf(BackupException.class)
                .hasMessageContaining(why)
                .hasMessageContaining(cure)
                .satisfies(
                        e -> assertThat(((BackupException) e).failure().kind()).isEqualTo(kind));
    }
}
