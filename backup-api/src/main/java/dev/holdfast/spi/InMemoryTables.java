// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.Store.Refused;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the store in memory. Changes are made one after the other, each on what those before it have left; a set
 * that is refused half-way is taken back.
 */
final class InMemoryTables {
    final NavigableMap<OperationId, OperationRow> operations = new TreeMap<>();
    final Map<String, OperationId> byRequestKey = new HashMap<>();
    final NavigableMap<OperationId, NavigableMap<Integer, StepRow>> steps = new TreeMap<>();
    final NavigableMap<String, NavigableMap<OperationId, ClaimRow>> claims = new TreeMap<>();
    final Map<RecordRow.Kind, NavigableMap<String, RecordRow>> records = new EnumMap<>(RecordRow.Kind.class);
    final NavigableMap<Long, EventRow> outbox = new TreeMap<>();
    final InMemoryEvidence evidence = new InMemoryEvidence();
    long lastEvent;

    private final Map<RecordRow.Kind, NavigableMap<String, NavigableMap<String, RecordRow>>> grouped =
            new EnumMap<>(RecordRow.Kind.class);
    private final Deque<Runnable> undo = new ArrayDeque<>();

    /** Makes all changes of a set, or none: then says why. */
    @Nullable
    Refused apply(ChangeSet set) {
        int before = undo.size();
        for (Change change : set.changes()) {
            Refused refused = apply(change);
            if (refused != null) {
                takeBack(before);
                return refused;
            }
        }
        return null;
    }

    /** What was done since the last time is there to stay. */
    void keep() {
        undo.clear();
    }

    /** What was done since the last time was not done. */
    void takeBack() {
        takeBack(0);
    }

    private void takeBack(int size) {
        while (undo.size() > size) {
            undo.pop().run();
        }
    }

    private @Nullable Refused apply(Change change) {
        if (change instanceof Change.PutOperation put) {
            return put(put.row());
        } else if (change instanceof Change.PutStep put) {
            return put(put.row());
        } else if (change instanceof Change.TakeClaim take) {
            Refused claimed = claimedBy(
                    take.row().subject(), take.row().operation(), take.row().mode());
            return claimed != null ? claimed : take(take.row());
        } else if (change instanceof Change.FreeClaims free) {
            freeAll(free.operation());
        } else if (change instanceof Change.FreeClaim free) {
            free(free.subject(), free.operation());
        } else if (change instanceof Change.PutRecord put) {
            return put(put.row());
        } else if (change instanceof Change.RemoveRecord gone) {
            remove(gone.kind(), gone.key());
        } else if (change instanceof Change.AddEvent add) {
            lastEvent++;
            outbox.put(lastEvent, new EventRow(lastEvent, add.operation(), add.body()));
            undo.push(() -> outbox.remove(lastEvent--));
        } else if (change instanceof Change.RemoveEvents gone) {
            NavigableMap<Long, EventRow> removed = new TreeMap<>(outbox.headMap(gone.upTo(), true));
            outbox.headMap(gone.upTo(), true).clear();
            undo.push(() -> outbox.putAll(removed));
        } else if (change instanceof Change.RequireUnclaimed require) {
            return claimedBy(require.subject(), require.except(), ClaimRow.Mode.EXCLUSIVE);
        } else if (change instanceof Change.RequireRecord require) {
            RecordRow stored = table(require.kind()).get(require.key());
            return (stored == null ? 0 : stored.version()) == require.version()
                    ? null
                    : new Refused(Refused.Reason.UNMET, require.kind() + " " + require.key() + " has changed");
        } else if (change instanceof Change.RequireTurn require) {
            RecordRow stored = table(RecordRow.Kind.LANE).get(require.lane());
            return stored != null && stored.version() == require.turn()
                    ? null
                    : new Refused(
                            Refused.Reason.TURN_OVER, "turn " + require.turn() + " of " + require.lane() + " is over");
        } else if (change instanceof Change.AddEvidence add) {
            evidence.add(add.operation(), add.requestKey(), add.body());
            undo.push(evidence::takeBack);
        } else if (change instanceof Change.Forget forget) {
            return forget(forget.operation());
        }
        return null;
    }

    private @Nullable Refused put(OperationRow row) {
        OperationRow stored = operations.get(row.id());
        Refused refused = stored == null ? keyTaken(row) : null;
        if (refused == null) {
            refused = version(stored == null ? 0 : stored.version(), row.version(), row.id());
        }
        if (refused != null) {
            return refused;
        }
        put(operations, row.id(), row);
        if (row.requestKey() != null) {
            put(byRequestKey, row.requestKey(), row.id());
        }
        return null;
    }

    private @Nullable Refused keyTaken(OperationRow row) {
        String key = row.requestKey();
        if (key == null) {
            return null;
        }
        OperationId stored = byRequestKey.get(key);
        OperationId holder = stored == null || stored.equals(row.id()) ? evidence.holder(key, row.id()) : stored;
        return holder == null
                ? null
                : new Refused(Refused.Reason.KEY_TAKEN, "request key '" + key + "' belongs to operation " + holder);
    }

    private @Nullable Refused put(StepRow row) {
        NavigableMap<Integer, StepRow> all = steps.get(row.operation());
        StepRow stored = all == null ? null : all.get(row.number());
        Refused refused =
                version(stored == null ? 0 : stored.version(), row.version(), row.operation() + "/" + row.number());
        if (refused != null) {
            return refused;
        }
        if (all == null) {
            all = new TreeMap<>();
            put(steps, row.operation(), all);
        }
        boolean isWithout = row.node().fields().isEmpty();
        put(all, row.number(), stored != null && isWithout ? withNode(row, stored.node()) : row);
        return null;
    }

    private static StepRow withNode(StepRow row, Payload.Fields node) {
        return new StepRow(
                row.operation(), row.number(), row.version(), row.state(), row.generation(), node, row.progress());
    }

    private @Nullable Refused put(RecordRow row) {
        RecordRow stored = table(row.kind()).get(row.key());
        long version = stored == null ? 0 : stored.version();
        if (row.version() != 0) {
            Refused refused = version(version, row.version(), row.kind() + " " + row.key());
            if (refused != null) {
                return refused;
            }
        }
        remove(row.kind(), row.key());
        RecordRow written = new RecordRow(row.kind(), row.group(), row.key(), version + 1, row.body());
        add(written);
        undo.push(() -> drop(written));
        return null;
    }

    private static @Nullable Refused version(long stored, long written, Object what) {
        return written == stored + 1
                ? null
                : new Refused(Refused.Reason.CHANGED, what + " is at version " + stored + ", not " + (written - 1));
    }

    private @Nullable Refused claimedBy(String subject, OperationId except, ClaimRow.Mode mode) {
        NavigableMap<OperationId, ClaimRow> holders = claims.get(subject);
        if (holders != null) {
            for (ClaimRow held : holders.values()) {
                boolean excludes = mode == ClaimRow.Mode.EXCLUSIVE || held.mode() == ClaimRow.Mode.EXCLUSIVE;
                if (excludes && !held.operation().equals(except)) {
                    return new Refused(
                            Refused.Reason.CLAIMED, subject + " is claimed by operation " + held.operation());
                }
            }
        }
        return null;
    }

    private @Nullable Refused take(ClaimRow row) {
        ClaimRow before = claim(row);
        undo.push(() -> {
            drop(row);
            if (before != null) {
                claim(before);
            }
        });
        return null;
    }

    @Nullable
    ClaimRow claim(ClaimRow row) {
        return claims.computeIfAbsent(row.subject(), subject -> new TreeMap<>()).put(row.operation(), row);
    }

    private void drop(ClaimRow row) {
        NavigableMap<OperationId, ClaimRow> holders = Objects.requireNonNull(claims.get(row.subject()));
        holders.remove(row.operation());
        if (holders.isEmpty()) {
            claims.remove(row.subject());
        }
    }

    private void freeAll(OperationId operation) {
        claims.values().stream()
                .filter(holders -> holders.containsKey(operation))
                .map(holders -> Objects.requireNonNull(holders.get(operation)))
                .toList()
                .forEach(held -> free(held.subject(), operation));
    }

    private void free(String subject, OperationId operation) {
        NavigableMap<OperationId, ClaimRow> holders = claims.get(subject);
        ClaimRow held = holders == null ? null : holders.get(operation);
        if (held != null) {
            drop(held);
            undo.push(() -> claim(held));
        }
    }

    private void remove(RecordRow.Kind kind, String key) {
        RecordRow before = table(kind).get(key);
        if (before != null) {
            drop(before);
            undo.push(() -> add(before));
        }
    }

    private @Nullable Refused forget(OperationId id) {
        OperationRow stored = operations.get(id);
        if (stored == null) {
            return null;
        } else if (!stored.state().ended()) {
            return new Refused(Refused.Reason.UNMET, "operation " + id + " has not ended");
        }
        remove(operations, id);
        if (stored.requestKey() != null) {
            remove(byRequestKey, stored.requestKey());
        }
        remove(steps, id);
        freeAll(id);
        return null;
    }

    private <K, V> void put(Map<K, V> map, K key, V value) {
        V before = map.put(key, value);
        undo.push(() -> restore(map, key, before));
    }

    private <K, V> void remove(Map<K, V> map, K key) {
        V before = map.remove(key);
        undo.push(() -> restore(map, key, before));
    }

    private static <K, V> void restore(Map<K, V> map, K key, @Nullable V before) {
        if (before == null) {
            map.remove(key);
        } else {
            map.put(key, before);
        }
    }

    // ---- records by kind, and by kind and group

    NavigableMap<String, RecordRow> table(RecordRow.Kind kind) {
        return records.computeIfAbsent(kind, k -> new TreeMap<>());
    }

    NavigableMap<String, NavigableMap<String, RecordRow>> groups(RecordRow.Kind kind) {
        return grouped.computeIfAbsent(kind, k -> new TreeMap<>());
    }

    @Nullable
    RecordRow add(RecordRow row) {
        groups(row.kind())
                .computeIfAbsent(row.group(), group -> new TreeMap<>())
                .put(row.key(), row);
        return table(row.kind()).put(row.key(), row);
    }

    private void drop(RecordRow row) {
        table(row.kind()).remove(row.key());
        NavigableMap<String, RecordRow> group = groups(row.kind()).get(row.group());
        if (group != null) {
            group.remove(row.key());
            if (group.isEmpty()) {
                groups(row.kind()).remove(row.group());
            }
        }
    }

    @Nullable
    StepRow step(OperationId operation, int number) {
        NavigableMap<Integer, StepRow> rows = steps.get(operation);
        return rows == null ? null : rows.get(number);
    }

    void clear() {
        operations.clear();
        byRequestKey.clear();
        steps.clear();
        claims.clear();
        records.clear();
        grouped.clear();
        outbox.clear();
        evidence.clear();
        lastEvent = 0;
    }
}
