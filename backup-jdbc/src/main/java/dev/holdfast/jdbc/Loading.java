// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.RecordRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks up, before sets are judged, what is stored of all that they touch: one query for each kind of row. */
final class Loading {
    private final Set<OperationId> operations = new LinkedHashSet<>();
    private final Set<String> requestKeys = new LinkedHashSet<>();
    private final Map<OperationId, Set<Integer>> steps = new LinkedHashMap<>();
    private final Set<String> subjects = new LinkedHashSet<>();
    private final Set<Draft.RecordPlace> records = new LinkedHashSet<>();

    /** Evidence with a request key. */
    private record Held(String key, String operation) {}

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
                steps.computeIfAbsent(put.row().operation(), id -> new LinkedHashSet<>())
                        .add(put.row().number());
            }
        } else if (change instanceof Change.PutOperation put) {
            operations.add(put.row().id());
            if (put.row().version() == 1 && put.row().requestKey() != null) {
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
            long version = row.getLong(2);
            draft.operations.put(
                    new OperationId(row.getString(1)),
                    new Draft.OperationSlot(version, version, row.getLong(3) != 0, null, 0));
        });
        keys.clear();
        requestKeys.forEach(key -> keys.add(new Object[] {Keys.stored(key)}));
        statements.lookup(
                Shape.OPERATIONS_OF_KEY,
                keys,
                row -> draft.requestKey(Keys.read(row.getString(1)))
                        .operations()
                        .add(new OperationId(row.getString(2))));
        NavigableMap<Long, Held> evidence = new TreeMap<>();
        statements.lookup(
                Shape.EVIDENCE_OF_KEY,
                keys,
                row -> evidence.put(row.getLong(2), new Held(row.getString(1), row.getString(3))));
        evidence.values()
                .forEach(held ->
                        draft.requestKey(Keys.read(held.key())).evidence().add(new OperationId(held.operation())));
        keys.clear();
        steps.forEach((operation, numbers) -> numbers.forEach(number -> {
            draft.steps(operation).put(number, Draft.StepSlot.NONE);
            keys.add(new Object[] {operation.value(), (long) number});
        }));
        statements.lookup(Shape.STEP_VERSION, keys, row -> {
            long version = row.getLong(3);
            draft.steps(new OperationId(row.getString(1)))
                    .put(row.getInt(2), new Draft.StepSlot(version, version, null, null, 0));
        });
        keys.clear();
        subjects.forEach(subject -> keys.add(new Object[] {Keys.stored(subject)}));
        statements.lookup(
                Shape.CLAIMS_OF_SUBJECT,
                keys,
                row -> draft.claims(Keys.read(row.getString(1)))
                        .put(
                                new OperationId(row.getString(2)),
                                new Draft.ClaimSlot(ClaimRow.Mode.valueOf(row.getString(3)), false)));
        keys.clear();
        records.forEach(place -> keys.add(new Object[] {place.kind().name(), Keys.stored(place.key())}));
        statements.lookup(Shape.RECORD_VERSION, keys, row -> {
            long version = row.getLong(3);
            draft.records.put(
                    new Draft.RecordPlace(RecordRow.Kind.valueOf(row.getString(1)), Keys.read(row.getString(2))),
                    new Draft.RecordSlot(version, version, null));
        });
    }
}
