// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Configures a {@link JdbcStore}. Not safe for use by several threads. */
public final class JdbcStoreBuilder {
    private @Nullable Dialect dialect;
    private @Nullable Supplier<Source> source;
    private @Nullable String schema;
    private String prefix = Tables.DEFAULT_PREFIX;
    private JdbcStore.Migrations migrations = JdbcStore.Migrations.APPLY;

    JdbcStoreBuilder() {}

    /**
     * Keeps the store in a SQLite file, for one host: a second process is refused and told who has it.
     *
     * @param file the file, on a local disk; made if it is not there, in a folder that is
     * @return this
     */
    public JdbcStoreBuilder sqlite(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        dialect = new SqliteDialect();
        source = () -> new SqliteFile(absolute, FileHold.take(absolute));
        return this;
    }

    /**
     * Keeps the store in a PostgreSQL database, which any number of hosts may share.
     *
     * @param dataSource where connections come from; one is kept, and the source is not closed
     * @return this
     */
    public JdbcStoreBuilder postgresql(DataSource dataSource) {
        Objects.requireNonNull(dataSource, "dataSource");
        dialect = new PostgresDialect();
        source = () -> new GivenSource(dataSource);
        return this;
    }

    /**
     * The schema of the tables. Default: the one that a connection has. It must exist.
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
     * Opens the store: connects, and makes or checks the tables.
     *
     * @return the store, open
     * @throws IllegalStateException if it was not said where the store is kept
     * @throws dev.holdfast.failure.BackupException if it cannot be opened there; the message says why and what to do
     */
    public JdbcStore build() {
        if (dialect == null || source == null) {
            throw new IllegalStateException("Say where the store is kept: sqlite(file) or postgresql(dataSource)");
        }
        Session session = new Session(source.get(), dialect, new Tables(schema, prefix));
        try {
            new Migrator(session, Migration.of(dialect)).run(migrations);
            return new JdbcStore(session);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }
}
