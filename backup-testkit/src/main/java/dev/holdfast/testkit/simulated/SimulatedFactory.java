// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.failure.ProviderConfigurationException;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.BackupProviderFactory;
import dev.holdfast.spi.ConfigurationKey;
import dev.holdfast.spi.ProviderContext;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes clients of clouds that live in this process, by the name under which they were opened. A cloud is to be found
 * here from {@link #open} until what that returns is closed.
 */
public final class SimulatedFactory implements BackupProviderFactory {
    /** The configuration key that names the cloud. */
    public static final String CLOUD = "simulated.cloud";

    private static final ConfigurationKey KEY =
            new ConfigurationKey(CLOUD, false, true, "The name under which the cloud was opened in this process");

    private record Opened(World world, CloudProfile profile) {}

    /** A factory is made by name, without arguments: what it finds clouds in must be known to the whole process. */
    private static final Map<String, Opened> OPENED = new ConcurrentHashMap<>();

    /** For the service loader. */
    public SimulatedFactory() {}

    /**
     * Lets a cloud be found.
     *
     * @param name by which it is found
     * @param world the cloud
     * @param profile which cloud it is like
     * @return closes it again
     * @throws IllegalStateException if another has the name
     */
    public static Opening open(String name, World world, CloudProfile profile) {
        Opened opened = new Opened(world, profile);
        if (OPENED.putIfAbsent(name, opened) != null) {
            throw new IllegalStateException("another simulated cloud is open as " + name);
        }
        return () -> OPENED.remove(name, opened);
    }

    /** Ends it that a cloud is found. */
    @FunctionalInterface
    public interface Opening extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    public ProviderId id() {
        return SimulatedProvider.ID;
    }

    @Override
    public List<ConfigurationKey> configurationKeys() {
        return List.of(KEY);
    }

    @Override
    public BackupProvider create(ProviderContext context) {
        String name = context.configuration().get(CLOUD);
        Opened opened = name == null ? null : OPENED.get(name);
        if (opened == null) {
            List<String> names = new ArrayList<>(OPENED.keySet());
            names.sort(null);
            throw new ProviderConfigurationException(new Failure(
                    FailureKind.INVALID,
                    "Cannot make provider 'simulated'",
                    CLOUD + " names no simulated cloud that is open in this process; open are " + names,
                    "open one with SimulatedFactory.open, and name it"));
        }
        return new SimulatedProvider(opened.world(), opened.profile(), "host-1");
    }
}
