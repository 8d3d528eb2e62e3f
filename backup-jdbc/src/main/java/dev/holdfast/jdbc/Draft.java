// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a write makes of the store: the rows it touches, as they were stored and as the accepted sets have left them. Holds
 * no row that was not touched, and each touched row once, however often it changes. Every change can be taken back.
 */
final class Draft {
    /** The rows of one write that are told apart in the feed; the rest share the last place. */
    static final long PLACES = 1L << 20;

    final Map<OperationId, OperationSlot> operations = new HashMap<>();
    final Map<String, KeySlot> requestKeys = new HashMap<>();
    final Map<OperationId, Map<Integer, StepSlot>> steps = new HashMap<>();
    final Map<String, NavigableMap<OperationId, ClaimSlot>> claims = new HashMap<>();
    final Map<RecordPlace, RecordSlot> records = new HashMap<>();
    final Set<OperationId> forgotten = new LinkedHashSet<>();
    final Set<OperationId> freed = new LinkedHashSet<>();
    final List<Event> events = new ArrayList<>();
    final List<EvidenceRow> evidence = new ArrayList<>();
    final Set<String> woken = new TreeSet<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final long position;
    private Head head;
    private long places;

    /** An operation: its stored version, 0 for none, and what has become of it; a row if it is to be written. */
    record OperationSlot(
            long stored,
            long version,
            boolean ended,
            @Nullable OperationRow row,
            long changed) {
        static final OperationSlot NONE = new OperationSlot(0, 0, false, null, 0);
    }

    /** Whose a request key is: of operations that are stored, and of those that have evidence with it, oldest first. */
    record KeySlot(Set<OperationId> operations, Set<OperationId> evidence) {}

    /** A step: its stored version, 0 for none, and what has become of it; a row, and a node, if they are to be written. */
    record StepSlot(long stored, long version, @Nullable StepRow row, Payload.@Nullable Fields node, long changed) {
        static final StepSlot NONE = new StepSlot(0, 0, null, null, 0);
    }

    /** A claim: how it is held, null for not, and whether that is to be written. */
    record ClaimSlot(ClaimRow.@Nullable Mode mode, boolean written) {}

    /** Where a record is. */
    record RecordPlace(RecordRow.Kind kind, String key) {}

    /** A record: its stored version, 0 for none, and what has become of it; a row if it is to be written. */
    record RecordSlot(long stored, long version, @Nullable RecordRow row) {
        static final RecordSlot NONE = new RecordSlot(0, 0, null);
    }

    /** An event with its place. */
    record Event(long sequence, OperationId operation, Payload.Fields body) {}

    Draft(Head head) {
        this.head = head;
        this.position = head.position() + 1;
    }

    /** The row of the installation as the accepted sets have left it. */
    Head head() {
        return head;
    }

    /** The number of this write. */
    long position() {
        return position;
    }

    /** How much has been done, for {@link #takeBack}. */
    int done() {
        return undo.size();
    }

    void takeBack(int done) {
        while (undo.size() > done) {
            undo.pop().run();
        }
    }

    void head(Head next) {
        Head before = head;
        head = next;
        undo.push(() -> head = before);
    }

    <K, V> void put(Map<K, V> map, K key, V value) {
        V before = map.put(key, value);
        undo.push(() -> {
            if (before == null) {
                map.remove(key);
            } else {
                map.put(key, before);
            }
        });
    }

    <T> void add(List<T> list, T value) {
        list.add(value);
        undo.push(() -> list.remove(list.size() - 1));
    }

    <T> void add(Collection<T> set, T value) {
        if (set.add(value)) {
            undo.push(() -> set.remove(value));
        }
    }

    <T> void remove(Collection<T> set, T value) {
        if (set.remove(value)) {
            undo.push(() -> set.add(value));
        }
    }

    OperationSlot operation(OperationId id) {
        return operations.getOrDefault(id, OperationSlot.NONE);
    }

    KeySlot requestKey(String key) {
        return requestKeys.computeIfAbsent(key, name -> new KeySlot(new LinkedHashSet<>(), new LinkedHashSet<>()));
    }

    Map<Integer, StepSlot> steps(OperationId operation) {
        return steps.computeIfAbsent(operation, id -> new HashMap<>());
    }

    NavigableMap<OperationId, ClaimSlot> claims(String subject) {
        return claims.computeIfAbsent(subject, name -> new TreeMap<>());
    }

    RecordSlot record(RecordPlace place) {
        return records.getOrDefault(place, RecordSlot.NONE);
    }

    /** The place of the next row in the feed. */
    long stamp() {
        long place = Math.min(places, PLACES - 1);
        places++;
        return position * PLACES + place;
    }
}
