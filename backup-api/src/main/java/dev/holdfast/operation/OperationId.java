// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

import java.util.Objects;

/**
 * Names an operation in every process that shares its store.
 *
 * @param value 1 to 40 lower-case letters, digits and hyphens
 */
public record OperationId(String value) implements Comparable<OperationId> {
    /**
     * Checks the form.
     *
     * @param value 1 to 40 lower-case letters, digits and hyphens
     * @throws IllegalArgumentException if {@code value} has another form
     */
    public OperationId {
        Objects.requireNonNull(value, "value");
        if (!value.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException("An operation id is 1 to 40 lower-case letters, digits or hyphens");
        }
    }

    @Override
    public int compareTo(OperationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
