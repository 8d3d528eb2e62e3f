// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a write makes of the store: the rows it touches, as they were stored and as the accepted sets have left them. Holds
 * no row that was not touched, and each touched row once, however often it changes.
 */
final class Draft {
    /** The rows of one write that are told apart in the feed; the rest share the last place. */
    static final long PLACES = 1L << 20;

    final Head head;
    final Map<OperationId, OperationSlot> operations = new HashMap<>();
    final Map<String, KeySlot> requestKeys = new HashMap<>();
    final Map<StepPlace, StepSlot> steps = new HashMap<>();
    final Map<String, Map<OperationId, ClaimSlot>> claims = new HashMap<>();
    final Map<RecordPlace, RecordSlot> records = new HashMap<>();
    final Set<OperationId> forgotten = new LinkedHashSet<>();
    final Set<OperationId> freed = new LinkedHashSet<>();
    final List<Event> events = new ArrayList<>();
    final List<EvidenceRow> evidence = new ArrayList<>();
    final Set<String> woken = new TreeSet<>();
    private long places;
    private boolean changed;
    private boolean removedEvents;

    /** Where a step is. */
    record StepPlace(OperationId operation, int number) {}

    /** Where a record is. */
    record RecordPlace(RecordRow.Kind kind, String key) {}

    /** An event with its place. */
    record Event(long sequence, OperationId operation, Payload.Fields body) {}

    static final class OperationSlot {
        long stored;
        long version;
        boolean ended;

        @Nullable
        OperationRow row;

        long changed;
    }

    static final class KeySlot {
        @Nullable
        OperationId operation;

        boolean written;
    }

    static final class StepSlot {
        long stored;
        long version;

        @Nullable
        StepRow row;

        Payload.@Nullable Fields node;
        long changed;
    }

    static final class ClaimSlot {
        ClaimRow.@Nullable Mode mode;
        boolean written;
    }

    static final class RecordSlot {
        long stored;
        long version;

        @Nullable
        RecordRow row;
    }

    Draft(Head head) {
        this.head = head;
    }

    boolean hasChanged() {
        return changed;
    }

    boolean hasRemovedEvents() {
        return removedEvents;
    }

    long position() {
        return head.position + 1;
    }

    OperationSlot operation(OperationId id) {
        return operations.computeIfAbsent(id, key -> new OperationSlot());
    }

    KeySlot requestKey(String key) {
        return requestKeys.computeIfAbsent(key, name -> new KeySlot());
    }

    RecordSlot record(RecordRow.Kind kind, String key) {
        return records.computeIfAbsent(new RecordPlace(kind, key), place -> new RecordSlot());
    }

    Map<OperationId, ClaimSlot> claims(String subject) {
        return claims.computeIfAbsent(subject, name -> new TreeMap<>());
    }

    void apply(Change change) {
        changed |= !(change instanceof Change.RequireRecord
                || change instanceof Change.RequireTurn
                || change instanceof Change.RequireUnclaimed);
        if (change instanceof Change.PutOperation put) {
            put(put.row());
        } else if (change instanceof Change.PutStep put) {
            put(put.row());
        } else if (change instanceof Change.TakeClaim take) {
            ClaimSlot slot =
                    claims(take.row().subject()).computeIfAbsent(take.row().operation(), operation -> new ClaimSlot());
            slot.mode = take.row().mode();
            slot.written = true;
        } else if (change instanceof Change.FreeClaims free) {
            free(free.operation());
        } else if (change instanceof Change.FreeClaim free) {
            ClaimSlot slot = claims(free.subject()).computeIfAbsent(free.operation(), operation -> new ClaimSlot());
            slot.mode = null;
            slot.written = true;
        } else if (change instanceof Change.PutRecord put) {
            put(put.row());
        } else if (change instanceof Change.RemoveRecord gone) {
            RecordSlot slot = record(gone.kind(), gone.key());
            slot.version = 0;
            slot.row = null;
        } else if (change instanceof Change.AddEvent add) {
            head.lastEvent++;
            events.add(new Event(head.lastEvent, add.operation(), add.body()));
        } else if (change instanceof Change.RemoveEvents gone) {
            head.removedEvent = Math.max(head.removedEvent, Math.min(gone.upTo(), head.lastEvent));
            removedEvents = true;
        } else if (change instanceof Change.AddEvidence add) {
            EvidenceRow row = EvidenceRow.after(
                    head.lastEvidence, head.lastDigest, add.operation(), add.requestKey(), add.body());
            evidence.add(row);
            head.lastEvidence = row.sequence();
            head.lastDigest = row.digest();
        } else if (change instanceof Change.Forget forget) {
            forget(forget.operation());
        } else if (change instanceof Change.Wake wake) {
            woken.add(wake.lane());
        }
    }

    private void put(OperationRow row) {
        OperationSlot slot = operation(row.id());
        slot.version = row.version();
        slot.ended = row.state().ended();
        slot.row = row;
        slot.changed = stamp();
        String key = row.requestKey();
        if (key != null) {
            KeySlot owner = requestKey(key);
            owner.written |= !row.id().equals(owner.operation);
            owner.operation = row.id();
        }
    }

    private void put(StepRow row) {
        StepPlace place = new StepPlace(row.operation(), row.number());
        StepSlot slot = steps.get(place);
        if (slot == null) {
            // Not looked up: what the row expects is checked when it is written.
            slot = new StepSlot();
            slot.stored = row.version() - 1;
            steps.put(place, slot);
        }
        slot.version = row.version();
        slot.row = row;
        slot.changed = stamp();
        if (!row.node().fields().isEmpty()) {
            slot.node = row.node();
        }
    }

    private void put(RecordRow row) {
        RecordSlot slot = record(row.kind(), row.key());
        slot.version = row.version() == 0 ? slot.version + 1 : row.version();
        slot.row = new RecordRow(row.kind(), row.group(), row.key(), slot.version, row.body());
    }

    private void free(OperationId operation) {
        freed.add(operation);
        claims.values()
                .forEach(holders -> holders.computeIfPresent(operation, (id, slot) -> {
                    slot.mode = null;
                    return slot;
                }));
    }

    private void forget(OperationId id) {
        forgotten.add(id);
        OperationSlot slot = operation(id);
        slot.stored = 0;
        slot.version = 0;
        slot.row = null;
        for (Map.Entry<StepPlace, StepSlot> step : steps.entrySet()) {
            if (step.getKey().operation().equals(id)) {
                step.setValue(new StepSlot());
            }
        }
        free(id);
    }

    private long stamp() {
        long place = Math.min(places, PLACES - 1);
        places++;
        return position() * PLACES + place;
    }
}
