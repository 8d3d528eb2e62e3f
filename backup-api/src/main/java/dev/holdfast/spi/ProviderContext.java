// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.Map;
import java.util.Objects;

/**
 * What a provider is made with.
 *
 * @param configuration values by the keys that the factory names
 * @param credentials where credentials come from
 */
public record ProviderContext(Map<String, String> configuration, CredentialSource credentials) {
    /**
     * Copies the map.
     *
     * @param configuration values by the keys that the factory names
     * @param credentials where credentials come from
     */
    public ProviderContext {
        configuration = Map.copyOf(configuration);
        Objects.requireNonNull(credentials, "credentials");
    }

    /** Shows the keys only: values may be secret. */
    @Override
    public String toString() {
        return "ProviderContext" + new java.util.TreeSet<>(configuration.keySet());
    }
}
