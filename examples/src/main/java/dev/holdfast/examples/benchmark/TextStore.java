// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.benchmark;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.StoredRow;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A store that keeps text, as a database does: what the engine holds is then its own, and can be measured apart. Counts
 * the steps that have not ended.
 */
final class TextStore implements Store {
    private static final String TEXT = "text";

    private final Store rows = Store.inMemory();
    private long unfinished;
    private long written;

    /** Steps that have not ended. */
    synchronized long unfinished() {
        return unfinished;
    }

    /** Change sets written. */
    synchronized long written() {
        return written;
    }

    private static Payload.Fields pack(Payload.Fields fields) {
        // Nothing stays nothing: a row without its node keeps the one that is stored.
        return fields.fields().isEmpty() ? fields : Payload.Fields.EMPTY.with(TEXT, fields.canonical());
    }

    private static Payload.Fields unpack(Payload.Fields fields) {
        return fields.fields().isEmpty() ? fields : (Payload.Fields) Payload.parse(fields.text(TEXT));
    }

    private static ChangeSet pack(ChangeSet set) {
        return new ChangeSet(set.changes().stream().map(TextStore::pack).toList());
    }

    private static Change pack(Change change) {
        if (change instanceof Change.PutStep put) {
            return new Change.PutStep(pack(put.row()));
        } else if (change instanceof Change.PutOperation put) {
            return new Change.PutOperation(pack(put.row()));
        } else if (change instanceof Change.PutRecord put) {
            return new Change.PutRecord(pack(put.row()));
        } else if (change instanceof Change.AddEvent add) {
            return new Change.AddEvent(add.operation(), pack(add.body()));
        }
        return change;
    }

    private static StepRow pack(StepRow row) {
        return new StepRow(
                row.operation(),
                row.number(),
                row.version(),
                row.state(),
                row.generation(),
                pack(row.node()),
                pack(row.progress()));
    }

    private static OperationRow pack(OperationRow row) {
        return new OperationRow(
                row.id(), row.version(), row.requestKey(), row.state(), row.nextStep(), pack(row.body()));
    }

    private static RecordRow pack(RecordRow row) {
        return new RecordRow(row.kind(), row.group(), row.key(), row.version(), pack(row.body()));
    }

    private static StepRow unpack(StepRow row) {
        return new StepRow(
                row.operation(),
                row.number(),
                row.version(),
                row.state(),
                row.generation(),
                unpack(row.node()),
                unpack(row.progress()));
    }

    private static OperationRow unpack(OperationRow row) {
        return new OperationRow(
                row.id(), row.version(), row.requestKey(), row.state(), row.nextStep(), unpack(row.body()));
    }

    private static RecordRow unpack(RecordRow row) {
        return new RecordRow(row.kind(), row.group(), row.key(), row.version(), unpack(row.body()));
    }

    @Override
    public long acquire(String installation, String host) {
        return rows.acquire(installation, host);
    }

    @Override
    public long join(String installation, String host) {
        return rows.join(installation, host);
    }

    @Override
    public synchronized List<@Nullable Refused> write(long epoch, List<ChangeSet> sets) {
        List<@Nullable Refused> answers =
                rows.write(epoch, sets.stream().map(TextStore::pack).toList());
        written += sets.size();
        for (int i = 0; i < sets.size(); i++) {
            if (answers.get(i) == null) {
                sets.get(i).changes().forEach(this::count);
            }
        }
        return answers;
    }

    private void count(Change change) {
        if (change instanceof Change.PutStep put) {
            boolean ended = put.row().state().ended();
            if (put.row().version() == 1 && !ended) {
                unfinished++;
            } else if (put.row().version() > 1 && ended) {
                unfinished--;
            }
        }
    }

    @Override
    public Optional<OperationRow> operation(OperationId id) {
        return rows.operation(id).map(TextStore::unpack);
    }

    @Override
    public Optional<OperationRow> operationByKey(String requestKey) {
        return rows.operationByKey(requestKey).map(TextStore::unpack);
    }

    @Override
    public List<OperationRow> openOperations() {
        return rows.openOperations().stream().map(TextStore::unpack).toList();
    }

    @Override
    public List<OperationRow> recentOperations(int limit) {
        return rows.recentOperations(limit).stream().map(TextStore::unpack).toList();
    }

    @Override
    public List<StepRow> steps(OperationId operation) {
        return rows.steps(operation).stream().map(TextStore::unpack).toList();
    }

    @Override
    public Optional<StepRow> step(OperationId operation, int number) {
        return rows.step(operation, number).map(TextStore::unpack);
    }

    @Override
    public List<ClaimRow> claims() {
        return rows.claims();
    }

    @Override
    public List<RecordRow> records(RecordRow.Kind kind, @Nullable String group, @Nullable String after, int limit) {
        return rows.records(kind, group, after, limit).stream()
                .map(TextStore::unpack)
                .toList();
    }

    @Override
    public Optional<RecordRow> record(RecordRow.Kind kind, String key) {
        return rows.record(kind, key).map(TextStore::unpack);
    }

    @Override
    public List<EventRow> outbox(int limit) {
        return rows.outbox(limit).stream().map(TextStore::unpack).toList();
    }

    private static EventRow unpack(EventRow row) {
        return new EventRow(row.sequence(), row.operation(), unpack(row.body()));
    }

    @Override
    public long position() {
        return rows.position();
    }

    @Override
    public Feed changes(long after, int limit) {
        Feed feed = rows.changes(after, limit);
        return new Feed(
                feed.upTo(),
                feed.operations().stream().map(TextStore::unpack).toList(),
                feed.steps().stream().map(TextStore::unpack).toList(),
                feed.more());
    }

    @Override
    public List<EvidenceRow> evidence(long after, int limit) {
        return rows.evidence(after, limit);
    }

    @Override
    public List<EvidenceRow> evidence(OperationId operation) {
        return rows.evidence(operation);
    }

    @Override
    public Optional<EvidenceRow> evidenceByKey(String requestKey) {
        return rows.evidenceByKey(requestKey);
    }

    @Override
    public void exportTo(Consumer<StoredRow> all) {
        rows.exportTo(row -> all.accept(unpack(row)));
    }

    @Override
    public void importFrom(Iterator<StoredRow> all) {
        rows.importFrom(new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public StoredRow next() {
                return pack(all.next());
            }
        });
    }

    private static StoredRow unpack(StoredRow row) {
        if (row instanceof OperationRow operation) {
            return unpack(operation);
        } else if (row instanceof StepRow step) {
            return unpack(step);
        } else if (row instanceof RecordRow each) {
            return unpack(each);
        } else if (row instanceof EventRow event) {
            return unpack(event);
        }
        return row;
    }

    private static StoredRow pack(StoredRow row) {
        if (row instanceof OperationRow operation) {
            return pack(operation);
        } else if (row instanceof StepRow step) {
            return pack(step);
        } else if (row instanceof RecordRow each) {
            return pack(each);
        } else if (row instanceof EventRow event) {
            return new EventRow(event.sequence(), event.operation(), pack(event.body()));
        }
        return row;
    }

    @Override
    public void close() {
        rows.close();
    }
}
