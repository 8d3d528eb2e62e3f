// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.resource.ProviderId;
import java.util.List;

/**
 * Makes a provider. The only type that is found by {@link java.util.ServiceLoader}: name the implementation in {@code
 * META-INF/services/dev.holdfast.spi.BackupProviderFactory}. Needs a public constructor without parameters; neither it
 * nor any method does I/O. The ids {@code aws}, {@code aliyun}, {@code azure} and {@code simulated} are kept for
 * Holdfast's own.
 */
public interface BackupProviderFactory {
    /**
     * The id of the provider that it makes.
     *
     * @return the id
     */
    ProviderId id();

    /**
     * The configuration keys that it understands. Others are refused before it is asked.
     *
     * @return the keys
     */
    List<ConfigurationKey> configurationKeys();

    /**
     * Makes a provider. The caller closes it.
     *
     * @param context configuration and credentials
     * @return a provider of this factory's id
     * @throws dev.holdfast.failure.ProviderConfigurationException if the configuration cannot be used; names the key
     */
    BackupProvider create(ProviderContext context);
}
