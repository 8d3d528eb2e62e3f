// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.OperationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The evidence of the store in memory: in order, and found by operation and by key. */
final class InMemoryEvidence {
    private final List<EvidenceRow> rows = new ArrayList<>();
    private final Map<OperationId, List<EvidenceRow>> byOperation = new HashMap<>();
    private final Map<String, List<EvidenceRow>> byKey = new HashMap<>();

    void add(OperationId operation, @Nullable String requestKey, Payload.Fields body) {
        add(EvidenceRow.after(rows.isEmpty() ? null : rows.get(rows.size() - 1), operation, requestKey, body));
    }

    void add(EvidenceRow row) {
        rows.add(row);
        byOperation.computeIfAbsent(row.operation(), id -> new ArrayList<>()).add(row);
        if (row.requestKey() != null) {
            byKey.computeIfAbsent(row.requestKey(), key -> new ArrayList<>()).add(row);
        }
    }

    /** Takes the last entry back, of a set that was refused further on. */
    void takeBack() {
        EvidenceRow last = rows.remove(rows.size() - 1);
        shorten(byOperation, last.operation());
        if (last.requestKey() != null) {
            shorten(byKey, last.requestKey());
        }
    }

    private static <K> void shorten(Map<K, List<EvidenceRow>> index, K key) {
        List<EvidenceRow> all = Objects.requireNonNull(index.get(key));
        all.remove(all.size() - 1);
        if (all.isEmpty()) {
            index.remove(key);
        }
    }

    int size() {
        return rows.size();
    }

    void forEach(Consumer<? super EvidenceRow> each) {
        rows.forEach(each);
    }

    List<EvidenceRow> after(long place, int limit) {
        int from = (int) Math.min(rows.size(), Math.max(0, place));
        return List.copyOf(rows.subList(from, from + Math.min(limit, rows.size() - from)));
    }

    List<EvidenceRow> of(OperationId operation) {
        return List.copyOf(byOperation.getOrDefault(operation, List.of()));
    }

    Optional<EvidenceRow> newest(String requestKey) {
        List<EvidenceRow> all = byKey.getOrDefault(requestKey, List.of());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** Another operation that has evidence with this key. */
    @Nullable
    OperationId holder(String requestKey, OperationId except) {
        for (EvidenceRow row : byKey.getOrDefault(requestKey, List.of())) {
            if (!row.operation().equals(except)) {
                return row.operation();
            }
        }
        return null;
    }

    void clear() {
        rows.clear();
        byOperation.clear();
        byKey.clear();
    }
}
