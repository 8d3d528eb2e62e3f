// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

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
import org.jspecify.annotations.Nullable;

/** A store that does what a good one does, until a method is overridden. */
abstract class ForwardingStore implements Store {
    final Store good;

    ForwardingStore(Store good) {
        this.good = good;
    }

    @Override
    public long acquire(String installation, String host) {
        return good.acquire(installation, host);
    }

    @Override
    public long join(String installation, String host) {
        return good.join(installation, host);
    }

    @Override
    public List<@Nullable Refused> write(long epoch, List<ChangeSet> sets) {
        return good.write(epoch, sets);
    }

    @Override
    public Optional<OperationRow> operation(OperationId id) {
        return good.operation(id);
    }

    @Override
    public Optional<OperationRow> operationByKey(String requestKey) {
        return good.operationByKey(requestKey);
    }

    @Override
    public List<OperationRow> openOperations() {
        return good.openOperations();
    }

    @Override
    public List<OperationRow> recentOperations(int limit) {
        return good.recentOperations(limit);
    }

    @Override
    public List<StepRow> steps(OperationId operation) {
        return good.steps(operation);
    }

    @Override
    public Optional<StepRow> step(OperationId operation, int number) {
        return good.step(operation, number);
    }

    @Override
    public List<ClaimRow> claims() {
        return good.claims();
    }

    @Override
    public List<RecordRow> records(RecordRow.Kind kind, @Nullable String group, @Nullable String after, int limit) {
        return good.records(kind, group, after, limit);
    }

    @Override
    public Optional<RecordRow> record(RecordRow.Kind kind, String key) {
        return good.record(kind, key);
    }

    @Override
    public List<EventRow> outbox(int limit) {
        return good.outbox(limit);
    }

    @Override
    public long position() {
        return good.position();
    }

    @Override
    public Feed changes(long after, int limit) {
        return good.changes(after, limit);
    }

    @Override
    public List<EvidenceRow> evidence(long after, int limit) {
        return good.evidence(after, limit);
    }

    @Override
    public List<EvidenceRow> evidence(OperationId operation) {
        return good.evidence(operation);
    }

    @Override
    public Optional<EvidenceRow> evidenceByKey(String requestKey) {
        return good.evidenceByKey(requestKey);
    }

    @Override
    public void exportTo(Consumer<StoredRow> rows) {
        good.exportTo(rows);
    }

    @Override
    public void importFrom(Iterator<StoredRow> rows) {
        good.importFrom(rows);
    }

    @Override
    public void close() {
        good.close();
    }
}
