// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what a draft has become into the tables: removals first, so that what was removed can be there again. */
final class Flush {
    private final Draft draft;
    private final Head before;
    private final Statements statements;
    private final Dialect dialect;
    private boolean missed;

    Flush(Draft draft, Head before, Statements statements) {
        this.before = before;
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
            OperationRow row = slot.row();
            if (row == null) {
                continue;
            }
            if (slot.stored() == 0) {
                inserts.add(inserted(row, slot.changed()));
            } else {
                updates.add(new Object[] {
                    row.version(),
                    Keys.storedOrNull(row.requestKey()),
                    row.state().name(),
                    row.state().ended() ? 1L : 0L,
                    (long) row.nextStep(),
                    row.body().canonical(),
                    slot.changed(),
                    row.id().value(),
                    slot.stored()
                });
            }
        }
        insert(Shape.OPERATION, inserts);
        update(Shape.OPERATION, updates);
    }

    private void steps() throws SQLException {
        List<@Nullable Object[]> inserts = new ArrayList<>();
        List<@Nullable Object[]> updates = new ArrayList<>();
        List<@Nullable Object[]> firstNodes = new ArrayList<>();
        List<@Nullable Object[]> nodes = new ArrayList<>();
        for (Map<Integer, Draft.StepSlot> all : draft.steps.values()) {
            for (Draft.StepSlot slot : all.values()) {
                StepRow row = slot.row();
                if (row == null) {
                    continue;
                }
                if (slot.stored() == 0) {
                    inserts.add(inserted(row, slot.changed()));
                } else {
                    updates.add(new Object[] {
                        row.version(),
                        row.state().name(),
                        (long) row.generation(),
                        row.progress().canonical(),
                        slot.changed(),
                        row.operation().value(),
                        (long) row.number(),
                        slot.stored()
                    });
                }
                if (slot.node() != null) {
                    (slot.stored() == 0 ? firstNodes : nodes).add(node(row, slot.node()));
                }
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
            if (slot.written() && slot.mode() == null) {
                freed.add(new Object[] {Keys.stored(subject), operation.value()});
            } else if (slot.written() && slot.mode() != null) {
                taken.add(new Object[] {
                    Keys.stored(subject), operation.value(), slot.mode().name()
                });
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
            RecordRow row = slot.row();
            if (row == null) {
                if (slot.version() == 0 && slot.stored() != 0) {
                    gone.add(new Object[] {kind, key});
                }
                continue;
            }
            if (slot.stored() == 0) {
                inserts.add(inserted(row));
            } else {
                updates.add(new Object[] {
                    Keys.stored(row.group()), row.version(), row.body().canonical(), kind, key, slot.stored()
                });
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
            if (event.sequence() <= draft.head().removedEvent()) {
                continue;
            }
            first = chunk.isEmpty() ? event.sequence() : first;
            Outboxes.append(chunk, event.operation(), event.body());
            if (chunk.length() >= Outboxes.CHUNK
                    || event.sequence() == draft.head().lastEvent()) {
                chunks.add(new Object[] {first, event.sequence(), chunk.toString()});
                chunk.setLength(0);
            }
        }
        insert(Shape.OUTBOX, chunks);
        if (draft.head().removedEvent() > before.removedEvent()) {
            statements.update(
                    "DELETE FROM ${prefix}outbox WHERE last_event <= ?",
                    draft.head().removedEvent());
        }
    }

    private void evidence() throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        draft.evidence.forEach(row -> rows.add(inserted(row)));
        insert(Shape.EVIDENCE, rows);
    }

    static @Nullable Object[] inserted(OperationRow row, long changed) {
        return new @Nullable Object[] {
            row.id().value(),
            row.version(),
            Keys.storedOrNull(row.requestKey()),
            row.state().name(),
            row.state().ended() ? 1L : 0L,
            (long) row.nextStep(),
            row.body().canonical(),
            changed
        };
    }

    static @Nullable Object[] inserted(StepRow row, long changed) {
        return new @Nullable Object[] {
            row.operation().value(),
            (long) row.number(),
            row.version(),
            row.state().name(),
            (long) row.generation(),
            row.progress().canonical(),
            changed
        };
    }

    static @Nullable Object[] node(StepRow row, Payload.Fields node) {
        return new @Nullable Object[] {row.operation().value(), (long) row.number(), node.canonical()};
    }

    static @Nullable Object[] inserted(RecordRow row) {
        return new @Nullable Object[] {
            row.kind().name(),
            Keys.stored(row.key()),
            Keys.stored(row.group()),
            row.version(),
            row.body().canonical()
        };
    }

    static @Nullable Object[] inserted(EvidenceRow row) {
        return new @Nullable Object[] {
            row.sequence(),
            row.operation().value(),
            Keys.storedOrNull(row.requestKey()),
            row.body().canonical(),
            row.previous(),
            row.digest()
        };
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
