// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.OperationId;
import java.util.Objects;

/**
 * An event that waits to be handed out.
 *
 * @param sequence its place in the order of all events; given by the store
 * @param operation whose event
 * @param body what happened
 */
public record EventRow(long sequence, OperationId operation, Payload.Fields body) implements StoredRow {
    /**
     * Checks the parts.
     *
     * @param sequence its place in the order of all events; given by the store
     * @param operation whose event
     * @param body what happened
     */
    public EventRow {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(body, "body");
    }
}
