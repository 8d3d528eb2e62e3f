// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.failure;

import java.io.Serializable;
import java.util.Objects;

/**
 * Why something ended other than well.
 *
 * @param kind what it means
 * @param what what could not be done, on what
 * @param why the reason in plain words, with the cloud's code where there is one
 * @param cure what to do next
 */
public record Failure(FailureKind kind, String what, String why, String cure) implements Serializable {
    /**
     * Checks that all is said.
     *
     * @param kind what it means
     * @param what what could not be done, on what
     * @param why the reason in plain words, with the cloud's code where there is one
     * @param cure what to do next
     */
    public Failure {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(why, "why");
        Objects.requireNonNull(cure, "cure");
    }

    /**
     * A failure with the usual cure of its kind.
     *
     * @param kind what it means
     * @param what what could not be done, on what
     * @param why the reason
     * @return the failure
     */
    public static Failure of(FailureKind kind, String what, String why) {
        return new Failure(kind, what, why, kind.cure());
    }

    /**
     * All of it on one line: control characters, which texts of others may bring along, are shown as blanks.
     *
     * @return the line
     */
    @Override
    public String toString() {
        return (what + ": " + why + " [" + kind + "]; " + cure)
                .replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]+", " ");
    }
}
