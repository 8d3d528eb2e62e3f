// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.KitStore.Kit;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Recovery kits in databases. */
final class JdbcKitStoreTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void aKitIsWrittenIfNobodyElseHasSince(Database.Kind kind) {
        Database database = Database.make(kind, folder);
        String large = "a line of the kit, with ' and ü and \ud83d\ude00\n".repeat(50_000);
        try (JdbcKitStore kit = database.builder().buildKitStore("shop")) {
            assertThat(kit.get()).isEmpty();
            assertThat(kit.put(1, "too early")).isFalse();
            assertThat(kit.put(0, "one")).isTrue();
            assertThat(kit.put(0, "again")).isFalse();
            assertThat(kit.get()).contains(new Kit(1, "one"));
            assertThat(kit.put(1, large)).isTrue();
            assertThat(kit.put(1, "late")).isFalse();
        }
        try (JdbcKitStore kit = database.builder().buildKitStore("shop")) {
            assertThat(kit.get()).contains(new Kit(2, large));
            assertThat(kit.name()).startsWith("kit 'shop' in ");
        }
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void kitsOfSeveralNamesAreApartAndNeedNoTablesOfAStore(Database.Kind kind) throws SQLException {
        Database database = Database.make(kind, folder);
        try (JdbcKitStore shop = database.builder().buildKitStore("shop");
                JdbcKitStore bank = database.builder().buildKitStore("bank")) {
            assertThat(shop.put(0, "of the shop")).isTrue();
            assertThat(bank.get()).isEmpty();
            assertThat(bank.put(0, "of the bank")).isTrue();
            assertThat(shop.get()).contains(new Kit(1, "of the shop"));
        }
        boolean store =
                database.session().read("look", statements -> database.dialect().exists(statements, "installation"));
        assertThat(store).isFalse();
        database.open().close();
        assertThat(database.ask("SELECT COUNT(*) FROM ${prefix}kit")).isEqualTo("2");
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void ofHostsThatWriteAtOnceOneIsToldThatItDid(Database.Kind kind) throws Exception {
        Database database = Database.make(kind, folder);
        database.builder().buildKitStore("shop").close();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (long round = 0; round < 5; round++) {
                long expected = round;
                List<Callable<Boolean>> hosts = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    String text = "by " + i;
                    hosts.add(() -> {
                        try (JdbcKitStore kit = database.builder().buildKitStore("shop")) {
                            return kit.put(expected, text);
                        }
                    });
                }
                int written = 0;
                for (Future<Boolean> host : threads.invokeAll(hosts)) {
                    written += host.get() ? 1 : 0;
                }
                assertThat(written).isEqualTo(1);
            }
        } finally {
            threads.shutdown();
        }
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void aNameThatIsNoneIsRefused(Database.Kind kind) {
        JdbcStoreBuilder builder = Database.make(kind, folder).builder();
        assertThatThrownBy(() -> builder.buildKitStore(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.buildKitStore("x".repeat(129))).isInstanceOf(IllegalArgumentException.class);
    }
}
