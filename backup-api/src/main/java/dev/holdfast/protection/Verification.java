// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import java.time.Instant;
import java.util.Objects;

/**
 * That a point was shown to be usable.
 *
 * @param at when
 * @param by what showed it, such as the id of a drill
 */
public record Verification(Instant at, String by) {
    /**
     * Checks that both are given.
     *
     * @param at when
     * @param by what showed it, such as the id of a drill
     */
    public Verification {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(by, "by");
    }
}
