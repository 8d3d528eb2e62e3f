// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Configures a {@link JdbcStore} or a {@link JdbcKitStore}. Not safe for use by several threads. */
public final class JdbcStoreBuilder {
    private @Nullable Place place;
    private @Nullable String schema;
    private String prefix = Tables.DEFAULT_PREFIX;
    private JdbcStore.Migrations migrations = JdbcStore.Migrations.APPLY;

    /** Where the tables are kept. */
    private interface Place {
        Dialect dialect();

        /** The file, if it is one. */
        @Nullable
        Path file();

        /** Connections; alone, if no other process may have any. */
        Source open(boolean alone);
    }

    private record Given(Dialect dialect, DataSource dataSource) implements Place {
        @Override
        public @Nullable Path file() {
            return null;
        }

        @Override
        public Source open(boolean alone) {
            return new GivenSource(dataSource);
        }
    }

    private record SqlitePlace(Dialect dialect, Path file) implements Place {
        @Override
        public Source open(boolean alone) {
            return new SqliteFile(file, alone ? FileHold.take(file) : null);
        }
    }

    private record H2Place(Dialect dialect, Path file, Path database) implements Place {
        @Override
        public Source open(boolean alone) {
            return new H2File(database, FileHold.take(file));
        }
    }

    JdbcStoreBuilder() {}

    /**
     * Keeps the tables in a SQLite file. Of a store, one host has it: a second process is refused and told who has it.
     *
     * @param file the file, on a local disk; made if it is not there, in a folder that is
     * @return this
     */
    public JdbcStoreBuilder sqlite(Path file) {
        place = new SqlitePlace(new SqliteDialect(), real(file));
        return this;
    }

    /**
     * Keeps the tables in a PostgreSQL database, version 12 or newer, which any number of hosts may share.
     *
     * @param dataSource where connections come from; one is kept, and the source is not closed
     * @return this
     */
    public JdbcStoreBuilder postgresql(DataSource dataSource) {
        place = new Given(new PostgresDialect(), Objects.requireNonNull(dataSource, "dataSource"));
        return this;
    }

    /**
     * Keeps the tables in an H2 file, which this process has for itself. What H2 promises less is said in
     * {@link JdbcStore#h2(Path)}.
     *
     * @param database the path without {@code .mv.db}, without a semicolon; made if it is not there, in a folder that is
     * @return this
     * @throws IllegalArgumentException if the path has a semicolon, by which a setting would follow
     */
    public JdbcStoreBuilder h2(Path database) {
        Path absolute = database.toAbsolutePath().normalize();
        if (absolute.toString().indexOf(';') >= 0) {
            throw new IllegalArgumentException("The path of an H2 database has no semicolon");
        }
        place = new H2Place(new H2Dialect(), real(Path.of(absolute + ".mv.db")), absolute);
        return this;
    }

    /**
     * Keeps the tables in an H2 database whose URL has {@code ;WRITE_DELAY=0}: any other is refused. The user must be an
     * administrator there.
     *
     * @param dataSource where connections come from; one is kept, two while tables are made, and the source is not closed
     * @return this
     */
    public JdbcStoreBuilder h2(DataSource dataSource) {
        place = new Given(new H2Dialect(), Objects.requireNonNull(dataSource, "dataSource"));
        return this;
    }

    /**
     * The schema of the tables. Default: the one that a connection has. It must exist. SQLite has none.
     *
     * @param name 1 to 30 lower-case letters, digits or underscores; begins with no digit
     * @return this
     * @throws IllegalArgumentException if it has another form
     */
    public JdbcStoreBuilder schema(String name) {
        schema = new Tables(name, prefix).schema();
        return this;
    }

    /**
     * What the names of the tables begin with. Default: {@code holdfast_}.
     *
     * @param text up to 30 lower-case letters, digits or underscores; begins with no digit
     * @return this
     * @throws IllegalArgumentException if it has another form
     */
    public JdbcStoreBuilder tablePrefix(String text) {
        prefix = new Tables(schema, text).prefix();
        return this;
    }

    /**
     * What is done about tables that are missing or old. Default: {@link JdbcStore.Migrations#APPLY}.
     *
     * @param how what is done
     * @return this
     */
    public JdbcStoreBuilder migrations(JdbcStore.Migrations how) {
        migrations = Objects.requireNonNull(how, "how");
        return this;
    }

    /**
     * Opens the store: connects, and makes or checks the tables. If that fails, nothing is left half made, but for H2,
     * which notices it the next time.
     *
     * @return the store, open
     * @throws IllegalStateException if it was not said where the store is kept, or a schema was named for SQLite
     * @throws BackupException if it cannot be opened there; the message says why and what to do
     */
    public JdbcStore build() {
        return new JdbcStore(open("schema", Migration.ofStore(place().dialect()), true));
    }

    /**
     * Opens the place of a recovery kit: connects, and makes or checks its tables, which are others than those of a store.
     *
     * @param kit the kit's name there, 1 to 128 characters
     * @return the place of the kit, open
     * @throws IllegalArgumentException if the name is blank or longer
     * @throws IllegalStateException if it was not said where the kit is kept, or a schema was named for SQLite
     * @throws BackupException if it cannot be opened there; the message says why and what to do
     */
    public JdbcKitStore buildKitStore(String kit) {
        if (kit.isBlank() || kit.length() > 128) {
            throw new IllegalArgumentException("A kit's name has 1 to 128 characters");
        }
        return new JdbcKitStore(open("kit_schema", Migration.ofKits(place().dialect()), false), kit);
    }

    private Place place() {
        if (place == null) {
            throw new IllegalStateException("Say where the tables are kept: sqlite, postgresql or h2");
        }
        return place;
    }

    private Session open(String table, List<Migration> known, boolean alone) {
        Place chosen = place();
        Path file = chosen.file();
        if (schema != null && chosen instanceof SqlitePlace) {
            throw new IllegalStateException("SQLite has no schema: use tablePrefix");
        } else if (file != null && migrations == JdbcStore.Migrations.VERIFY && !Files.exists(file)) {
            throw new BackupException(new Failure(
                    FailureKind.INVALID,
                    "Cannot use the tables of the store in " + file,
                    "there is no such file, and migrations are only verified",
                    "correct the path, or let the store make the file (Migrations.APPLY)"));
        }
        Session session = new Session(chosen.open(alone), chosen.dialect(), new Tables(schema, prefix));
        try {
            new Migrator(session, table, known).run(migrations);
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** The file itself, so that two ways to it lead to one lock. */
    private static Path real(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        try {
            if (Files.exists(absolute)) {
                return absolute.toRealPath();
            }
            Path folder = absolute.getParent();
            Path name = absolute.getFileName();
            return folder == null || name == null || !Files.exists(folder)
                    ? absolute
                    : folder.toRealPath().resolve(name);
        } catch (java.io.IOException e) {
            return absolute;
        }
    }
}
