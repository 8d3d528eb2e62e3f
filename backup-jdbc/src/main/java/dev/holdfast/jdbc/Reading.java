// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The queries. */
final class Reading {
    private static final String WHAT = "Cannot read the store";
    private static final long PLACES = Draft.PLACES;

    private final Session session;

    Reading(Session session) {
        this.session = session;
    }

    private <T> List<T> query(String sql, Statements.Row<T> row, @Nullable Object... parameters) {
        return session.read(WHAT, statements -> statements.query(sql, row, parameters));
    }

    Optional<OperationRow> operation(OperationId id) {
        return query("SELECT " + Rows.OPERATION + " FROM ${prefix}operation WHERE id = ?", Rows::operation, id.value())
                .stream()
                .findFirst();
    }

    Optional<OperationRow> operationByKey(String requestKey) {
        return query(
                        "SELECT " + Rows.OPERATION + " FROM ${prefix}operation WHERE request_key = ?",
                        Rows::operation,
                        Keys.stored(requestKey))
                .stream()
                .findFirst();
    }

    List<OperationRow> openOperations() {
        return query(
                "SELECT " + Rows.OPERATION + " FROM ${prefix}operation WHERE ended = 0 ORDER BY id", Rows::operation);
    }

    List<OperationRow> recentOperations(int limit) {
        return query(
                "SELECT " + Rows.OPERATION + " FROM ${prefix}operation ORDER BY id DESC LIMIT ?",
                Rows::operation,
                atLeastNone(limit));
    }

    List<StepRow> steps(OperationId operation) {
        return query("SELECT " + Rows.STEP + " WHERE s.operation = ? ORDER BY s.number", Rows::step, operation.value());
    }

    Optional<StepRow> step(OperationId operation, int number) {
        return query(
                        "SELECT " + Rows.STEP + " WHERE s.operation = ? AND s.number = ?",
                        Rows::step,
                        operation.value(),
                        number)
                .stream()
                .findFirst();
    }

    List<ClaimRow> claims() {
        return query("SELECT " + Rows.CLAIM + " FROM ${prefix}claim ORDER BY subject, operation", Rows::claim);
    }

    List<RecordRow> records(RecordRow.Kind kind, @Nullable String group, @Nullable String after, int limit) {
        List<Object> parameters = new ArrayList<>(List.of(kind.name()));
        String sql = "SELECT " + Rows.RECORD + " FROM ${prefix}record WHERE kind = ?";
        if (group != null) {
            sql += " AND record_group = ?";
            parameters.add(Keys.stored(group));
        }
        if (after != null) {
            sql += " AND record_key > ?";
            parameters.add(Keys.stored(after));
        }
        parameters.add(atLeastNone(limit));
        // The whole of the index, since H2 uses one for the order only then.
        sql += group == null
                ? " ORDER BY kind, record_key LIMIT ?"
                : " ORDER BY kind, record_group, record_key LIMIT ?";
        return query(sql, Rows::record, parameters.toArray());
    }

    Optional<RecordRow> record(RecordRow.Kind kind, String key) {
        return query(
                        "SELECT " + Rows.RECORD + " FROM ${prefix}record WHERE kind = ? AND record_key = ?",
                        Rows::record,
                        kind.name(),
                        Keys.stored(key))
                .stream()
                .findFirst();
    }

    List<EventRow> outbox(int limit) {
        int most = atLeastNone(limit);
        return session.read(WHAT, statements -> Outboxes.read(statements, 0, most));
    }

    long position() {
        return session.read(WHAT, Reading::position);
    }

    private static long position(Statements statements) throws SQLException {
        return statements
                .first("SELECT position FROM ${prefix}installation WHERE id = 1", row -> row.getLong(1))
                .orElse(0L);
    }

    Store.Feed changes(long after, int limit) {
        return session.read(WHAT, statements -> {
            // First, so that what changes while this reads is told of the next time.
            long upTo = Math.max(after, position(statements));
            Long first = upTo == after ? null : next(statements, after, upTo, 0);
            if (first == null) {
                return new Store.Feed(upTo, List.of(), List.of(), false);
            }
            // The write of the first row beyond the limit is left out, unless it is the very first.
            Long beyond = next(statements, after, upTo, Math.max(0, limit));
            long until = beyond == null ? upTo : Math.max(first, beyond - 1);
            Long following = until == upTo ? null : next(statements, until, upTo, 0);
            long from = Math.max(0, after + 1) * PLACES;
            long end = (until + 1) * PLACES;
            return new Store.Feed(
                    following == null ? upTo : following - 1,
                    statements.query(
                            "SELECT " + Rows.OPERATION
                                    + " FROM ${prefix}operation WHERE changed >= ? AND changed < ? ORDER BY changed",
                            Rows::operation,
                            from,
                            end),
                    statements.query(
                            "SELECT " + Rows.STEP + " WHERE s.changed >= ? AND s.changed < ? ORDER BY s.changed",
                            Rows::step,
                            from,
                            end),
                    following != null);
        });
    }

    /** The write of a row that changed after one write and up to another; some are skipped. */
    private static @Nullable Long next(Statements statements, long after, long upTo, int skipped) throws SQLException {
        long from = Math.max(0, after + 1) * PLACES;
        long until = (upTo + 1) * PLACES;
        String sql = "SELECT changed FROM (SELECT changed FROM ${prefix}operation WHERE changed >= ? AND changed < ?"
                + " UNION ALL SELECT changed FROM ${prefix}step WHERE changed >= ? AND changed < ?) c"
                + " ORDER BY changed LIMIT 1 OFFSET ?";
        return statements
                .first(sql, row -> row.getLong(1) / PLACES, from, until, from, until, skipped)
                .orElse(null);
    }

    List<EvidenceRow> evidence(long after, int limit) {
        return query(
                "SELECT " + Rows.EVIDENCE + " FROM ${prefix}evidence WHERE sequence > ? ORDER BY sequence LIMIT ?",
                Rows::evidence,
                after,
                atLeastNone(limit));
    }

    List<EvidenceRow> evidence(OperationId operation) {
        return query(
                "SELECT " + Rows.EVIDENCE + " FROM ${prefix}evidence WHERE operation = ? ORDER BY operation, sequence",
                Rows::evidence,
                operation.value());
    }

    Optional<EvidenceRow> evidenceByKey(String requestKey) {
        return query(
                        "SELECT " + Rows.EVIDENCE + " FROM ${prefix}evidence WHERE request_key = ?"
                                + " ORDER BY request_key DESC, sequence DESC LIMIT 1",
                        Rows::evidence,
                        Keys.stored(requestKey))
                .stream()
                .findFirst();
    }

    private static int atLeastNone(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("A limit is not negative, but was " + limit);
        }
        return limit;
    }
}
