// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.recovery;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was promised: how much data may be missing (RPO) and how long the way back may take (RTO). Immutable.
 *
 * @param rpo the greatest age of the point recovered to, or {@code null} if none was promised
 * @param rto the longest time from the order to the last health check passed, or {@code null} if none was promised
 */
public record RecoveryObjectives(
        @Nullable Duration rpo, @Nullable Duration rto) {
    /**
     * Checks that what is given is positive.
     *
     * @param rpo the greatest age of the point recovered to, or {@code null} if none was promised
     * @param rto the longest time from the order to the last health check passed, or {@code null} if none was promised
     * @throws IllegalArgumentException if a duration is zero or negative
     */
    public RecoveryObjectives {
        positive(rpo, "rpo");
        positive(rto, "rto");
    }

    /**
     * No promise.
     *
     * @return objectives without RPO and RTO
     */
    public static RecoveryObjectives none() {
        return new RecoveryObjectives(null, null);
    }

    /**
     * A promise of data.
     *
     * @param rpo the greatest age of the point recovered to
     * @return objectives with that RPO and no RTO
     */
    public static RecoveryObjectives rpo(Duration rpo) {
        return new RecoveryObjectives(Objects.requireNonNull(rpo, "rpo"), null);
    }

    /**
     * A promise of time.
     *
     * @param value the longest time
     * @return these objectives with that RTO
     */
    public RecoveryObjectives rto(Duration value) {
        return new RecoveryObjectives(rpo, Objects.requireNonNull(value, "rto"));
    }

    private static void positive(@Nullable Duration value, String what) {
        if (value != null && (value.isZero() || value.isNegative())) {
            throw new IllegalArgumentException(what + " must be positive but is " + value);
        }
    }
}
