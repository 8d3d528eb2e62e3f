// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.spi.ChangeSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** A process that writes one batch after the other, and says after each up to where it has been acknowledged. */
final class ChildHost {
    private static final int BATCH = 3;

    private ChildHost() {}

    /** Begins a process that writes; it says a line when the store is open, and one after each batch. */
    static Process start(Database.Kind kind, Path folder, String schema) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildHost.class.getName(),
                        kind.name(),
                        folder.toString(),
                        schema,
                        Integer.toString(kind == Database.Kind.POSTGRESQL ? TestServer.port() : 0))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The store of the child, when the child is gone. */
    static JdbcStore open(Database.Kind kind, Path folder, String schema) {
        return builder(kind, folder, schema, TestServer::source).build();
    }

    private interface Server {
        DataSource source();
    }

    private static JdbcStoreBuilder builder(Database.Kind kind, Path folder, String schema, Server server) {
        return switch (kind) {
            case SQLITE -> JdbcStore.builder().sqlite(folder.resolve("store.db"));
            case H2 -> JdbcStore.builder().h2(folder.resolve("store"));
            case POSTGRESQL -> JdbcStore.builder().postgresql(server.source()).schema(schema);
        };
    }

    /** The number of the last event of a batch. */
    static long last(long batch) {
        return batch * BATCH;
    }

    public static void main(String[] arguments) throws IOException {
        DataSource server = TestServer.at(Integer.parseInt(arguments[3]));
        JdbcStore store = builder(
                        Database.Kind.valueOf(arguments[0]), Path.of(arguments[1]), arguments[2], () -> server)
                .build();
        long epoch = store.acquire("shop", "the child");
        say("open");
        for (long batch = 1; ; batch++) {
            List<ChangeSet> sets = new ArrayList<>();
            for (long i = last(batch - 1) + 1; i <= last(batch); i++) {
                sets.add(ChangeSet.of(
                        Sets.event("op-1", i),
                        Sets.evidence("op-1", null, i),
                        Sets.step("op-" + batch, Math.toIntExact(i), 1)));
            }
            store.write(epoch, sets);
            say(Long.toString(batch));
        }
    }

    /** By the descriptor itself, which nothing buffers. */
    @SuppressWarnings("resource")
    private static void say(String line) throws IOException {
        new java.io.FileOutputStream(java.io.FileDescriptor.out)
                .write((line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
