// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet.Change;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The store that ends with the process. Atomic by checking a whole set before it applies any of it. */
final class InMemoryStore implements Store {
    private final NavigableMap<OperationId, OperationRow> operations = new TreeMap<>();
    private final Map<String, OperationId> byRequestKey = new LinkedHashMap<>();
    private final Map<OperationId, NavigableMap<Integer, StepRow>> steps = new TreeMap<>();
    private final Map<String, Map<OperationId, ClaimRow>> claims = new TreeMap<>();
    private final Map<RecordRow.Kind, NavigableMap<String, RecordRow>> records = new EnumMap<>(RecordRow.Kind.class);
    private final Map<RecordRow.Kind, NavigableMap<String, NavigableMap<String, RecordRow>>> grouped =
            new EnumMap<>(RecordRow.Kind.class);
    private final NavigableMap<Long, EventRow> outbox = new TreeMap<>();
    private long lastEvent;
    private final InMemoryFeed feed = new InMemoryFeed();
    private final InMemoryEvidence evidence = new InMemoryEvidence();
    private long epoch;
    private boolean shared;
    private @Nullable String installation;

    @Override
    public synchronized long acquire(String owner, String host) {
        open(owner);
        shared = false;
        return ++epoch;
    }

    @Override
    public synchronized long join(String owner, String host) {
        open(owner);
        epoch += shared ? 0 : 1;
        shared = true;
        return epoch;
    }

    private void open(String owner) {
        if (installation != null && !installation.equals(owner)) {
            throw new BackupException(new Failure(
                    FailureKind.INVALID,
                    "Cannot open the store for installation '" + owner + "'",
                    "it holds installation '" + installation + "'",
                    "give each installation a store of its own"));
        }
        installation = owner;
    }

    @Override
    public synchronized List<@Nullable Refused> write(long writer, List<ChangeSet> sets) {
        List<@Nullable Refused> answers = new ArrayList<>(sets.size());
        feed.next();
        for (ChangeSet set : sets) {
            Refused refused = writer == epoch
                    ? check(set)
                    : new Refused(Refused.Reason.FENCED, "epoch " + epoch + " has taken over from " + writer);
            if (refused == null) {
                set.changes().forEach(this::apply);
            }
            answers.add(refused);
        }
        return answers;
    }

    private @Nullable Refused check(ChangeSet set) {
        Set<Change> freed = new HashSet<>();
        for (Change change : set.changes()) {
            Refused refused = check(change, freed);
            if (refused != null) {
                return refused;
            } else if (change instanceof Change.FreeClaim || change instanceof Change.FreeClaims) {
                freed.add(change);
            }
        }
        return null;
    }

    private @Nullable Refused check(Change change, Set<Change> freed) {
        if (change instanceof Change.PutOperation put) {
            OperationRow stored = operations.get(put.row().id());
            Refused taken = stored == null ? keyTaken(put.row()) : null;
            return taken != null
                    ? taken
                    : version(
                            stored == null ? 0 : stored.version(),
                            put.row().version(),
                            put.row().id());
        } else if (change instanceof Change.PutStep put) {
            StepRow stored = stepRow(put.row().operation(), put.row().number());
            return version(
                    stored == null ? 0 : stored.version(),
                    put.row().version(),
                    put.row().operation() + "/" + put.row().number());
        } else if (change instanceof Change.PutRecord put) {
            RecordRow stored = table(put.row().kind()).get(put.row().key());
            if (put.row().version() == 0) {
                return null;
            }
            return version(
                    stored == null ? 0 : stored.version(),
                    put.row().version(),
                    put.row().kind() + " " + put.row().key());
        } else if (change instanceof Change.TakeClaim take) {
            return claimedBy(
                    take.row().subject(), take.row().operation(), take.row().mode(), freed);
        } else if (change instanceof Change.RequireUnclaimed require) {
            return claimedBy(require.subject(), require.except(), ClaimRow.Mode.EXCLUSIVE, freed);
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
        } else if (change instanceof Change.Forget forget) {
            OperationRow stored = operations.get(forget.operation());
            return stored == null || stored.state().ended()
                    ? null
                    : new Refused(Refused.Reason.UNMET, "operation " + forget.operation() + " has not ended");
        }
        return null;
    }

    private @Nullable Refused keyTaken(OperationRow row) {
        String key = row.requestKey();
        OperationId holder = key == null ? null : byRequestKey.get(key);
        return holder == null || holder.equals(row.id())
                ? null
                : new Refused(Refused.Reason.KEY_TAKEN, "request key '" + key + "' belongs to operation " + holder);
    }

    private static @Nullable Refused version(long stored, long written, Object what) {
        return written == stored + 1
                ? null
                : new Refused(Refused.Reason.CHANGED, what + " is at version " + stored + ", not " + (written - 1));
    }

    private @Nullable Refused claimedBy(String subject, OperationId except, ClaimRow.Mode mode, Set<Change> freed) {
        for (ClaimRow held : claims.getOrDefault(subject, Map.of()).values()) {
            boolean excludes = mode == ClaimRow.Mode.EXCLUSIVE || held.mode() == ClaimRow.Mode.EXCLUSIVE;
            boolean gone = freed.contains(new Change.FreeClaim(subject, held.operation()))
                    || freed.contains(new Change.FreeClaims(held.operation()));
            if (excludes && !gone && !held.operation().equals(except)) {
                return new Refused(Refused.Reason.CLAIMED, subject + " is claimed by operation " + held.operation());
            }
        }
        return null;
    }

    private void apply(Change change) {
        if (change instanceof Change.PutOperation put) {
            operations.put(put.row().id(), put.row());
            feed.changed(put.row().id(), -1);
            if (put.row().requestKey() != null) {
                byRequestKey.put(put.row().requestKey(), put.row().id());
            }
        } else if (change instanceof Change.PutStep put) {
            steps.computeIfAbsent(put.row().operation(), id -> new TreeMap<>())
                    .merge(put.row().number(), put.row(), InMemoryStore::keepingNode);
            feed.changed(put.row().operation(), put.row().number());
        } else if (change instanceof Change.TakeClaim take) {
            claims.computeIfAbsent(take.row().subject(), subject -> new TreeMap<>())
                    .put(take.row().operation(), take.row());
        } else if (change instanceof Change.FreeClaims free) {
            claims.values().forEach(holders -> holders.remove(free.operation()));
            claims.values().removeIf(Map::isEmpty);
        } else if (change instanceof Change.FreeClaim free) {
            claims.getOrDefault(free.subject(), new TreeMap<>()).remove(free.operation());
            claims.values().removeIf(Map::isEmpty);
        } else if (change instanceof Change.PutRecord put) {
            RecordRow row = numbered(put.row());
            remove(row.kind(), row.key());
            table(row.kind()).put(row.key(), row);
            groups(row.kind())
                    .computeIfAbsent(row.group(), group -> new TreeMap<>())
                    .put(row.key(), row);
        } else if (change instanceof Change.RemoveRecord gone) {
            remove(gone.kind(), gone.key());
        } else if (change instanceof Change.AddEvent add) {
            lastEvent++;
            outbox.put(lastEvent, new EventRow(lastEvent, add.operation(), add.body()));
        } else if (change instanceof Change.RemoveEvents gone) {
            outbox.headMap(gone.upTo(), true).clear();
        } else if (change instanceof Change.AddEvidence add) {
            evidence.add(add);
        } else if (change instanceof Change.Forget forget) {
            forget(forget.operation());
        }
    }

    private void forget(OperationId id) {
        operations.remove(id);
        NavigableMap<Integer, StepRow> gone = steps.remove(id);
        feed.forgotten(id, gone == null ? Set.of() : gone.keySet());
        claims.values().forEach(holders -> holders.remove(id));
        claims.values().removeIf(Map::isEmpty);
    }

    private RecordRow numbered(RecordRow row) {
        if (row.version() != 0) {
            return row;
        }
        RecordRow stored = table(row.kind()).get(row.key());
        long version = stored == null ? 1 : stored.version() + 1;
        return new RecordRow(row.kind(), row.group(), row.key(), version, row.body());
    }

    private static StepRow keepingNode(StepRow before, StepRow row) {
        Payload.Fields node = row.node().fields().isEmpty() ? before.node() : row.node();
        return new StepRow(
                row.operation(), row.number(), row.version(), row.state(), row.generation(), node, row.progress());
    }

    private void remove(RecordRow.Kind kind, String key) {
        RecordRow before = table(kind).remove(key);
        if (before != null) {
            NavigableMap<String, RecordRow> group = groups(kind).get(before.group());
            if (group != null) {
                group.remove(key);
                if (group.isEmpty()) {
                    groups(kind).remove(before.group());
                }
            }
        }
    }

    private NavigableMap<String, RecordRow> table(RecordRow.Kind kind) {
        return records.computeIfAbsent(kind, k -> new TreeMap<>());
    }

    private NavigableMap<String, NavigableMap<String, RecordRow>> groups(RecordRow.Kind kind) {
        return grouped.computeIfAbsent(kind, k -> new TreeMap<>());
    }

    private @Nullable StepRow stepRow(OperationId operation, int number) {
        NavigableMap<Integer, StepRow> rows = steps.get(operation);
        return rows == null ? null : rows.get(number);
    }

    @Override
    public synchronized Optional<OperationRow> operation(OperationId id) {
        return Optional.ofNullable(operations.get(id));
    }

    @Override
    public synchronized Optional<OperationRow> operationByKey(String requestKey) {
        return Optional.ofNullable(byRequestKey.get(requestKey)).map(operations::get);
    }

    @Override
    public synchronized List<OperationRow> openOperations() {
        return operations.values().stream().filter(row -> !row.state().ended()).toList();
    }

    @Override
    public synchronized List<OperationRow> recentOperations(int limit) {
        return operations.descendingMap().values().stream().limit(limit).toList();
    }

    @Override
    public synchronized List<StepRow> steps(OperationId operation) {
        return List.copyOf(steps.getOrDefault(operation, new TreeMap<>()).values());
    }

    @Override
    public synchronized Optional<StepRow> step(OperationId operation, int number) {
        return Optional.ofNullable(stepRow(operation, number));
    }

    @Override
    public synchronized List<ClaimRow> claims() {
        return claims.values().stream()
                .flatMap(holders -> holders.values().stream())
                .sorted(Comparator.comparing(ClaimRow::subject).thenComparing(ClaimRow::operation))
                .toList();
    }

    @Override
    public synchronized List<RecordRow> records(
            RecordRow.Kind kind, @Nullable String group, @Nullable String after, int limit) {
        NavigableMap<String, RecordRow> rows =
                group == null ? table(kind) : groups(kind).getOrDefault(group, new TreeMap<>());
        return (after == null ? rows : rows.tailMap(after, false))
                .values().stream().limit(limit).toList();
    }

    @Override
    public synchronized Optional<RecordRow> record(RecordRow.Kind kind, String key) {
        return Optional.ofNullable(table(kind).get(key));
    }

    @Override
    public synchronized List<EventRow> outbox(int limit) {
        return outbox.values().stream().limit(limit).toList();
    }

    @Override
    public synchronized long position() {
        return feed.position();
    }

    @Override
    public synchronized Feed changes(long after, int limit) {
        return feed.after(after, limit, operations::get, this::stepRow);
    }

    @Override
    public synchronized List<EvidenceRow> evidence(long after, int limit) {
        return evidence.after(after, limit);
    }

    @Override
    public synchronized List<EvidenceRow> evidence(OperationId operation) {
        return evidence.of(operation);
    }

    @Override
    public synchronized Optional<EvidenceRow> evidenceByKey(String requestKey) {
        return Optional.ofNullable(evidence.ofKey(requestKey));
    }

    @Override
    public void close() {}
}
