// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

import dev.holdfast.failure.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of an operation.
 *
 * @param id which
 * @param state how it ended
 * @param value what was asked for, or a part of it, or {@code null} if nothing is there
 * @param failures what went wrong
 * @param <T> what was asked for
 */
public record Outcome<T>(
        OperationId id, OperationState state, @Nullable T value, List<Failure> failures) {
    /**
     * Copies the list.
     *
     * @param id which
     * @param state how it ended
     * @param value what was asked for, or a part of it, or {@code null}
     * @param failures what went wrong
     */
    public Outcome {
        failures = List.copyOf(failures);
    }
}
