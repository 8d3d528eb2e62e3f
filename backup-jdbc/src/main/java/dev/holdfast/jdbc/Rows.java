// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.StoredRow;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Rows as values, by the columns named here. */
final class Rows {
    static final String OPERATION = "id, version, request_key, state, next_step, body";
    static final String STEP_COLUMNS = "s.operation, s.number, s.version, s.state, s.generation, s.progress, n.node";
    static final String FROM_STEP = " FROM ${prefix}step s"
            + " LEFT JOIN ${prefix}step_node n ON n.operation = s.operation AND n.number = s.number";
    static final String STEP = STEP_COLUMNS + FROM_STEP;
    static final String CLAIM = "subject, claim_mode, operation";
    static final String RECORD = "kind, record_group, record_key, version, body";
    static final String EVIDENCE = "sequence, operation, request_key, body, previous, digest";

    private Rows() {}

    static StoredRow.Origin origin(ResultSet row) throws SQLException {
        return new StoredRow.Origin(Keys.readOrNull(row.getString(1)), row.getLong(2), row.getLong(3));
    }

    static OperationRow operation(ResultSet row) throws SQLException {
        return new OperationRow(
                new OperationId(row.getString(1)),
                row.getLong(2),
                Keys.readOrNull(row.getString(3)),
                one(OperationState.class, row.getString(4)),
                row.getInt(5),
                fields(row.getString(6)));
    }

    static StepRow step(ResultSet row) throws SQLException {
        String node = row.getString(7);
        return new StepRow(
                new OperationId(row.getString(1)),
                row.getInt(2),
                row.getLong(3),
                one(StepState.class, row.getString(4)),
                row.getInt(5),
                node == null ? Payload.Fields.EMPTY : fields(node),
                fields(row.getString(6)));
    }

    static ClaimRow claim(ResultSet row) throws SQLException {
        return new ClaimRow(
                Keys.read(row.getString(1)),
                one(ClaimRow.Mode.class, row.getString(2)),
                new OperationId(row.getString(3)));
    }

    static RecordRow record(ResultSet row) throws SQLException {
        return new RecordRow(
                one(RecordRow.Kind.class, row.getString(1)),
                Keys.read(row.getString(2)),
                Keys.read(row.getString(3)),
                row.getLong(4),
                fields(row.getString(5)));
    }

    static EvidenceRow evidence(ResultSet row) throws SQLException {
        return new EvidenceRow(
                row.getLong(1),
                new OperationId(row.getString(2)),
                Keys.readOrNull(row.getString(3)),
                fields(row.getString(4)),
                row.getString(5),
                row.getString(6));
    }

    private static <E extends Enum<E>> E one(Class<E> type, String name) {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw unreadable("it says '" + name + "', which this version of the library does not know");
        }
    }

    static Payload.Fields fields(String text) {
        try {
            if (Payload.parse(text) instanceof Payload.Fields fields) {
                return fields;
            }
        } catch (IllegalArgumentException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        }
        throw unreadable("it holds no fields");
    }

    private static BackupException unreadable(String why) {
        return new BackupException(new Failure(
                FailureKind.INVALID,
                "Cannot read a row of the store",
                why,
                "use the library's version that wrote it; if somebody else did, restore the database from its backup"));
    }
}
