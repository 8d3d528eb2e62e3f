// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import org.jspecify.annotations.Nullable;

/** Change sets that tests write. */
final class Sets {
    private Sets() {}

    static OperationId id(String value) {
        return new OperationId(value);
    }

    static Payload.Fields body(long number) {
        return Payload.Fields.EMPTY.with("n", number);
    }

    static Change operation(String id, long version, @Nullable String key, OperationState state) {
        return new Change.PutOperation(new OperationRow(id(id), version, key, state, 0, body(version)));
    }

    static Change step(String operation, int number, long version) {
        return new Change.PutStep(new StepRow(
                id(operation),
                number,
                version,
                StepState.PENDING,
                1,
                version == 1 ? body(number) : Payload.Fields.EMPTY,
                body(version)));
    }

    static Change event(String operation, long number) {
        return new Change.AddEvent(id(operation), body(number));
    }

    static Change evidence(String operation, @Nullable String key, long number) {
        return new Change.AddEvidence(id(operation), key, body(number));
    }

    static Change record(RecordRow.Kind kind, String key, long version) {
        return new Change.PutRecord(new RecordRow(kind, "group", key, version, body(version)));
    }

    /** An operation that runs, with a step and an event. */
    static ChangeSet begun(String operation) {
        return ChangeSet.of(
                operation(operation, 1, null, OperationState.RUNNING), step(operation, 0, 1), event(operation, 1));
    }
}
