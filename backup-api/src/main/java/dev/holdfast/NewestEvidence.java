// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.internal.planning.RecoveryKit;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the newest entry of the evidence, which the store gives from the oldest on: in leaps from the one that was found
 * last, so that it takes a few reads and not all there is. Safe for use by several threads.
 */
final class NewestEvidence {
    private RecoveryKit.@Nullable Head found;

    /** The newest entry, or {@code null} if there is none. */
    synchronized RecoveryKit.@Nullable Head in(Store store) {
        long leap = 1;
        boolean past = false;
        while (leap > 0) {
            long last = found == null ? 0 : found.sequence();
            List<EvidenceRow> next = store.evidence(last + leap - 1, 1);
            if (next.isEmpty()) {
                past = true;
            } else {
                found = new RecoveryKit.Head(next.get(0).sequence(), next.get(0).digest());
            }
            leap = past ? leap / 2 : leap * 2;
        }
        return found;
    }
}
