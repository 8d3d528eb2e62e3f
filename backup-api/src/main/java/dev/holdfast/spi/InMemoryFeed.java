// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.OperationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which operations and steps the last writes have changed: each row at its last change. */
final class InMemoryFeed {
    private final NavigableMap<Long, Set<Place>> byWrite = new TreeMap<>();
    private final Map<OperationId, Map<Integer, Long>> lastWrite = new HashMap<>();
    private long position;

    /** A row: of an operation if the number is negative, else of its step. */
    private record Place(OperationId operation, int step) {}

    long position() {
        return position;
    }

    void next() {
        position++;
    }

    /** What was accepted belongs to the write that is under way. */
    void accepted(ChangeSet set) {
        for (ChangeSet.Change change : set.changes()) {
            if (change instanceof ChangeSet.Change.PutOperation put) {
                changed(put.row().id(), -1);
            } else if (change instanceof ChangeSet.Change.PutStep put) {
                changed(put.row().operation(), put.row().number());
            } else if (change instanceof ChangeSet.Change.Forget forget) {
                forgotten(forget.operation());
            }
        }
    }

    void changed(OperationId operation, int step) {
        Long before =
                lastWrite.computeIfAbsent(operation, id -> new HashMap<>()).put(step, position);
        drop(new Place(operation, step), before);
        byWrite.computeIfAbsent(position, write -> new LinkedHashSet<>()).add(new Place(operation, step));
    }

    private void forgotten(OperationId operation) {
        Map<Integer, Long> gone = lastWrite.remove(operation);
        if (gone != null) {
            gone.forEach((step, write) -> drop(new Place(operation, step), write));
        }
    }

    private void drop(Place place, @Nullable Long write) {
        Set<Place> places = write == null ? null : byWrite.get(write);
        if (places != null) {
            places.remove(place);
            if (places.isEmpty()) {
                byWrite.remove(write);
            }
        }
    }

    void clear() {
        byWrite.clear();
        lastWrite.clear();
        position = 0;
    }

    Store.Feed after(
            long after,
            int limit,
            Function<OperationId, @Nullable OperationRow> operation,
            BiFunction<OperationId, Integer, @Nullable StepRow> step) {
        List<OperationRow> operations = new ArrayList<>();
        List<StepRow> steps = new ArrayList<>();
        for (Map.Entry<Long, Set<Place>> write : byWrite.tailMap(after, false).entrySet()) {
            int told = operations.size() + steps.size();
            if (told > 0 && told + write.getValue().size() > limit) {
                return new Store.Feed(write.getKey() - 1, operations, steps, true);
            }
            for (Place place : write.getValue()) {
                OperationRow changed = place.step() < 0 ? operation.apply(place.operation()) : null;
                StepRow changedStep = place.step() < 0 ? null : step.apply(place.operation(), place.step());
                if (changed != null) {
                    operations.add(changed);
                } else if (changedStep != null) {
                    steps.add(changedStep);
                }
            }
        }
        return new Store.Feed(Math.max(after, position), operations, steps, false);
    }
}
