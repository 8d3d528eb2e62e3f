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
    private final Map<Place, Long> lastWrite = new HashMap<>();
    private long position;

    /** A row: of an operation if the number is negative, else of its step. */
    private record Place(OperationId operation, int step) {}

    long position() {
        return position;
    }

    void clear() {
        byWrite.clear();
        lastWrite.clear();
        position = 0;
    }

    void next() {
        position++;
    }

    void changed(OperationId operation, int step) {
        Place place = new Place(operation, step);
        forget(place);
        lastWrite.put(place, position);
        byWrite.computeIfAbsent(position, write -> new LinkedHashSet<>()).add(place);
    }

    void forgotten(OperationId operation, Set<Integer> steps) {
        forget(new Place(operation, -1));
        steps.forEach(step -> forget(new Place(operation, step)));
    }

    private void forget(Place place) {
        Long before = lastWrite.remove(place);
        Set<Place> places = before == null ? null : byWrite.get(before);
        if (places != null) {
            places.remove(place);
            if (places.isEmpty()) {
                byWrite.remove(before);
            }
        }
    }

    Store.Feed after(
            long after,
            int limit,
            Function<OperationId, @Nullable OperationRow> operation,
            BiFunction<OperationId, Integer, @Nullable StepRow> step) {
        List<OperationRow> operations = new ArrayList<>();
        List<StepRow> steps = new ArrayList<>();
        for (Map.Entry<Long, Set<Place>> write : byWrite.tailMap(after, false).entrySet()) {
            if (operations.size() + steps.size() >= limit) {
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
