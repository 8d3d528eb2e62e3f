// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.failure.Failure;
import java.util.Objects;

/**
 * An action that cannot be done, known before any call.
 *
 * @param action the id of the action
 * @param failure why, and what to do instead
 */
public record Refusal(String action, Failure failure) {
    /**
     * Checks that both are given.
     *
     * @param action the id of the action
     * @param failure why, and what to do instead
     */
    public Refusal {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(failure, "failure");
    }
}
