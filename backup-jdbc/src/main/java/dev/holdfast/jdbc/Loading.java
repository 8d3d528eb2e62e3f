// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.RecordRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks up, before sets are judged, what is stored of all that they touch: one query for each kind of row. */
final class Loading {
    private final Set<OperationId> operations = new LinkedHashSet<>();
    private final Set<String> requestKeys = new LinkedHashSet<>();
    private final Set<Draft.StepPlace> steps = new LinkedHashSet<>();
    private final Set<String> subjects = new LinkedHashSet<>();
    private final Set<Draft.RecordPlace> records = new LinkedHashSet<>();

    /**
     * Sees what the sets touch.
     *
     * @param sets the sets
     * @param assuming whether steps need not be looked up, since their versions are checked when they are written
     */
    Loading(List<ChangeSet> sets, boolean assuming) {
        // A step that is written and forgotten is never checked.
        boolean withSteps = !assuming
                || sets.stream().flatMap(set -> set.changes().stream()).anyMatch(Change.Forget.class::isInstance);
        for (ChangeSet set : sets) {
            for (Change change : set.changes()) {
                see(change, withSteps);
            }
        }
    }

    private void see(Change change, boolean withSteps) {
        if (change instanceof Change.PutStep put) {
            if (withSteps) {
                steps.add(new Draft.StepPlace(put.row().operation(), put.row().number()));
            }
        } else if (change instanceof Change.PutOperation put) {
            operations.add(put.row().id());
            if (put.row().requestKey() != null) {
                requestKeys.add(put.row().requestKey());
            }
        } else if (change instanceof Change.Forget forget) {
            operations.add(forget.operation());
        } else if (change instanceof Change.TakeClaim take) {
            subjects.add(take.row().subject());
        } else if (change instanceof Change.RequireUnclaimed require) {
            subjects.add(require.subject());
        } else if (change instanceof Change.PutRecord put) {
            records.add(new Draft.RecordPlace(put.row().kind(), put.row().key()));
        } else if (change instanceof Change.RemoveRecord gone) {
            records.add(new Draft.RecordPlace(gone.kind(), gone.key()));
        } else if (change instanceof Change.RequireRecord require) {
            records.add(new Draft.RecordPlace(require.kind(), require.key()));
        } else if (change instanceof Change.RequireTurn require) {
            records.add(new Draft.RecordPlace(RecordRow.Kind.LANE, require.lane()));
        }
    }

    void into(Draft draft, Statements statements) throws SQLException {
        List<@Nullable Object[]> keys = new ArrayList<>();
        operations.forEach(id -> keys.add(new Object[] {id.value()}));
        statements.lookup(Shape.OPERATION_STATE, keys, row -> {
            Draft.OperationSlot slot = draft.operation(new OperationId(row.getString(1)));
            slot.stored = row.getLong(2);
            slot.version = slot.stored;
            slot.ended = row.getLong(3) != 0;
        });
        keys.clear();
        requestKeys.forEach(key -> keys.add(new Object[] {Keys.stored(key)}));
        statements.lookup(
                Shape.REQUEST_KEY,
                keys,
                row -> draft.requestKey(Keys.read(row.getString(1))).operation = new OperationId(row.getString(2)));
        keys.clear();
        steps.forEach(step -> {
            draft.steps.put(step, new Draft.StepSlot());
            keys.add(new Object[] {step.operation().value(), (long) step.number()});
        });
        statements.lookup(Shape.STEP_VERSION, keys, row -> {
            Draft.StepSlot slot = new Draft.StepSlot();
            slot.stored = row.getLong(3);
            slot.version = slot.stored;
            draft.steps.put(new Draft.StepPlace(new OperationId(row.getString(1)), row.getInt(2)), slot);
        });
        keys.clear();
        subjects.forEach(subject -> keys.add(new Object[] {Keys.stored(subject)}));
        statements.lookup(Shape.CLAIMS_OF_SUBJECT, keys, row -> {
            Draft.ClaimSlot slot = new Draft.ClaimSlot();
            slot.mode = ClaimRow.Mode.valueOf(row.getString(3));
            draft.claims(Keys.read(row.getString(1))).put(new OperationId(row.getString(2)), slot);
        });
        keys.clear();
        records.forEach(place -> keys.add(new Object[] {place.kind().name(), Keys.stored(place.key())}));
        statements.lookup(Shape.RECORD_VERSION, keys, row -> {
            Draft.RecordSlot slot = draft.record(RecordRow.Kind.valueOf(row.getString(1)), Keys.read(row.getString(2)));
            slot.stored = row.getLong(3);
            slot.version = slot.stored;
        });
    }
}
