// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a replica from being deleted.
 *
 * @param mode how strong it is
 * @param until when it ends, or {@code null} if only by removal
 * @param coolingOffUntil until when it may still be taken back, or {@code null} if it may not
 */
public record Lock(
        Mode mode, @Nullable Instant until, @Nullable Instant coolingOffUntil) {
    /** How strong a lock is. */
    public enum Mode {
        /** Anyone who may change the resource's locks can remove it (Azure management locks). Not immutability. */
        DELETE_PROTECTION,
        /** Principals with a special right can remove it. */
        GOVERNANCE,
        /** After the cooling-off nobody can remove or shorten it. */
        COMPLIANCE
    }

    /**
     * Checks that a mode is given.
     *
     * @param mode how strong it is
     * @param until when it ends, or {@code null} if only by removal
     * @param coolingOffUntil until when it may still be taken back, or {@code null} if it may not
     */
    public Lock {
        Objects.requireNonNull(mode, "mode");
    }

    /**
     * Whether it still holds.
     *
     * @param now the moment asked for
     * @return true unless it has ended
     */
    public boolean holds(Instant now) {
        return until == null || now.isBefore(until);
    }
}
