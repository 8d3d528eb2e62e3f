// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.Objects;

/**
 * What must hold when a call is sent. Checked by the look before a {@link RepeatClass#GOAL}, {@link RepeatClass#NAMED} or
 * {@link RepeatClass#GUARDED} call; elsewhere the cloud's refusal does.
 *
 * @param subject the cloud id of the thing
 * @param property which of its properties, in the provider's words
 * @param value the value that is expected
 * @param kind what it means when it does not hold
 */
public record Expectation(String subject, String property, String value, Kind kind) {
    /** What it means when an expectation does not hold. */
    public enum Kind {
        /** The lowering branched on it: the step fails as stale, and the group is read and lowered anew. */
        SEEN,
        /** It makes the call safe to repeat: without it the step is stale before its first send, and parked after. */
        GUARD
    }

    /**
     * Checks that all parts are given.
     *
     * @param subject the cloud id of the thing
     * @param property which of its properties, in the provider's words
     * @param value the value that is expected
     * @param kind what it means when it does not hold
     */
    public Expectation {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(property, "property");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(kind, "kind");
    }

    /**
     * A fact that the lowering branched on.
     *
     * @param subject the cloud id of the thing
     * @param property which of its properties
     * @param value the value that was seen
     * @return the expectation
     */
    public static Expectation seen(String subject, String property, String value) {
        return new Expectation(subject, property, value, Kind.SEEN);
    }

    /**
     * What makes the call safe.
     *
     * @param subject the cloud id of the thing
     * @param property which of its properties
     * @param value the value that it must have
     * @return the expectation
     */
    public static Expectation guard(String subject, String property, String value) {
        return new Expectation(subject, property, value, Kind.GUARD);
    }
}
