// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.OperationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evidence in memory: in order, by operation and by request key. Guarded by the store that has it. */
final class InMemoryEvidence {
    private final List<EvidenceRow> rows = new ArrayList<>();
    private final Map<OperationId, List<EvidenceRow>> byOperation = new HashMap<>();
    private final Map<String, EvidenceRow> byRequestKey = new HashMap<>();

    void add(ChangeSet.Change.AddEvidence add) {
        EvidenceRow last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
        EvidenceRow row = EvidenceRow.after(last, add.operation(), add.requestKey(), add.body());
        rows.add(row);
        byOperation.computeIfAbsent(row.operation(), id -> new ArrayList<>()).add(row);
        if (row.requestKey() != null) {
            byRequestKey.put(row.requestKey(), row);
        }
    }

    List<EvidenceRow> after(long sequence, int limit) {
        int from = (int) Math.min(rows.size(), Math.max(0, sequence));
        return List.copyOf(rows.subList(from, from + Math.min(limit, rows.size() - from)));
    }

    List<EvidenceRow> of(OperationId operation) {
        return List.copyOf(byOperation.getOrDefault(operation, List.of()));
    }

    @Nullable
    EvidenceRow ofKey(String requestKey) {
        return byRequestKey.get(requestKey);
    }
}
