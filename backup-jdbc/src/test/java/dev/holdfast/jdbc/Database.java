// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.nio.file.Path;
import java.util.function.Supplier;

/** A database for one test: made empty, and gone with the test's folder or the server of this JVM. */
final class Database {
    /** Which database. */
    enum Kind {
        SQLITE,
        POSTGRESQL,
        H2
    }

    private final Supplier<JdbcStoreBuilder> builder;

    private Database(Supplier<JdbcStoreBuilder> builder) {
        this.builder = builder;
    }

    static Database make(Kind kind, Path folder) {
        return switch (kind) {
            case SQLITE -> new Database(() -> JdbcStore.builder().sqlite(folder.resolve("store.db")));
            case H2 -> new Database(() -> JdbcStore.builder().h2(folder.resolve("store")));
            case POSTGRESQL -> {
                String schema = TestServer.newSchema();
                yield new Database(() ->
                        JdbcStore.builder().postgresql(TestServer.source()).schema(schema));
            }
        };
    }

    JdbcStoreBuilder builder() {
        return builder.get();
    }

    JdbcStore open() {
        return builder.get().build();
    }
}
