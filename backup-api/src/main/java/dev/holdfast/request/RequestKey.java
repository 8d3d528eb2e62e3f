// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.request;

import java.util.Objects;

/**
 * The application's own name of a request.
 *
 * @param value 1 to 128 characters
 */
public record RequestKey(String value) {
    /**
     * Checks the length.
     *
     * @param value 1 to 128 characters
     * @throws IllegalArgumentException if it is blank or longer
     */
    public RequestKey {
        Objects.requireNonNull(value, "value");
        if (value.isBlank() || value.length() > 128) {
            throw new IllegalArgumentException("A request key has 1 to 128 characters");
        }
    }
}
