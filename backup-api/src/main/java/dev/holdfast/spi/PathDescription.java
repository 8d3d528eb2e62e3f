// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.List;
import java.util.Objects;

/**
 * Whether one place can reach another.
 *
 * @param verdict what was found
 * @param because what allows or blocks it: routes, peerings, rules
 * @param notExamined what could not be looked at
 */
public record PathDescription(Verdict verdict, List<String> because, List<String> notExamined) {
    /** What was found. */
    public enum Verdict {
        /** Something can pass. */
        OPEN,
        /** Nothing can pass. */
        BLOCKED,
        /** Not all of it could be examined. */
        UNKNOWN
    }

    /**
     * Copies the lists.
     *
     * @param verdict what was found
     * @param because what allows or blocks it: routes, peerings, rules
     * @param notExamined what could not be looked at
     */
    public PathDescription {
        Objects.requireNonNull(verdict, "verdict");
        because = List.copyOf(because);
        notExamined = List.copyOf(notExamined);
    }
}
