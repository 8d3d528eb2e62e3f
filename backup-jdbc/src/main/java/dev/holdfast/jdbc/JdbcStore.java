// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.StoredRow;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A store that survives the process: on SQLite for one host, on PostgreSQL for any number of them.
 *
 * <p>What {@link #write} has acknowledged is on disk. A batch is one transaction; writes of all hosts come one after the
 * other, in the order in which they become visible.
 *
 * <p>Bodies are stored as canonical text. Secrets are in them only as the application's cipher wrote them: that is done
 * before they reach the store.
 *
 * <p>The store keeps one connection from when it is opened until it is closed, and takes a new one after an error: a pool
 * that reports connections which are not given back will report it. All methods block, and are safe for use by several
 * threads, one at a time. They throw {@link BackupException} if the database cannot be read or written, and
 * {@link IllegalStateException} once the store is closed.
 */
public final class JdbcStore implements Store {
    private final Session session;
    private final Writing writing;
    private final Reading reading;
    private boolean shared;

    /** What is done about tables that are missing or old. */
    public enum Migrations {
        /** They are made, or brought up to date. */
        APPLY,
        /**
         * They are only checked: someone else runs the published migrations, with Flyway, Liquibase or by hand. They lie in
         * the jar, below {@code dev/holdfast/jdbc/schema}, by database, for stores and kits apart, with two placeholders:
         * {@code prefix} is what stands before the name of a table, with the schema if there is one
         * ({@code backup.holdfast_}), {@code name} the table prefix alone. Each enters itself into a table.
         */
        VERIFY
    }

    JdbcStore(Session session) {
        this.session = session;
        this.writing = new Writing(session);
        this.reading = new Reading(session);
    }

    /**
     * A store in a SQLite file, for one host. The file is made if it is not there; its folder must exist.
     *
     * @param file the file, on a local disk
     * @return the store, open
     * @throws BackupException if another process has the file, or it cannot be used
     */
    public static JdbcStore sqlite(Path file) {
        return builder().sqlite(file).build();
    }

    /**
     * A store in a PostgreSQL database, for any number of hosts.
     *
     * @param dataSource where connections come from; it is not closed
     * @return the store, open
     * @throws BackupException if the database cannot be used
     */
    public static JdbcStore postgresql(DataSource dataSource) {
        return builder().postgresql(dataSource).build();
    }

    /**
     * A store in an H2 file, for one host. H2 promises less than the others: what is acknowledged survives the end of the
     * process, however it ends, but not always that of the machine, since H2 leaves it to the system when its file is
     * forced to the disk; nothing in the database keeps evidence from being changed; and an update of the tables that was
     * interrupted is noticed and refused, not undone. The driver is not brought along: add {@code com.h2database:h2}.
     *
     * @param database the path without {@code .mv.db}
     * @return the store, open
     * @throws BackupException if another process has the file, or it cannot be used
     * @throws IllegalArgumentException if the path has a semicolon
     */
    public static JdbcStore h2(Path database) {
        return builder().h2(database).build();
    }

    /**
     * Configures a store.
     *
     * @return a builder
     */
    public static JdbcStoreBuilder builder() {
        return new JdbcStoreBuilder();
    }

    /** The tables of this store, for who else works with them. */
    Tables tables() {
        return session.tables();
    }

    @Override
    public synchronized long acquire(String installation, String host) {
        long epoch = own(installation, host, false);
        shared = false;
        return epoch;
    }

    @Override
    public synchronized long join(String installation, String host) {
        long epoch = own(installation, host, true);
        shared = true;
        return epoch;
    }

    private long own(String installation, String host, boolean beside) {
        session.source().heldBy(host);
        String what = "Cannot open the store for installation '" + installation + "'";
        Owner owner = session.write(what, statements -> {
            statements.first(statements.dialect().lockInstallation(), Head::read);
            statements
                    .first(
                            "SELECT name FROM ${prefix}installation WHERE id = 1 AND name IS NOT NULL",
                            row -> Keys.read(row.getString(1)))
                    .filter(name -> !name.equals(installation))
                    .ifPresent(name -> {
                        throw new BackupException(new Failure(
                                FailureKind.INVALID,
                                what,
                                "it holds installation '" + name + "'",
                                "give each installation a store of its own"));
                    });
            statements.update(
                    "UPDATE ${prefix}installation SET name = ?, host = ?, epoch = epoch + "
                            + (beside ? "1 - shared" : "1") + ", shared = ? WHERE id = 1",
                    Keys.stored(installation),
                    Keys.stored(host),
                    beside ? 1 : 0);
            long epoch = statements
                    .first("SELECT epoch FROM ${prefix}installation WHERE id = 1", row -> row.getLong(1))
                    .orElseThrow();
            return Session.kept(new Owner(epoch, writing.enter(statements)));
        });
        writing.entered(owner.writer());
        return owner.epoch();
    }

    /** Under which epoch a host writes, and by which number its repeats are known. */
    private record Owner(long epoch, long writer) {}

    @Override
    public synchronized List<@Nullable Refused> write(long epoch, List<ChangeSet> sets) {
        return writing.write(epoch, sets, shared);
    }

    @Override
    public synchronized Optional<OperationRow> operation(OperationId id) {
        return reading.operation(id);
    }

    @Override
    public synchronized Optional<OperationRow> operationByKey(String requestKey) {
        return reading.operationByKey(requestKey);
    }

    @Override
    public synchronized List<OperationRow> openOperations() {
        return reading.openOperations();
    }

    @Override
    public synchronized List<OperationRow> recentOperations(int limit) {
        return reading.recentOperations(limit);
    }

    @Override
    public synchronized List<StepRow> steps(OperationId operation) {
        return reading.steps(operation);
    }

    @Override
    public synchronized Optional<StepRow> step(OperationId operation, int number) {
        return reading.step(operation, number);
    }

    @Override
    public synchronized List<ClaimRow> claims() {
        return reading.claims();
    }

    @Override
    public synchronized List<RecordRow> records(
            RecordRow.Kind kind, @Nullable String group, @Nullable String after, int limit) {
        return reading.records(kind, group, after, limit);
    }

    @Override
    public synchronized Optional<RecordRow> record(RecordRow.Kind kind, String key) {
        return reading.record(kind, key);
    }

    @Override
    public synchronized List<EventRow> outbox(int limit) {
        return reading.outbox(limit);
    }

    @Override
    public synchronized long position() {
        return reading.position();
    }

    @Override
    public synchronized Feed changes(long after, int limit) {
        return reading.changes(after, limit);
    }

    @Override
    public synchronized List<EvidenceRow> evidence(long after, int limit) {
        return reading.evidence(after, limit);
    }

    @Override
    public synchronized List<EvidenceRow> evidence(OperationId operation) {
        return reading.evidence(operation);
    }

    @Override
    public synchronized Optional<EvidenceRow> evidenceByKey(String requestKey) {
        return reading.evidenceByKey(requestKey);
    }

    @Override
    public synchronized void exportTo(Consumer<StoredRow> rows) {
        new Export(session).to(rows);
    }

    @Override
    public synchronized void importFrom(Iterator<StoredRow> rows) {
        new Import(session).from(rows);
    }

    /** Gives the connection back and frees the file. What was given to the builder stays open. */
    @Override
    public synchronized void close() {
        session.close();
    }
}
