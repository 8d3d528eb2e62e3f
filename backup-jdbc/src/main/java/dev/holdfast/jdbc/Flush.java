// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what a draft has become into the tables: removals first, so that what was removed can be there again. */
final class Flush {
    /** As much as one row of the outbox holds, in characters, unless a single event is longer. */
    private static final int CHUNK = 32_768;

    private final Draft draft;
    private final Statements statements;
    private final Dialect dialect;
    private boolean missed;

    Flush(Draft draft, Statements statements) {
        this.draft = draft;
        this.statements = statements;
        this.dialect = statements.dialect();
    }

    /**
     * Writes all.
     *
     * @return false if a row was not stored in the version that was assumed; then nothing of it may be committed
     */
    boolean write() throws SQLException {
        removals();
        operations();
        steps();
        claims();
        records();
        events();
        evidence();
        return !missed;
    }

    private void removals() throws SQLException {
        List<@Nullable Object[]> forgotten = ids(draft.forgotten);
        delete(Shape.OPERATION, forgotten);
        delete(Shape.STEPS, forgotten);
        delete(Shape.NODES, forgotten);
        delete(Shape.CLAIMS_OF_OPERATION, ids(draft.freed));
    }

    private static List<@Nullable Object[]> ids(Iterable<OperationId> operations) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        operations.forEach(id -> rows.add(new Object[] {id.value()}));
        return rows;
    }

    private void operations() throws SQLException {
        List<@Nullable Object[]> inserts = new ArrayList<>();
        List<@Nullable Object[]> updates = new ArrayList<>();
        for (Draft.OperationSlot slot : draft.operations.values()) {
            OperationRow row = slot.row;
            if (row == null) {
                continue;
            }
            Object id = row.id().value();
            Object key = Keys.storedOrNull(row.requestKey());
            Object state = row.state().name();
            Object ended = row.state().ended() ? 1L : 0L;
            Object next = (long) row.nextStep();
            String body = row.body().canonical();
            if (slot.stored == 0) {
                inserts.add(new Object[] {id, row.version(), key, state, ended, next, body, slot.changed});
            } else {
                updates.add(new Object[] {row.version(), key, state, ended, next, body, slot.changed, id, slot.stored});
            }
        }
        insert(Shape.OPERATION, inserts);
        update(Shape.OPERATION, updates);
        List<@Nullable Object[]> keys = new ArrayList<>();
        draft.requestKeys.forEach((key, slot) -> {
            if (slot.written && slot.operation != null) {
                keys.add(new Object[] {Keys.stored(key), slot.operation.value()});
            }
        });
        upsert(Shape.REQUEST_KEY, keys);
    }

    private void steps() throws SQLException {
        List<@Nullable Object[]> inserts = new ArrayList<>();
        List<@Nullable Object[]> updates = new ArrayList<>();
        List<@Nullable Object[]> firstNodes = new ArrayList<>();
        List<@Nullable Object[]> nodes = new ArrayList<>();
        for (Draft.StepSlot slot : draft.steps.values()) {
            StepRow row = slot.row;
            if (row == null) {
                continue;
            }
            Object operation = row.operation().value();
            Object number = (long) row.number();
            Object state = row.state().name();
            Object generation = (long) row.generation();
            String progress = row.progress().canonical();
            if (slot.stored == 0) {
                inserts.add(new Object[] {operation, number, row.version(), state, generation, progress, slot.changed});
            } else {
                updates.add(new Object[] {
                    row.version(), state, generation, progress, slot.changed, operation, number, slot.stored
                });
            }
            if (slot.node != null) {
                (slot.stored == 0 ? firstNodes : nodes).add(new Object[] {operation, number, slot.node.canonical()});
            }
        }
        insert(Shape.STEP, inserts);
        update(Shape.STEP, updates);
        insert(Shape.NODE, firstNodes);
        upsert(Shape.NODE, nodes);
    }

    private void claims() throws SQLException {
        List<@Nullable Object[]> freed = new ArrayList<>();
        List<@Nullable Object[]> taken = new ArrayList<>();
        draft.claims.forEach((subject, holders) -> holders.forEach((operation, slot) -> {
            if (slot.written && slot.mode == null) {
                freed.add(new Object[] {Keys.stored(subject), operation.value()});
            } else if (slot.written && slot.mode != null) {
                taken.add(new Object[] {Keys.stored(subject), operation.value(), slot.mode.name()});
            }
        }));
        delete(Shape.CLAIM, freed);
        upsert(Shape.CLAIM, taken);
    }

    private void records() throws SQLException {
        List<@Nullable Object[]> gone = new ArrayList<>();
        List<@Nullable Object[]> inserts = new ArrayList<>();
        List<@Nullable Object[]> updates = new ArrayList<>();
        for (Map.Entry<Draft.RecordPlace, Draft.RecordSlot> entry : draft.records.entrySet()) {
            Object kind = entry.getKey().kind().name();
            Object key = Keys.stored(entry.getKey().key());
            Draft.RecordSlot slot = entry.getValue();
            RecordRow row = slot.row;
            if (row == null) {
                if (slot.version == 0 && slot.stored != 0) {
                    gone.add(new Object[] {kind, key});
                }
                continue;
            }
            Object group = Keys.stored(row.group());
            String body = row.body().canonical();
            if (slot.stored == 0) {
                inserts.add(new Object[] {kind, key, group, row.version(), body});
            } else {
                updates.add(new Object[] {group, row.version(), body, kind, key, slot.stored});
            }
        }
        delete(Shape.RECORD, gone);
        insert(Shape.RECORD, inserts);
        update(Shape.RECORD, updates);
    }

    private void events() throws SQLException {
        List<@Nullable Object[]> chunks = new ArrayList<>();
        StringBuilder chunk = new StringBuilder();
        long first = 0;
        for (Draft.Event event : draft.events) {
            if (event.sequence() <= draft.head.removedEvent) {
                continue;
            }
            first = chunk.isEmpty() ? event.sequence() : first;
            Outboxes.append(chunk, event.operation(), event.body());
            if (chunk.length() >= CHUNK || event.sequence() == draft.head.lastEvent) {
                chunks.add(new Object[] {first, event.sequence(), chunk.toString()});
                chunk.setLength(0);
            }
        }
        insert(Shape.OUTBOX, chunks);
        if (draft.hasRemovedEvents()) {
            statements.update("DELETE FROM ${prefix}outbox WHERE last_event <= ?", draft.head.removedEvent);
        }
    }

    private void evidence() throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (EvidenceRow row : draft.evidence) {
            rows.add(new Object[] {
                row.sequence(),
                row.operation().value(),
                Keys.storedOrNull(row.requestKey()),
                row.body().canonical(),
                row.previous(),
                row.digest()
            });
        }
        insert(Shape.EVIDENCE, rows);
    }

    private void insert(Shape shape, List<@Nullable Object[]> rows) throws SQLException {
        statements.bulk(dialect.insert(shape), shape.columns(), rows);
    }

    private void upsert(Shape shape, List<@Nullable Object[]> rows) throws SQLException {
        statements.bulk(dialect.upsert(shape), shape.columns(), rows);
    }

    private void update(Shape shape, List<@Nullable Object[]> rows) throws SQLException {
        List<Shape.Column> columns = new ArrayList<>(shape.values());
        columns.addAll(shape.keys());
        columns.add(new Shape.Column("stored", Shape.Type.NUMBER));
        missed |= statements.bulk(dialect.updateVersion(shape), columns, rows) != rows.size();
    }

    private void delete(Shape shape, List<@Nullable Object[]> keys) throws SQLException {
        statements.bulk(dialect.delete(shape), shape.keys(), keys);
    }
}
