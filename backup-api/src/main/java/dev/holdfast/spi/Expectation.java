// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.Objects;

/**
 * A fact on which a lowering branched. Checked by the look before a {@link RepeatClass#GOAL} or
 * {@link RepeatClass#GUARDED} call; elsewhere the cloud's refusal does. Where it no longer holds the step fails as
 * stale and the group is read and lowered anew.
 *
 * @param subject the cloud id of the thing
 * @param property which of its properties, in the provider's words
 * @param value the value that was seen
 */
public record Expectation(String subject, String property, String value) {
    /**
     * Checks that all parts are given.
     *
     * @param subject the cloud id of the thing
     * @param property which of its properties, in the provider's words
     * @param value the value that was seen
     */
    public Expectation {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(property, "property");
        Objects.requireNonNull(value, "value");
    }
}
