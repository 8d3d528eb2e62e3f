// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.OperationId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The store that ends with the process. */
final class InMemoryStore implements Store {
    private final InMemoryTables tables = new InMemoryTables();
    private final InMemoryFeed feed = new InMemoryFeed();
    private long epoch;
    private boolean shared;
    private @Nullable String installation;

    @Override
    public synchronized long acquire(String owner, String host) {
        open(owner);
        shared = false;
        return ++epoch;
    }

    @Override
    public synchronized long join(String owner, String host) {
        open(owner);
        epoch += shared ? 0 : 1;
        shared = true;
        return epoch;
    }

    private void open(String owner) {
        if (installation != null && !installation.equals(owner)) {
            throw new BackupException(new Failure(
                    FailureKind.INVALID,
                    "Cannot open the store for installation '" + owner + "'",
                    "it holds installation '" + installation + "'",
                    "give each installation a store of its own"));
        }
        installation = owner;
    }

    @Override
    public synchronized List<@Nullable Refused> write(long writer, List<ChangeSet> sets) {
        List<@Nullable Refused> answers = new ArrayList<>(sets.size());
        List<ChangeSet> accepted = new ArrayList<>(sets.size());
        boolean done = false;
        try {
            for (ChangeSet set : sets) {
                Refused refused = writer == epoch
                        ? tables.apply(set)
                        : new Refused(Refused.Reason.FENCED, "epoch " + epoch + " has taken over from " + writer);
                answers.add(refused);
                if (refused == null) {
                    accepted.add(set);
                }
            }
            done = true;
        } finally {
            if (done) {
                tables.keep();
            } else {
                tables.takeBack();
            }
        }
        if (!accepted.isEmpty()) {
            feed.next();
            accepted.forEach(feed::accepted);
        }
        return answers;
    }

    @Override
    public synchronized Optional<OperationRow> operation(OperationId id) {
        return Optional.ofNullable(tables.operations.get(id));
    }

    @Override
    public synchronized Optional<OperationRow> operationByKey(String requestKey) {
        return Optional.ofNullable(tables.byRequestKey.get(requestKey)).map(tables.operations::get);
    }

    @Override
    public synchronized List<OperationRow> openOperations() {
        return tables.operations.values().stream()
                .filter(row -> !row.state().ended())
                .toList();
    }

    @Override
    public synchronized List<OperationRow> recentOperations(int limit) {
        return tables.operations.descendingMap().values().stream().limit(limit).toList();
    }

    @Override
    public synchronized List<StepRow> steps(OperationId operation) {
        NavigableMap<Integer, StepRow> rows = tables.steps.get(operation);
        return rows == null ? List.of() : List.copyOf(rows.values());
    }

    @Override
    public synchronized Optional<StepRow> step(OperationId operation, int number) {
        return Optional.ofNullable(tables.step(operation, number));
    }

    @Override
    public synchronized List<ClaimRow> claims() {
        return tables.claims.values().stream()
                .flatMap(holders -> holders.values().stream())
                .toList();
    }

    @Override
    public synchronized List<RecordRow> records(
            RecordRow.Kind kind, @Nullable String group, @Nullable String after, int limit) {
        NavigableMap<String, RecordRow> rows = group == null
                ? tables.table(kind)
                : tables.groups(kind).getOrDefault(group, Collections.emptyNavigableMap());
        return (after == null ? rows : rows.tailMap(after, false))
                .values().stream().limit(limit).toList();
    }

    @Override
    public synchronized Optional<RecordRow> record(RecordRow.Kind kind, String key) {
        return Optional.ofNullable(tables.table(kind).get(key));
    }

    @Override
    public synchronized List<EventRow> outbox(int limit) {
        return tables.outbox.values().stream().limit(limit).toList();
    }

    @Override
    public synchronized long position() {
        return feed.position();
    }

    @Override
    public synchronized Feed changes(long after, int limit) {
        return feed.after(after, limit, tables.operations::get, tables::step);
    }

    @Override
    public synchronized List<EvidenceRow> evidence(long after, int limit) {
        return tables.evidence.after(after, limit);
    }

    @Override
    public synchronized List<EvidenceRow> evidence(OperationId operation) {
        return tables.evidence.of(operation);
    }

    @Override
    public synchronized Optional<EvidenceRow> evidenceByKey(String requestKey) {
        return tables.evidence.newest(requestKey);
    }

    @Override
    public synchronized void exportTo(Consumer<StoredRow> rows) {
        rows.accept(new StoredRow.Origin(installation, epoch, tables.lastEvent));
        tables.operations.values().forEach(rows);
        tables.steps.values().forEach(each -> each.values().forEach(rows));
        tables.claims.values().forEach(each -> each.values().forEach(rows));
        tables.records.values().forEach(each -> each.values().forEach(rows));
        tables.outbox.values().forEach(rows);
        tables.evidence.forEach(rows);
    }

    @Override
    public synchronized void importFrom(Iterator<StoredRow> rows) {
        if (installation != null) {
            throw notImported(
                    "it holds installation '" + installation + "' already",
                    "import into a store that was never opened");
        }
        boolean done = false;
        try {
            if (!rows.hasNext() || !(rows.next() instanceof StoredRow.Origin origin)) {
                throw notImported("the rows do not begin with their origin", "pass the rows as they were exported");
            }
            rows.forEachRemaining(this::put);
            installation = origin.installation();
            epoch = origin.epoch();
            tables.lastEvent = origin.lastEvent();
            done = true;
        } finally {
            if (!done) {
                tables.clear();
                feed.clear();
            }
        }
    }

    private void put(StoredRow row) {
        Object before = row;
        if (row instanceof OperationRow operation) {
            before = tables.operations.put(operation.id(), operation);
            if (operation.requestKey() != null) {
                tables.byRequestKey.put(operation.requestKey(), operation.id());
            }
            feed.next();
            feed.changed(operation.id(), -1);
        } else if (row instanceof StepRow step) {
            before = tables.steps
                    .computeIfAbsent(step.operation(), id -> new TreeMap<>())
                    .put(step.number(), step);
            feed.next();
            feed.changed(step.operation(), step.number());
        } else if (row instanceof ClaimRow claim) {
            before = tables.claim(claim);
        } else if (row instanceof RecordRow each) {
            before = tables.add(each);
        } else if (row instanceof EventRow event) {
            before = tables.outbox.put(event.sequence(), event);
        } else if (row instanceof EvidenceRow entry && entry.sequence() == tables.evidence.size() + 1) {
            tables.evidence.add(entry);
            before = null;
        }
        if (before != null) {
            throw notImported("a row is there twice or out of its order", "pass the rows as they were exported");
        }
    }

    private static BackupException notImported(String why, String cure) {
        return new BackupException(new Failure(FailureKind.INVALID, "Cannot import into the store", why, cure));
    }

    @Override
    public void close() {}
}
