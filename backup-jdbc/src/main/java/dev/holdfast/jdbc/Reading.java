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

    static long position(Statements statements) throws SQLException {
        return statements
                .first("SELECT position FROM ${prefix}installation WHERE id = 1", row -> row.getLong(1))
                .orElse(0L);
    }

    Store.Feed changes(long after, int limit) {
        return session.read(WHAT, statements -> Feeds.read(statements, after, limit));
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
