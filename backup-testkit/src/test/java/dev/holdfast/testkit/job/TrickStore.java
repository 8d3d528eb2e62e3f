// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

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
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A store that shows less than it holds, or other things: what somebody changed behind its back, or has written just now. */
final class TrickStore implements Store {
    private final Store store;
    private @Nullable List<EvidenceRow> changed;
    private int late;

    TrickStore(Store store) {
        this.store = store;
    }

    /** The next so many look-ups of a request key come just before another host writes it. */
    void late(int lookUps) {
        late = lookUps;
    }

    /** Evidence is shown as this changes it; what is added later is not shown. */
    void change(UnaryOperator<List<EvidenceRow>> how) {
        changed = how.apply(store.evidence(0L, 1_000));
    }

    private List<EvidenceRow> shown() {
        return changed == null ? store.evidence(0L, 1_000) : changed;
    }

    @Override
    public List<EvidenceRow> evidence(long after, int limit) {
        return shown().stream()
                .filter(row -> row.sequence() > after)
                .limit(limit)
                .toList();
    }

    @Override
    public List<EvidenceRow> evidence(OperationId operation) {
        return shown().stream().filter(row -> row.operation().equals(operation)).toList();
    }

    @Override
    public Optional<EvidenceRow> evidenceByKey(String requestKey) {
        return shown().stream()
                .filter(row -> requestKey.equals(row.requestKey()))
                .findFirst();
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
    public List<@Nullable Refused> write(long epoch, List<ChangeSet> sets) {
        return store.write(epoch, sets);
    }

    @Override
    public Optional<OperationRow> operation(OperationId id) {
        return store.operation(id);
    }

    @Override
    public Optional<OperationRow> operationByKey(String requestKey) {
        return late-- > 0 ? Optional.empty() : store.operationByKey(requestKey);
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
    public void exportTo(Consumer<StoredRow> rows) {
        store.exportTo(rows);
    }

    @Override
    public void importFrom(Iterator<StoredRow> rows) {
        store.importFrom(rows);
    }

    @Override
    public void close() {
        store.close();
    }
}
