// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.StepState;
import java.util.Objects;

/**
 * A step as it is stored.
 *
 * @param operation its operation
 * @param number its number in the operation
 * @param version counts the writes of this row, from 1
 * @param state where it stands
 * @param generation counts from 1
 * @param node what it is; empty in a later write, which keeps what was written first
 * @param progress what became of it: task, outputs, failure, moments
 */
public record StepRow(
        OperationId operation,
        int number,
        long version,
        StepState state,
        int generation,
        Payload.Fields node,
        Payload.Fields progress)
        implements StoredRow {
    /**
     * Checks the parts.
     *
     * @param operation its operation
     * @param number its number in the operation
     * @param version counts the writes of this row, from 1
     * @param state where it stands
     * @param generation counts from 1
     * @param node what it is; empty in a later write, which keeps what was written first
     * @param progress what became of it: task, outputs, failure, moments
     */
    public StepRow {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(progress, "progress");
    }
}
