// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.Store.Refused;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with files: it is told, and nothing that is stored is dropped to make it right. */
final class FilesTest {
    @TempDir
    Path folder;

    @Test
    void aSecondStoreOnTheFileIsRefusedAndTheFirstKeepsIt() {
        Path file = folder.resolve("store.db");
        try (JdbcStore store = JdbcStore.sqlite(file)) {
            long epoch = store.acquire("shop", "host-a");
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> JdbcStore.sqlite(file))
                        .isInstanceOf(BackupException.class)
                        .hasMessageContaining("Cannot open " + file)
                        .hasMessageContaining("it is held by host 'host-a', process "
                                + ProcessHandle.current().pid() + ", since 20");
            }
            assertThat(store.write(epoch, List.of(Sets.begun("op-1")))).containsExactly((Refused) null);
        }
        JdbcStore.sqlite(file).close();
    }

    @Test
    void anotherWayToTheFileLeadsToTheSameLock() throws IOException {
        Path file = folder.resolve("store.db");
        Path other = folder.resolve("other.db");
        try (JdbcStore store = JdbcStore.sqlite(file)) {
            store.acquire("shop", "a");
            Files.createSymbolicLink(other, file);
            assertThatThrownBy(() -> JdbcStore.sqlite(other))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("host 'a'");
        }
    }

    @Test
    void aMissingFolderIsTold() {
        assertThatThrownBy(() -> JdbcStore.sqlite(folder.resolve("none").resolve("store.db")))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("check that the folder exists");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void aFileThatIsNoDatabaseIsToldAndLeftAsItIs() throws IOException {
        Path file = folder.resolve("store.db");
        String text = "my only copy of something ".repeat(400);
        Files.writeString(file, text);
        assertThatThrownBy(() -> JdbcStore.sqlite(file))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("is damaged, or is no SQLite file; nothing in it was changed")
                .hasMessageContaining("restore it from a backup");
        assertThat(file).hasContent(text);
    }

    @Test
    void aDamagedFileIsToldAndNeverRepaired() throws Exception {
        Path file = folder.resolve("store.db");
        List<ChangeSet> sets = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            sets.add(Sets.begun("op-" + i));
        }
        try (JdbcStore store = JdbcStore.sqlite(file)) {
            store.write(store.acquire("shop", "a"), sets);
        }
        byte[] noise = new byte[4096];
        java.util.Arrays.fill(noise, (byte) 0x5a);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (long page = 12; page < channel.size() / 4096; page++) {
                channel.write(java.nio.ByteBuffer.wrap(noise), page * 4096);
            }
        }
        byte[] damaged = Files.readAllBytes(file);
        assertThatThrownBy(() -> {
                    try (JdbcStore store = JdbcStore.sqlite(file)) {
                        for (int i = 0; i < 500; i++) {
                            store.steps(Sets.id("op-" + i));
                        }
                        store.openOperations();
                    }
                })
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("is damaged");
        assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
    }

    @Test
    void aFullDiskRefusesTheWriteWholeAndLetsItBeRepeated() {
        Database database = Database.make(Database.Kind.SQLITE, folder);
        database.open().close();
        List<ChangeSet> sets = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sets.add(Sets.begun("op-" + i));
        }
        // As many pages as it has already.
        try (JdbcStore store = database.open(running(List.of("PRAGMA max_page_count = 1")))) {
            long epoch = store.acquire("shop", "a");
            assertThatThrownBy(() -> store.write(epoch, sets))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("the disk is full")
                    .satisfies(e ->
                            assertThat(((BackupException) e).failure().kind()).isEqualTo(FailureKind.FULL));
            assertThat(store.recentOperations(9)).isEmpty();
            assertThat(store.position()).isZero();
        }
        try (JdbcStore store = database.open()) {
            long epoch = store.acquire("shop", "a");
            assertThat(store.write(epoch, sets)).hasSize(200).containsOnlyNulls();
        }
    }

    @Test
    void aFileThatMayOnlyBeReadIsTold() {
        Database database = Database.make(Database.Kind.SQLITE, folder);
        database.open().close();
        try (JdbcStore store = database.open(running(List.of("PRAGMA query_only = ON")))) {
            assertThatThrownBy(() -> store.acquire("shop", "a"))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("the file may only be read")
                    .satisfies(e ->
                            assertThat(((BackupException) e).failure().kind()).isEqualTo(FailureKind.DENIED));
        }
    }

    @Test
    void aFolderThatMayOnlyBeReadIsTold() throws IOException {
        Path locked = Files.createDirectory(folder.resolve("locked"));
        Assumptions.assumeTrue(locked.toFile().setWritable(false) && !Files.isWritable(locked), "root may write it");
        try {
            assertThatThrownBy(() -> JdbcStore.sqlite(locked.resolve("store.db")))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("may be written");
        } finally {
            assertThat(locked.toFile().setWritable(true)).isTrue();
        }
    }

    @Test
    void aConnectionThatWouldNotForceItsWritesIsRefused() {
        Database database = Database.make(Database.Kind.SQLITE, folder);
        database.open().close();
        assertThatThrownBy(() -> database.open(running(List.of("PRAGMA synchronous = NORMAL"))))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("SQLite says synchronous is 1, not 2");
        assertThatThrownBy(() -> database.open(running(List.of("PRAGMA journal_mode = DELETE"))))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("SQLite says journal_mode is delete, not wal");
    }

    @Test
    void anH2DatabaseThatDelaysItsWritesIsRefused() {
        assertThatThrownBy(() -> JdbcStore.builder()
                        .h2(Database.h2(folder.resolve("late"), "500"))
                        .build())
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("H2 says WRITE_DELAY is 500")
                .hasMessageContaining("put ;WRITE_DELAY=0 into the URL");
        org.h2.jdbcx.JdbcDataSource memory = new org.h2.jdbcx.JdbcDataSource();
        memory.setURL("jdbc:h2:mem:gone");
        assertThatThrownBy(() -> JdbcStore.builder().h2(memory).build())
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("would not survive the end of the process");
    }

    @Test
    void anH2FileIsHeldLikeAnyOther() {
        Path file = folder.resolve("store");
        try (JdbcStore store = JdbcStore.h2(file)) {
            store.acquire("shop", "host-a");
            assertThatThrownBy(() -> JdbcStore.h2(file))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("it is held by host 'host-a'");
        }
        JdbcStore.h2(file).close();
        assertThatThrownBy(() -> JdbcStore.h2(Path.of("a;INIT=DROP ALL OBJECTS")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRowThatSomebodyElseWroteIsTold() throws SQLException {
        Database database = Database.make(Database.Kind.SQLITE, folder);
        try (JdbcStore store = database.open()) {
            store.write(store.acquire("shop", "a"), List.of(Sets.begun("op-1")));
            database.execute("UPDATE ${prefix}operation SET body = 'nonsense'");
            assertThatThrownBy(() -> store.operation(Sets.id("op-1")))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("Cannot read a row of the store")
                    .hasMessageContaining("Not readable at character");
        }
    }

    @Test
    void theLockFileSaysWhoHoldsTheFile() throws IOException {
        Path file = folder.resolve("store.db");
        try (JdbcStore store = JdbcStore.sqlite(file)) {
            store.acquire("shop", "host-ü");
        }
        assertThat(Files.readString(folder.resolve("store.db.lock"), StandardCharsets.UTF_8))
                .startsWith("host 'host-ü', process ");
    }

    private static UnaryOperator<Connection> running(List<String> statements) {
        return connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return connection;
        };
    }
}
