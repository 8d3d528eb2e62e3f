// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store.Refused;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says whether a set may be written, as the store in memory says it. Changes nothing. */
final class Judge {
    private final Draft draft;
    private final Set<Change> freed = new HashSet<>();
    private final Map<Draft.StepPlace, Long> assumed = new HashMap<>();
    private boolean doubtful;

    Judge(Draft draft) {
        this.draft = draft;
    }

    /** Whether a refusal rests on what was only assumed to be stored. */
    boolean isDoubtful() {
        return doubtful;
    }

    @Nullable
    Refused refused(ChangeSet set) {
        freed.clear();
        assumed.clear();
        for (Change change : set.changes()) {
            Refused refused = refused(change);
            if (refused != null) {
                // What is assumed of a set that is written is checked there; of this one it never is.
                doubtful |= !assumed.isEmpty();
                return refused;
            } else if (change instanceof Change.FreeClaim || change instanceof Change.FreeClaims) {
                freed.add(change);
            }
        }
        return null;
    }

    private @Nullable Refused refused(Change change) {
        if (change instanceof Change.PutOperation put) {
            OperationRow row = put.row();
            long stored = draft.operation(row.id()).version;
            Refused taken = stored == 0 ? keyTaken(row) : null;
            return taken != null ? taken : version(stored, row.version(), row.id());
        } else if (change instanceof Change.PutStep put) {
            return step(put.row());
        } else if (change instanceof Change.PutRecord put) {
            RecordRow row = put.row();
            return row.version() == 0
                    ? null
                    : version(draft.record(row.kind(), row.key()).version, row.version(), row.kind() + " " + row.key());
        } else if (change instanceof Change.TakeClaim take) {
            return claimedBy(
                    take.row().subject(), take.row().operation(), take.row().mode());
        } else if (change instanceof Change.RequireUnclaimed require) {
            return claimedBy(require.subject(), require.except(), ClaimRow.Mode.EXCLUSIVE);
        } else if (change instanceof Change.RequireRecord require) {
            return draft.record(require.kind(), require.key()).version == require.version()
                    ? null
                    : new Refused(Refused.Reason.UNMET, require.kind() + " " + require.key() + " has changed");
        } else if (change instanceof Change.RequireTurn require) {
            long turn = draft.record(RecordRow.Kind.LANE, require.lane()).version;
            return turn != 0 && turn == require.turn()
                    ? null
                    : new Refused(
                            Refused.Reason.TURN_OVER, "turn " + require.turn() + " of " + require.lane() + " is over");
        } else if (change instanceof Change.Forget forget) {
            Draft.OperationSlot slot = draft.operation(forget.operation());
            return slot.version == 0 || slot.ended
                    ? null
                    : new Refused(Refused.Reason.UNMET, "operation " + forget.operation() + " has not ended");
        }
        return null;
    }

    private @Nullable Refused step(StepRow row) {
        Draft.StepPlace place = new Draft.StepPlace(row.operation(), row.number());
        Draft.StepSlot slot = draft.steps.get(place);
        long stored = slot == null ? assumed.computeIfAbsent(place, key -> row.version() - 1) : slot.version;
        return version(stored, row.version(), row.operation() + "/" + row.number());
    }

    private @Nullable Refused keyTaken(OperationRow row) {
        String key = row.requestKey();
        OperationId holder = key == null ? null : draft.requestKey(key).operation;
        return holder == null || holder.equals(row.id())
                ? null
                : new Refused(Refused.Reason.KEY_TAKEN, "request key '" + key + "' belongs to operation " + holder);
    }

    private static @Nullable Refused version(long stored, long written, Object what) {
        return written == stored + 1
                ? null
                : new Refused(Refused.Reason.CHANGED, what + " is at version " + stored + ", not " + (written - 1));
    }

    private @Nullable Refused claimedBy(String subject, OperationId except, ClaimRow.Mode mode) {
        for (Map.Entry<OperationId, Draft.ClaimSlot> held :
                draft.claims(subject).entrySet()) {
            OperationId holder = held.getKey();
            ClaimRow.Mode heldMode = held.getValue().mode;
            boolean excludes = mode == ClaimRow.Mode.EXCLUSIVE || heldMode == ClaimRow.Mode.EXCLUSIVE;
            boolean gone = heldMode == null
                    || freed.contains(new Change.FreeClaim(subject, holder))
                    || freed.contains(new Change.FreeClaims(holder));
            if (excludes && !gone && !holder.equals(except)) {
                return new Refused(Refused.Reason.CLAIMED, subject + " is claimed by operation " + holder);
            }
        }
        return null;
    }
}
