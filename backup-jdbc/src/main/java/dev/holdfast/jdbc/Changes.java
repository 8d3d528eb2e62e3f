// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store.Refused;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes on a draft, as the store in memory makes them: one after the other, each on what those before it have
 * left; a set that is refused half-way is taken back.
 */
final class Changes {
    private final Draft draft;
    private int assumed;
    private boolean doubtful;

    Changes(Draft draft) {
        this.draft = draft;
    }

    /** Whether an answer rests on what was only assumed to be stored, and will not be checked when it is written. */
    boolean areDoubtful() {
        return doubtful;
    }

    /** Makes all changes of a set, or none: then says why. */
    @Nullable
    Refused apply(ChangeSet set) {
        int before = draft.done();
        assumed = 0;
        for (Change change : set.changes()) {
            Refused refused = apply(change);
            if (refused != null) {
                draft.takeBack(before);
                doubtful |= assumed > 0;
                return refused;
            }
        }
        return null;
    }

    private @Nullable Refused apply(Change change) {
        if (change instanceof Change.PutStep put) {
            return put(put.row());
        } else if (change instanceof Change.AddEvent add) {
            draft.head(draft.head().withEvent());
            draft.add(draft.events, new Draft.Event(draft.head().lastEvent(), add.operation(), add.body()));
        } else if (change instanceof Change.PutOperation put) {
            return put(put.row());
        } else if (change instanceof Change.TakeClaim take) {
            return take(take.row());
        } else if (change instanceof Change.FreeClaims free) {
            freeAll(free.operation());
        } else if (change instanceof Change.FreeClaim free) {
            draft.put(draft.claims(free.subject()), free.operation(), new Draft.ClaimSlot(null, true));
        } else if (change instanceof Change.PutRecord put) {
            return put(put.row());
        } else if (change instanceof Change.RemoveRecord gone) {
            Draft.RecordPlace place = new Draft.RecordPlace(gone.kind(), gone.key());
            draft.put(
                    draft.records,
                    place,
                    new Draft.RecordSlot(draft.record(place).stored(), 0, null));
        } else if (change instanceof Change.RemoveEvents gone) {
            draft.head(draft.head().withoutEvents(gone.upTo()));
        } else if (change instanceof Change.RequireUnclaimed require) {
            return claimedBy(require.subject(), require.except(), ClaimRow.Mode.EXCLUSIVE);
        } else if (change instanceof Change.RequireRecord require) {
            long version = draft.record(new Draft.RecordPlace(require.kind(), require.key()))
                    .version();
            return version == require.version()
                    ? null
                    : new Refused(Refused.Reason.UNMET, require.kind() + " " + require.key() + " has changed");
        } else if (change instanceof Change.RequireTurn require) {
            long turn = draft.record(new Draft.RecordPlace(RecordRow.Kind.LANE, require.lane()))
                    .version();
            return turn != 0 && turn == require.turn()
                    ? null
                    : new Refused(
                            Refused.Reason.TURN_OVER, "turn " + require.turn() + " of " + require.lane() + " is over");
        } else if (change instanceof Change.AddEvidence add) {
            add(add);
        } else if (change instanceof Change.Forget forget) {
            return forget(forget.operation());
        } else if (change instanceof Change.Wake wake) {
            draft.add(draft.woken, wake.lane());
        }
        return null;
    }

    private @Nullable Refused put(OperationRow row) {
        Draft.OperationSlot slot = draft.operation(row.id());
        Refused refused = slot.version() == 0 ? keyTaken(row) : null;
        if (refused == null) {
            refused = version(slot.version(), row.version(), row.id());
        }
        if (refused != null) {
            return refused;
        }
        draft.put(
                draft.operations,
                row.id(),
                new Draft.OperationSlot(
                        slot.stored(), row.version(), row.state().ended(), row, draft.stamp()));
        if (row.requestKey() != null) {
            draft.add(draft.requestKey(row.requestKey()).operations(), row.id());
        }
        return null;
    }

    private @Nullable Refused keyTaken(OperationRow row) {
        String key = row.requestKey();
        if (key == null) {
            return null;
        }
        Draft.KeySlot slot = draft.requestKey(key);
        OperationId holder = other(slot.operations(), row.id());
        holder = holder == null ? other(slot.evidence(), row.id()) : holder;
        return holder == null
                ? null
                : new Refused(Refused.Reason.KEY_TAKEN, "request key '" + key + "' belongs to operation " + holder);
    }

    private static @Nullable OperationId other(Set<OperationId> holders, OperationId self) {
        for (OperationId holder : holders) {
            if (!holder.equals(self)) {
                return holder;
            }
        }
        return null;
    }

    private @Nullable Refused put(StepRow row) {
        Map<Integer, Draft.StepSlot> all = draft.steps(row.operation());
        Draft.StepSlot slot = all.get(row.number());
        if (slot == null) {
            // Not looked up: what the row expects to be stored is checked when it is written.
            long expected = row.version() - 1;
            slot = new Draft.StepSlot(expected, expected, null, null, 0);
            assumed++;
        }
        Refused refused = version(slot.version(), row.version(), row.operation() + "/" + row.number());
        if (refused == null) {
            draft.put(
                    all,
                    row.number(),
                    new Draft.StepSlot(
                            slot.stored(),
                            row.version(),
                            row,
                            row.node().fields().isEmpty() ? slot.node() : row.node(),
                            draft.stamp()));
        }
        return refused;
    }

    private @Nullable Refused put(RecordRow row) {
        Draft.RecordPlace place = new Draft.RecordPlace(row.kind(), row.key());
        Draft.RecordSlot slot = draft.record(place);
        if (row.version() != 0) {
            Refused refused = version(slot.version(), row.version(), row.kind() + " " + row.key());
            if (refused != null) {
                return refused;
            }
        }
        long version = slot.version() + 1;
        RecordRow written = new RecordRow(row.kind(), row.group(), row.key(), version, row.body());
        draft.put(draft.records, place, new Draft.RecordSlot(slot.stored(), version, written));
        return null;
    }

    private static @Nullable Refused version(long stored, long written, Object what) {
        return written == stored + 1
                ? null
                : new Refused(Refused.Reason.CHANGED, what + " is at version " + stored + ", not " + (written - 1));
    }

    private @Nullable Refused take(ClaimRow row) {
        Refused claimed = claimedBy(row.subject(), row.operation(), row.mode());
        if (claimed == null) {
            draft.put(draft.claims(row.subject()), row.operation(), new Draft.ClaimSlot(row.mode(), true));
        }
        return claimed;
    }

    private @Nullable Refused claimedBy(String subject, OperationId except, ClaimRow.Mode mode) {
        for (Map.Entry<OperationId, Draft.ClaimSlot> held :
                draft.claims(subject).entrySet()) {
            ClaimRow.Mode heldMode = held.getValue().mode();
            boolean excludes = mode == ClaimRow.Mode.EXCLUSIVE || heldMode == ClaimRow.Mode.EXCLUSIVE;
            if (heldMode != null && excludes && !held.getKey().equals(except)) {
                return new Refused(Refused.Reason.CLAIMED, subject + " is claimed by operation " + held.getKey());
            }
        }
        return null;
    }

    private void freeAll(OperationId operation) {
        draft.add(draft.freed, operation);
        for (NavigableMap<OperationId, Draft.ClaimSlot> holders : draft.claims.values()) {
            if (holders.containsKey(operation)) {
                draft.put(holders, operation, new Draft.ClaimSlot(null, true));
            }
        }
    }

    private void add(Change.AddEvidence add) {
        EvidenceRow row = EvidenceRow.after(
                draft.head().lastEvidence(), draft.head().lastDigest(), add.operation(), add.requestKey(), add.body());
        draft.add(draft.evidence, row);
        draft.head(draft.head().with(row));
        if (row.requestKey() != null) {
            draft.add(draft.requestKey(row.requestKey()).evidence(), row.operation());
        }
    }

    private @Nullable Refused forget(OperationId id) {
        Draft.OperationSlot slot = draft.operation(id);
        if (slot.version() == 0) {
            return null;
        } else if (!slot.ended()) {
            return new Refused(Refused.Reason.UNMET, "operation " + id + " has not ended");
        }
        draft.add(draft.forgotten, id);
        draft.put(draft.operations, id, Draft.OperationSlot.NONE);
        draft.requestKeys.values().forEach(key -> draft.remove(key.operations(), id));
        Map<Integer, Draft.StepSlot> gone = new HashMap<>(draft.steps(id));
        gone.replaceAll((number, step) -> Draft.StepSlot.NONE);
        draft.put(draft.steps, id, gone);
        freeAll(id);
        return null;
    }
}
