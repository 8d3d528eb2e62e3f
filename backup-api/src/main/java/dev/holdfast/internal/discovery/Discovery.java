// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.discovery;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.failure.ProviderConfigurationException;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.BackupProviderFactory;
import dev.holdfast.spi.ConfigurationKey;
import dev.holdfast.spi.ProviderContext;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds and makes providers. One that cannot be loaded costs nothing as long as nobody asks for it. */
public final class Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final Map<String, String> OURS = Map.of(
            "aws", "dev.holdfast:backup-aws",
            "aliyun", "dev.holdfast:backup-aliyun",
            "azure", "dev.holdfast:backup-azure",
            "simulated", "dev.holdfast:backup-testkit");

    private final ClassLoader loader;

    /**
     * A discovery by a class loader.
     *
     * @param given the loader, or {@code null} for the calling thread's, or the API's own where that does not see it
     */
    public Discovery(@Nullable ClassLoader given) {
        ClassLoader context = given == null ? Thread.currentThread().getContextClassLoader() : given;
        loader = context != null && sees(context) ? context : own();
    }

    private static ClassLoader own() {
        ClassLoader own = BackupProviderFactory.class.getClassLoader();
        return own == null ? ClassLoader.getSystemClassLoader() : own;
    }

    private static boolean sees(ClassLoader loader) {
        try {
            return loader.loadClass(BackupProviderFactory.class.getName()) == BackupProviderFactory.class;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * Makes a provider.
     *
     * @param id which
     * @param context configuration and credentials
     * @return the provider
     * @throws ProviderConfigurationException if there is none or more than one of this id, it cannot be loaded, or it does
     *     not know a key or lacks one
     */
    public BackupProvider make(ProviderId id, ProviderContext context) {
        Map<ProviderId, List<BackupProviderFactory>> found = new TreeMap<>();
        List<Throwable> broken = new ArrayList<>();
        load(found, broken);
        List<BackupProviderFactory> factories = found.getOrDefault(id, List.of());
        if (factories.size() != 1) {
            throw refused(id, found, factories, broken);
        }
        BackupProviderFactory factory = factories.get(0);
        check(factory, context);
        BackupProvider provider = create(factory, context);
        if (!provider.id().equals(id)) {
            provider.close();
            throw new ProviderConfigurationException(new Failure(
                    FailureKind.INVALID,
                    "Cannot use provider '" + id + "'",
                    factory.getClass().getName() + " made a provider that calls itself '" + provider.id() + "'",
                    "let factory and provider give the same id"));
        }
        return provider;
    }

    private static BackupProvider create(BackupProviderFactory factory, ProviderContext context) {
        try {
            return factory.create(context);
        } catch (BackupException e) {
            throw e;
        } catch (LinkageError | RuntimeException e) {
            throw new ProviderConfigurationException(
                    new Failure(
                            FailureKind.INVALID,
                            "Cannot make provider '" + factory.id() + "'",
                            factory.getClass().getName() + " failed: " + e,
                            e instanceof LinkageError
                                    ? "add the library that holds this class, in the version that the provider was built"
                                            + " with"
                                    : "check its configuration; the cause is attached"),
                    e);
        }
    }

    /** What is at the bottom of it: a service loader wraps what a class said. */
    private static String told(Throwable broken) {
        Throwable cause = broken;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause == broken ? broken.toString() : broken.getMessage() + " (" + cause + ")";
    }

    private void load(Map<ProviderId, List<BackupProviderFactory>> found, List<Throwable> broken) {
        Iterator<BackupProviderFactory> factories =
                ServiceLoader.load(BackupProviderFactory.class, loader).iterator();
        // Both calls may throw for one entry and go on with the next; an endless row of failures is cut.
        for (int failures = 0; failures < 100; ) {
            try {
                if (!factories.hasNext()) {
                    break;
                }
                BackupProviderFactory factory = factories.next();
                found.computeIfAbsent(factory.id(), i -> new ArrayList<>()).add(factory);
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                broken.add(e);
                failures++;
            }
        }
        LOG.debug("Provider factories found: {}; not loadable: {}", found.keySet(), broken.size());
    }

    private static ProviderConfigurationException refused(
            ProviderId id,
            Map<ProviderId, List<BackupProviderFactory>> found,
            List<BackupProviderFactory> factories,
            List<Throwable> broken) {
        String artifact = OURS.get(id.value());
        String why = factories.isEmpty()
                ? "no factory of this id can be loaded; found are " + found.keySet()
                        + (broken.isEmpty()
                                ? ""
                                : ", and " + broken.size() + " could not be loaded: " + told(broken.get(0)))
                : "there are several: "
                        + factories.stream()
                                .map(factory -> factory.getClass().getName())
                                .toList();
        String cure = factories.isEmpty()
                ? (artifact == null
                                ? "add the provider's module to the class path"
                                : "add " + artifact + " to the class path")
                        + (broken.isEmpty() ? "" : "; if it is there, mend what could not be loaded")
                : "keep one on the class path";
        ProviderConfigurationException refused = new ProviderConfigurationException(
                new Failure(FailureKind.UNSUPPORTED, "Cannot use provider '" + id + "'", why, cure));
        broken.forEach(refused::addSuppressed);
        return refused;
    }

    private static void check(BackupProviderFactory factory, ProviderContext context) {
        TreeSet<String> known = new TreeSet<>();
        for (ConfigurationKey key : factory.configurationKeys()) {
            known.add(key.name());
            if (key.required() && !context.configuration().containsKey(key.name())) {
                throw new ProviderConfigurationException(new Failure(
                        FailureKind.INVALID,
                        "Cannot make provider '" + factory.id() + "'",
                        "the configuration lacks '" + key.name() + "'",
                        "set it: " + key.description()));
            }
        }
        for (String name : new TreeSet<>(context.configuration().keySet())) {
            if (!known.contains(name)) {
                throw new ProviderConfigurationException(new Failure(
                        FailureKind.INVALID,
                        "Cannot make provider '" + factory.id() + "'",
                        "it does not know the configuration key '" + name + "'",
                        "use one of " + known));
            }
        }
    }
}
