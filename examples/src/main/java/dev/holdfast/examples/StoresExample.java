// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import dev.holdfast.Holdfast;
import dev.holdfast.HoldfastBuilder;
import dev.holdfast.jdbc.JdbcCluster;
import dev.holdfast.jdbc.JdbcKitStore;
import dev.holdfast.jdbc.JdbcStore;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.StoreArchive;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** The code of {@code docs/durability.md} and {@code docs/cluster.md}. */
public final class StoresExample {
    private StoresExample() {}

    /**
     * One host, one file.
     *
     * @param shop a builder with all but the store
     * @param file the file
     * @param work what is done
     */
    public static void oneHost(HoldfastBuilder shop, Path file, Consumer<Holdfast> work) {
        // region one-host
        try (JdbcStore store = JdbcStore.sqlite(file);
                Holdfast holdfast = shop.store(store).build()) {
            holdfast.start(); // what had not ended goes on
            work.accept(holdfast);
        }
        // endregion
    }

    /**
     * One of several hosts.
     *
     * @param shop a builder with all but the store
     * @param database where the store is
     * @param name the name of this host
     * @param work what is done
     */
    public static void oneOfSeveral(HoldfastBuilder shop, DataSource database, String name, Consumer<Holdfast> work) {
        // region one-of-several
        try (JdbcStore store = JdbcStore.postgresql(database);
                Holdfast holdfast = shop.host(name)
                        .store(store)
                        .cluster(JdbcCluster.builder(database).name(name).build())
                        .build()) {
            holdfast.start();
            work.accept(holdfast);
        }
        // endregion
    }

    /**
     * How hosts take turns, told in full: what is said here are the defaults.
     *
     * @param database where the store is
     * @param name the name of this host
     * @return the cluster
     */
    public static JdbcCluster settings(DataSource database, String name) {
        // region settings
        return JdbcCluster.builder(database)
                .name(name)
                .tablePrefix("holdfast_")
                .heartbeats(Duration.ofSeconds(2), 10)
                .polling(Duration.ofMillis(500))
                .turns(8)
                .hostClock(Duration.ofSeconds(2), clock -> {})
                .build();
        // endregion
    }

    /**
     * A store whose tables somebody else makes.
     *
     * @param database where it is
     * @return the store
     */
    public static JdbcStore verified(DataSource database) {
        // region verified
        return JdbcStore.builder()
                .postgresql(database)
                .schema("backup")
                .tablePrefix("shop_")
                .migrations(JdbcStore.Migrations.VERIFY)
                .build();
        // endregion
    }

    /**
     * A recovery kit in a database.
     *
     * @param elsewhere a database outside the source's region
     * @return the kit's place
     */
    public static JdbcKitStore kit(DataSource elsewhere) {
        // region kit
        return JdbcStore.builder().postgresql(elsewhere).buildKitStore("shop");
        // endregion
    }

    /**
     * Writes all that a store holds into a file.
     *
     * @param store the store
     * @param file the file
     * @throws IOException if the file cannot be written
     */
    public static void export(Store store, Path file) throws IOException {
        // region export
        try (Writer to = Files.newBufferedWriter(file)) {
            StoreArchive.write(store, to);
        }
        // endregion
    }

    /**
     * Fills an empty store from a file.
     *
     * @param file the file
     * @param empty a store that no host has opened
     * @throws IOException if the file cannot be read
     */
    public static void fill(Path file, Store empty) throws IOException {
        // region fill
        try (Reader from = Files.newBufferedReader(file)) {
            StoreArchive.read(from, empty);
        }
        // endregion
    }
}
