// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.Objects;

/**
 * A configuration key that a provider understands.
 *
 * @param name kebab-case, in a dot hierarchy
 * @param secret whether its value must never be shown
 * @param required whether the provider cannot be made without it
 * @param description what it means and its default
 */
public record ConfigurationKey(String name, boolean secret, boolean required, String description) {
    /**
     * Checks that all parts are given.
     *
     * @param name kebab-case, in a dot hierarchy
     * @param secret whether its value must never be shown
     * @param required whether the provider cannot be made without it
     * @param description what it means and its default
     */
    public ConfigurationKey {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(description, "description");
    }
}
