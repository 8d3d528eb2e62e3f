// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.host;

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
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store that tells which lanes were woken by what it accepted. */
final class WakingStore implements Store {
    private final Store store;
    private final Consumer<String> woken;

    WakingStore(Store store, Consumer<String> woken) {
        this.store = store;
        this.woken = woken;
    }

    @Override
    public List<@Nullable Refused> write(long epoch, List<ChangeSet> sets) {
        List<@Nullable Refused> answers = store.write(epoch, sets);
        Set<String> lanes = new LinkedHashSet<>();
        for (int i = 0; i < sets.size(); i++) {
            if (answers.get(i) == null) {
                for (ChangeSet.Change change : sets.get(i).changes()) {
                    if (change instanceof ChangeSet.Change.Wake wake) {
                        lanes.add(wake.lane());
                    }
                }
            }
        }
        lanes.forEach(woken);
        return answers;
    }

    @Override
    public long acquire(String installation, String host) {
        return store.acquire(installation, host);
    }

    @Override
    public long join(String installation, String host) {
        return store.join(installation, host);
    }

    @Override
    public Optional<OperationRow> operation(OperationId id) {
        return store.operation(id);
    }

    @Override
    public Optional<OperationRow> operationByKey(String requestKey) {
        return store.operationByKey(requestKey);
    }

    @Override
    public List<OperationRow> openOperations() {
        return store.openOperations();
    }

    @Override
    public List<OperationRow> recentOperations(int limit) {
        return store.recentOperations(limit);
    }

    @Override
    public List<StepRow> steps(OperationId operation) {
        return store.steps(operation);
    }

    @Override
    public Optional<StepRow> step(OperationId operation, int number) {
        return store.step(operation, number);
    }

    @Override
    public List<ClaimRow> claims() {
        return store.claims();
    }

    @Override
    public List<RecordRow> records(RecordRow.Kind kind, @Nullable String group, @Nullable String after, int limit) {
        return store.records(kind, group, after, limit);
    }

    @Override
    public Optional<RecordRow> record(RecordRow.Kind kind, String key) {
        return store.record(kind, key);
    }

    @Override
    public List<EventRow> outbox(int limit) {
        return store.outbox(limit);
    }

    @Override
    public long position() {
        return store.position();
    }

    @Override
    public Feed changes(long after, int limit) {
        return store.changes(after, limit);
    }

    @Override
    public List<EvidenceRow> evidence(long after, int limit) {
        return store.evidence(after, limit);
    }

    @Override
    public List<EvidenceRow> evidence(OperationId operation) {
        return store.evidence(operation);
    }

    @Override
    public Optional<EvidenceRow> evidenceByKey(String requestKey) {
        return store.evidenceByKey(requestKey);
    }

    /** One host of several has no more use for it. */
    @Override
    public void exportTo(Consumer<StoredRow> rows) {
        store.exportTo(rows);
    }

    @Override
    public void importFrom(Iterator<StoredRow> rows) {
        store.importFrom(rows);
    }

    @Override
    public void close() {}
}
