// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a snapshot from being deleted.
 *
 * @param mode how strong it is
 * @param coolOffUntil until then a compliance lock may still be taken off; null: it may not
 * @param until when it ends; null: never by itself
 */
public record Lock(
        Mode mode, @Nullable Instant coolOffUntil, @Nullable Instant until) {

    /** How strong a lock is. */
    public enum Mode {
        /** Whoever has the right may take it off. */
        GOVERNANCE,
        /** Nobody may take it off once the cool-off is over. */
        COMPLIANCE,
        /** Forbids deletion and may be taken off at any time. */
        DELETE_PROTECTION
    }

    boolean holds(Instant now) {
        return until == null || now.isBefore(until);
    }

    boolean mayBeTakenOff(Instant now) {
        return mode != Mode.COMPLIANCE || !holds(now) || (coolOffUntil != null && now.isBefore(coolOffUntil));
    }
}
