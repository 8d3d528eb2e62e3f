// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import java.util.Objects;

/**
 * Names a recovery point, whatever replicas it has. Made by Holdfast, carried in the marks of everything that belongs
 * to the point.
 *
 * @param value 1 to 64 characters out of letters, digits, {@code -}, {@code _}, {@code .}
 */
public record RecoveryPointId(String value) implements Comparable<RecoveryPointId> {
    /**
     * Checks the form.
     *
     * @param value 1 to 64 characters out of letters, digits, {@code -}, {@code _}, {@code .}
     * @throws IllegalArgumentException if {@code value} has another form
     */
    public RecoveryPointId {
        Objects.requireNonNull(value, "value");
        if (!value.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "A recovery point id is 1 to 64 letters, digits, '-', '_' or '.', but this one has "
                            + value.length() + " characters or others among them");
        }
    }

    @Override
    public int compareTo(RecoveryPointId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
