// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.OperationId;
import java.util.Objects;

/**
 * A claim on something that an operation touches.
 *
 * @param subject what: a resource, a point, a plan
 * @param mode how
 * @param operation who holds it
 */
public record ClaimRow(String subject, Mode mode, OperationId operation) implements StoredRow {
    /** How something is claimed. */
    public enum Mode {
        /** It is read. Others may read it too. */
        SHARED,
        /** It is changed. Nobody else may hold it. */
        EXCLUSIVE
    }

    /**
     * Checks the parts.
     *
     * @param subject what: a resource, a point, a plan
     * @param mode how
     * @param operation who holds it
     */
    public ClaimRow {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(operation, "operation");
    }
}
