// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a person says of a step that waits for one.
 *
 * @param kind what
 * @param by who says so
 * @param reason why
 * @param cloudId what it made, where that is adopted; else {@code null}
 */
public record Decision(
        Kind kind, String by, String reason, @Nullable String cloudId) {
    /** What may be said. */
    public enum Kind {
        /** Try again, under a new generation. */
        RETRY,
        /** Leave it out. */
        SKIP,
        /** What was asked is approved. */
        APPROVE,
        /** What was asked is refused, or what is not known has failed. */
        REFUSE,
        /** It is done, and this is what it made. */
        ADOPT
    }
}
