// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An operation as it is stored.
 *
 * @param id which
 * @param version counts the writes of this row, from 1
 * @param requestKey the application's key, or {@code null}; the same in all versions
 * @param state where it stands
 * @param nextStep the number that the next step will get
 * @param body what was asked, by whom, and what came of it
 */
public record OperationRow(
        OperationId id,
        long version,
        @Nullable String requestKey,
        OperationState state,
        int nextStep,
        Payload.Fields body)
        implements StoredRow {
    /**
     * Checks the parts.
     *
     * @param id which
     * @param version counts the writes of this row, from 1
     * @param requestKey the application's key, or {@code null}; the same in all versions
     * @param state where it stands
     * @param nextStep the number that the next step will get
     * @param body what was asked, by whom, and what came of it
     */
    public OperationRow {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(body, "body");
    }
}
