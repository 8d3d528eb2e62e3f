// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/** Brings the tables to the version that this library knows, or says what is missing. */
final class Migrator {
    private final Session session;
    private final String table;
    private final List<Migration> known;

    /** A migration as the database has it. */
    private record Applied(int version, String checksum, int readableFrom, boolean finished) {}

    /**
     * Brings tables up to date.
     *
     * @param session where
     * @param table the table in which migrations enter themselves
     * @param known the migrations, first to last
     */
    Migrator(Session session, String table, List<Migration> known) {
        this.session = session;
        this.table = table;
        this.known = known;
    }

    void run(JdbcStore.Migrations how) {
        List<Applied> applied = session.read("Cannot look at the tables of the store", this::applied);
        if (how == JdbcStore.Migrations.VERIFY) {
            List<Migration> missing = missing(applied);
            if (!missing.isEmpty()) {
                throw refused(
                        "the migration " + missing.get(0).file() + " has not been run",
                        "run it, or let the store do it (Migrations.APPLY)");
            }
        } else if (!applied.stream().allMatch(Applied::finished)
                || !missing(applied).isEmpty()) {
            // Another host may be at it: what is missing is looked at once more, behind the lock.
            session.write("Cannot bring the tables of the store up to date", this::applyMissing);
        }
    }

    @SuppressWarnings("try") // the lock is there to be held
    private Session.Outcome<Boolean> applyMissing(Statements statements) throws SQLException {
        try (Dialect.MigrationLock lock = statements.dialect().lockMigrations(statements, session.source())) {
            for (Migration migration : missing(applied(statements))) {
                apply(migration, statements);
            }
        }
        return Session.kept(true);
    }

    private void apply(Migration migration, Statements statements) throws SQLException {
        for (String sql : migration.statements()) {
            try (Statement statement = statements.connection().createStatement()) {
                statement.execute(statements.tables().fill(sql));
            }
        }
    }

    /** What has been applied; one of version 0 if there is a table and nothing in it. */
    private List<Applied> applied(Statements statements) throws SQLException {
        if (!statements.dialect().exists(statements, table)) {
            return List.of();
        }
        List<Applied> applied = statements.query(
                "SELECT version, checksum, readable_from, finished FROM ${prefix}" + table + " ORDER BY version",
                row -> new Applied(row.getInt(1), row.getString(2), row.getInt(3), row.getInt(4) == 1));
        return applied.isEmpty() ? List.of(new Applied(0, "", 0, false)) : applied;
    }

    /** What has not been applied; refuses what cannot be gone on from. */
    private List<Migration> missing(List<Applied> applied) {
        applied.forEach(this::check);
        return known.stream()
                .filter(migration -> find(applied, migration).isEmpty())
                .toList();
    }

    private static Optional<Applied> find(List<Applied> applied, Migration migration) {
        return applied.stream()
                .filter(row -> row.version() == migration.version())
                .findFirst();
    }

    private void check(Applied applied) {
        int newest = known.get(known.size() - 1).version();
        Optional<Migration> ours = known.stream()
                .filter(migration -> migration.version() == applied.version())
                .findFirst();
        if (!applied.finished()) {
            throw half(ours.map(Migration::file)
                    .orElse(applied.version() == 0 ? known.get(0).file() : "to version " + applied.version()));
        } else if (ours.isPresent() && !ours.get().checksum().equals(applied.checksum())) {
            throw refused(
                    "the migration " + ours.get().file() + " was applied in another form than this library knows",
                    "use the library that applied it, or find out what was changed");
        } else if (ours.isEmpty() && applied.readableFrom() > newest) {
            throw refused(
                    "they are of version " + applied.version() + ", and whoever reads them must know version "
                            + applied.readableFrom() + "; this library knows version " + newest,
                    "use a newer version of the library");
        }
    }

    private BackupException half(String file) {
        return refused(
                "the migration " + file + " was begun and not ended",
                "look where it stopped, run the rest of the file by hand, or restore the database and start again");
    }

    private BackupException refused(String why, String cure) {
        return new BackupException(new Failure(
                FailureKind.INVALID,
                "Cannot use the tables of the store in " + session.source().name(),
                why,
                cure));
    }
}
