// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.spi.Store;
import dev.holdfast.testkit.kit.Needs;
import dev.holdfast.testkit.kit.StoreHarness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The durable store as the kit asks for it: on a database of its own for each rule. */
public final class JdbcHarness implements StoreHarness {
    private final Database.Kind kind;
    private final Path folder;
    private final Database database;
    private final Lost lost = new Lost();

    JdbcHarness(Database.Kind kind) {
        this.kind = kind;
        try {
            folder = Files.createTempDirectory("holdfast-jdbc-store");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        database = Database.make(kind, folder);
    }

    @Override
    public Store open() {
        return database.open(lost::losing);
    }

    @Override
    public Set<Needs> offers() {
        Set<Needs> offered = EnumSet.of(Needs.DURABLE, Needs.FAULTS, Needs.MIGRATIONS);
        if (kind == Database.Kind.POSTGRESQL) {
            offered.add(Needs.SHARED);
        }
        return offered;
    }

    @Override
    public void restart() {
        if (kind == Database.Kind.H2) {
            run("SHUTDOWN");
        }
    }

    @Override
    public void wipe() {
        try {
            database.wipe();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Child child() {
        restart();
        int port = kind == Database.Kind.POSTGRESQL ? TestServer.port() : 0;
        return new Child(
                Opener.class,
                List.of(
                        kind.name(),
                        folder.toString(),
                        String.valueOf(database.tables().schema()),
                        Integer.toString(port)),
                Map.of());
    }

    /** Opens the store in another process. */
    public static final class Opener implements StoreHarness.Opener {
        @Override
        public Store open(List<String> arguments) {
            Path folder = Path.of(arguments.get(1));
            return switch (Database.Kind.valueOf(arguments.get(0))) {
                case SQLITE -> JdbcStore.sqlite(folder.resolve("store.db"));
                case H2 -> JdbcStore.h2(folder.resolve("store"));
                case POSTGRESQL ->
                    JdbcStore.builder()
                            .postgresql(TestServer.at(Integer.parseInt(arguments.get(3))))
                            .schema(arguments.get(2))
                            .tablePrefix("hf_")
                            .build();
            };
        }
    }

    @Override
    public void loseNextWrite() {
        lost.next(Lost.When.BEFORE);
    }

    @Override
    public void loseNextAnswer() {
        lost.next(Lost.When.AFTER);
    }

    @Override
    public List<String> versions() {
        return List.of("v1");
    }

    /** The tables as the published migrations of a version make them, and rows as that version wrote them. */
    @Override
    public void layOut(String version) {
        wipe();
        for (Migration migration : Migration.ofStore(database.dialect())) {
            if (version.equals("v" + migration.version())) {
                migration.statements().forEach(this::run);
            }
        }
        new Migration(1, "rows.sql", golden(version + "/rows.sql")).statements().forEach(this::run);
    }

    @Override
    public String archive(String version) {
        return golden(version + "/archive.jsonl");
    }

    @Override
    public Map<String, Runnable> spoiled() {
        Map<String, Runnable> ways = new TreeMap<>();
        ways.put("of the future", () -> {
            layOut("v1");
            run("INSERT INTO ${prefix}schema (version, checksum, readable_from, applied_at, finished)"
                    + " VALUES (999, 'of the future', 999, CURRENT_TIMESTAMP, 1)");
        });
        ways.put("half-done", () -> {
            wipe();
            List<String> statements =
                    Migration.ofStore(database.dialect()).get(0).statements();
            statements.subList(0, statements.size() / 2).forEach(this::run);
        });
        ways.put("changed", () -> {
            layOut("v1");
            run("UPDATE ${prefix}schema SET checksum = 'another' WHERE version = 1");
        });
        return ways;
    }

    private void run(String sql) {
        try {
            database.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static String golden(String name) {
        try (var in = JdbcHarness.class.getResourceAsStream("/golden/store/" + name)) {
            if (in == null) {
                throw new IllegalStateException("There is no golden file " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (kind == Database.Kind.POSTGRESQL) {
                TestServer.execute("DROP SCHEMA " + database.tables().schema() + " CASCADE");
            }
            restart();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
