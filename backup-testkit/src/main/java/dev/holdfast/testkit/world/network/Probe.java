// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.network;

import org.jspecify.annotations.Nullable;

/**
 * What became of a health check.
 *
 * @param kind how far it came
 * @param answer the frame that came back, where one was asked for and came
 */
public record Probe(Kind kind, @Nullable String answer) {

    /** How far a health check came. */
    public enum Kind {
        /** Connected, and answered where an answer was wanted. */
        ANSWERED,
        /** Connected, but no answer came in time. */
        NO_ANSWER,
        /** The connection was refused. */
        REFUSED,
        /** Nothing answered at all. */
        SILENT
    }
}
