// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.failure.BackupException;
import dev.holdfast.spi.Store.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables: made once, checked always, and never used when they are not what is known. */
final class MigrationsTest {
    @TempDir
    Path folder;

    /** The text enters its own checksum: whoever changes a migration must enter the new one, and must not if it is out. */
    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void theChecksumInEachFileIsThatOfTheFile(Database.Kind kind) {
        Dialect dialect = Database.make(kind, folder).dialect();
        Stream.concat(Migration.ofStore(dialect).stream(), Migration.ofKits(dialect).stream())
                .forEach(migration ->
                        assertThat(migration.entered()).as(migration.file()).isEqualTo(migration.checksum()));
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void whoeverRunsThePublishedSqlNeedsNoMigrationByTheStore(Database.Kind kind) throws SQLException {
        Database database = Database.make(kind, folder);
        for (Migration migration : Migration.ofStore(database.dialect())) {
            database.execute(migration.statements().toArray(String[]::new));
        }
        try (JdbcStore store =
                database.builder().migrations(JdbcStore.Migrations.VERIFY).build()) {
            assertThat(store.write(store.acquire("shop", "a"), List.of(Sets.begun("op-1"))))
                    .containsExactly((Refused) null);
        }
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void toVerifyChangesNothingAndSaysWhatIsMissing(Database.Kind kind) throws SQLException {
        Database database = Database.make(kind, folder);
        assertThatThrownBy(() -> database.builder()
                        .migrations(JdbcStore.Migrations.VERIFY)
                        .build())
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("Cannot use the tables of the store")
                .hasMessageMatching(".*(V1__store.sql has not been run|there is no such file).*");
        if (kind == Database.Kind.SQLITE) {
            assertThat(folder.resolve("store.db")).doesNotExist();
        } else {
            boolean made = database.session()
                    .read("look", statements -> database.dialect().exists(statements, "schema"));
            assertThat(made).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Database.Kind.class,
            names = {"POSTGRESQL", "H2"})
    void hostsThatStartAtOnceMakeTheTablesOnce(Database.Kind kind) throws Exception {
        Database database = Database.make(kind, folder);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Long>> hosts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                hosts.add(() -> {
                    try (JdbcStore store = database.open()) {
                        return store.join("shop", "a");
                    }
                });
            }
            for (Future<Long> host : threads.invokeAll(hosts)) {
                assertThat(host.get()).isEqualTo(1);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(database.ask("SELECT COUNT(*) FROM ${prefix}schema")).isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void aMigrationThatFailsLeavesNothingOrIsSeenTheNextTime(Database.Kind kind) throws SQLException {
        Database database = Database.make(kind, folder);
        Migration first = Migration.ofStore(database.dialect()).get(0);
        Migration broken = new Migration(
                1,
                first.file(),
                first.text().replace("CREATE TABLE ${prefix}claim (", "CREATE TABEL ${prefix}claim ("));
        Session session = database.session();
        assertThatThrownBy(() -> new Migrator(session, "schema", List.of(broken)).run(JdbcStore.Migrations.APPLY))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("Cannot bring the tables of the store up to date");
        session.close();
        if (kind == Database.Kind.H2) {
            assertThatThrownBy(database::open)
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("V1__store.sql was begun and not ended");
        } else {
            database.open().close();
            assertThat(database.ask("SELECT finished FROM ${prefix}schema")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void aHalfAppliedMigrationIsRefused(Database.Kind kind) throws SQLException {
        Database database = Database.make(kind, folder);
        List<String> statements = Migration.ofStore(database.dialect()).get(0).statements();
        database.execute(statements.subList(0, 8).toArray(String[]::new));
        assertThatThrownBy(database::open)
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("V1__store.sql was begun and not ended")
                .hasMessageContaining("run the rest of the file by hand");
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void aChangedChecksumIsRefused(Database.Kind kind) throws SQLException {
        Database database = Database.make(kind, folder);
        database.open().close();
        database.execute("UPDATE ${prefix}schema SET checksum = 'other'");
        assertThatThrownBy(database::open)
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("V1__store.sql was applied in another form than this library knows");
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void tablesFromTheFutureAreUsedOnlyIfTheySayThatThisVersionMay(Database.Kind kind) throws SQLException {
        Database database = Database.make(kind, folder);
        database.open().close();
        database.execute(
                "ALTER TABLE ${prefix}operation ADD COLUMN of_the_future VARCHAR(9)",
                "INSERT INTO ${prefix}schema (version, checksum, readable_from, applied_at, finished)"
                        + " VALUES (2, 'of the future', 1, CURRENT_TIMESTAMP, 1)");
        try (JdbcStore store = database.open()) {
            assertThat(store.write(store.acquire("shop", "a"), List.of(Sets.begun("op-1"))))
                    .containsExactly((Refused) null);
            assertThat(store.steps(Sets.id("op-1"))).hasSize(1);
        }
        database.execute("INSERT INTO ${prefix}schema (version, checksum, readable_from, applied_at, finished)"
                + " VALUES (3, 'of the far future', 3, CURRENT_TIMESTAMP, 1)");
        assertThatThrownBy(database::open)
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("they are of version 3")
                .hasMessageContaining("this library knows version 1")
                .hasMessageContaining("use a newer version of the library");
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void aNewVersionBringsTablesOfTheOldOneUpToDate(Database.Kind kind) throws SQLException {
        Database database = Database.make(kind, folder);
        try (JdbcStore store = database.open()) {
            store.write(store.acquire("shop", "a"), List.of(Sets.begun("op-1")));
        }
        Migration second = new Migration(
                2,
                "V2__more.sql",
                "INSERT INTO ${prefix}schema (version, checksum, readable_from, applied_at, finished)\n"
                        + "VALUES (2, '" + "0".repeat(64) + "', 1, CURRENT_TIMESTAMP, 0);\n\n"
                        + "ALTER TABLE ${prefix}operation ADD COLUMN of_the_future VARCHAR(9);\n\n"
                        + "UPDATE ${prefix}schema SET finished = 1 WHERE version = 2;\n");
        List<Migration> known = new ArrayList<>(Migration.ofStore(database.dialect()));
        known.add(new Migration(2, second.file(), second.text().replace("0".repeat(64), second.checksum())));
        Session session = database.session();
        new Migrator(session, "schema", known).run(JdbcStore.Migrations.APPLY);
        new Migrator(session, "schema", known).run(JdbcStore.Migrations.VERIFY);
        session.close();
        assertThat(database.ask("SELECT COUNT(*) FROM ${prefix}operation WHERE of_the_future IS NULL"))
                .isEqualTo("1");
    }

    @Test
    void namesThatAreNoIdentifiersAreRefused() {
        JdbcStoreBuilder builder = JdbcStore.builder();
        for (String name : List.of("", "Shop", "a b", "1a", "a;drop table x", "a\"", "x".repeat(31))) {
            assertThatThrownBy(() -> builder.schema(name)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> builder.tablePrefix("a-b")).isInstanceOf(IllegalArgumentException.class);
        assertThatCode(() -> builder.tablePrefix("")).doesNotThrowAnyException();
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Say where the tables are kept");
    }

    @Test
    void withoutASchemaTheTablesLieWhereTheConnectionIs() throws SQLException {
        try (JdbcStore store = JdbcStore.builder()
                .postgresql(TestServer.source())
                .tablePrefix("plain_")
                .build()) {
            assertThat(store.write(store.acquire("shop", "a"), List.of(Sets.begun("op-1"))))
                    .containsExactly((Refused) null);
        }
        try (JdbcStore again = JdbcStore.builder()
                .postgresql(TestServer.source())
                .tablePrefix("plain_")
                .migrations(JdbcStore.Migrations.VERIFY)
                .build()) {
            assertThat(again.outbox(9)).hasSize(1);
        }
    }

    @Test
    void whatWasRefusedHoldsNoFile() throws Exception {
        Path file = folder.resolve("store.db");
        Files.writeString(file, "this is no database, and long enough to be looked at as one".repeat(99));
        assertThatThrownBy(() -> JdbcStore.sqlite(file)).isInstanceOf(BackupException.class);
        Files.delete(file);
        JdbcStore.sqlite(file).close();
    }
}
