// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.StoredRow;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hands out all rows as they are at one moment, some at a time. */
final class Export {
    private static final int PAGE = 500;

    private final Session session;

    Export(Session session) {
        this.session = session;
    }

    void to(Consumer<StoredRow> rows) {
        session.snapshot("Cannot export the store", statements -> {
            rows.accept(statements
                    .first("SELECT name, epoch, last_event FROM ${prefix}installation WHERE id = 1", Rows::origin)
                    .orElseThrow());
            pages(
                    statements,
                    "SELECT " + Rows.OPERATION + " FROM ${prefix}operation WHERE id > ? ORDER BY id LIMIT ?",
                    Rows::operation,
                    rows,
                    (OperationRow row) -> List.of(row.id().value()),
                    List.of(""));
            pages(
                    statements,
                    "SELECT " + Rows.STEP
                            + " WHERE (s.operation, s.number) > (?, ?) ORDER BY s.operation, s.number LIMIT ?",
                    Rows::step,
                    rows,
                    (StepRow row) -> List.of(row.operation().value(), row.number()),
                    List.of("", Integer.MIN_VALUE));
            pages(
                    statements,
                    "SELECT " + Rows.CLAIM + " FROM ${prefix}claim WHERE (subject, operation) > (?, ?)"
                            + " ORDER BY subject, operation LIMIT ?",
                    Rows::claim,
                    rows,
                    (ClaimRow row) ->
                            List.of(Keys.stored(row.subject()), row.operation().value()),
                    List.of("", ""));
            for (RecordRow.Kind kind : RecordRow.Kind.values()) {
                pages(
                        statements,
                        "SELECT " + Rows.RECORD + " FROM ${prefix}record WHERE kind = ? AND record_key > ?"
                                + " ORDER BY kind, record_key LIMIT ?",
                        Rows::record,
                        rows,
                        (RecordRow row) -> List.of(kind.name(), Keys.stored(row.key())),
                        List.of(kind.name(), ""));
            }
            long event = 0;
            for (List<EventRow> page = Outboxes.read(statements, event, PAGE);
                    !page.isEmpty();
                    page = Outboxes.read(statements, event, PAGE)) {
                page.forEach(rows);
                event = page.get(page.size() - 1).sequence();
            }
            pages(
                    statements,
                    "SELECT " + Rows.EVIDENCE + " FROM ${prefix}evidence WHERE sequence > ? ORDER BY sequence LIMIT ?",
                    Rows::evidence,
                    rows,
                    (EvidenceRow row) -> List.of(row.sequence()),
                    List.of(0L));
        });
    }

    /** All rows of a query that takes the key of the row before. */
    private static <R extends StoredRow> void pages(
            Statements statements,
            String sql,
            Statements.Row<R> reader,
            Consumer<StoredRow> rows,
            Function<R, List<Object>> key,
            List<Object> first)
            throws SQLException {
        List<Object> after = first;
        while (true) {
            @Nullable Object[] parameters = java.util.Arrays.copyOf(after.toArray(), after.size() + 1);
            parameters[after.size()] = PAGE;
            List<R> page = statements.query(sql, reader, parameters);
            page.forEach(rows);
            if (page.size() < PAGE) {
                return;
            }
            after = key.apply(page.get(PAGE - 1));
        }
    }
}
