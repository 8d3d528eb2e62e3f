// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.failure.ProviderConfigurationException;
import dev.holdfast.internal.discovery.Discovery;
import dev.holdfast.internal.engine.EngineConfig;
import dev.holdfast.internal.engine.SystemRuntime;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Cluster;
import dev.holdfast.spi.CredentialSource;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.HealthProbe;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.KitStore;
import dev.holdfast.spi.ProviderContext;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Trust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Configures a {@link Holdfast}. Not safe for use by several threads. */
public final class HoldfastBuilder {
    private @Nullable String installation;
    private String host = "host";
    private final Map<ProviderId, BackupProvider> providers = new LinkedHashMap<>();
    private final Map<ProviderId, Map<String, String>> discovered = new LinkedHashMap<>();
    private @Nullable Store store;
    private @Nullable Cluster cluster;
    private final List<KitStore> kits = new ArrayList<>();
    private boolean fromKit;
    private @Nullable Trust trust;
    private @Nullable CredentialSource credentials;
    private @Nullable ClassLoader loader;
    private @Nullable Supplier<HostRuntime> runtime;
    private @Nullable HealthProbe probe;
    private final Map<String, HealthProbe> hostActions = new TreeMap<>();
    private Consumer<EventRow> listener = event -> {};
    private Duration keepOperations = EngineConfig.KEPT_BY_DEFAULT;
    private @Nullable Long seed;

    HoldfastBuilder() {}

    /**
     * Names the installation: whose marks are ours. Required, unless it comes from a kit.
     *
     * @param name 1 to 32 letters, digits or hyphens, the same in all hosts
     * @return this
     */
    public HoldfastBuilder installation(String name) {
        if (!name.matches("[A-Za-z0-9-]{1,32}")) {
            throw new IllegalArgumentException("An installation's name is 1 to 32 letters, digits or hyphens");
        }
        installation = name;
        return this;
    }

    /**
     * Names this host, for people. Default: {@code host}.
     *
     * @param name the name, 1 to 128 characters
     * @return this
     * @throws IllegalArgumentException if it is blank or longer
     */
    public HoldfastBuilder host(String name) {
        if (name.isBlank() || name.length() > 128) {
            throw new IllegalArgumentException("A host's name has 1 to 128 characters");
        }
        host = name;
        return this;
    }

    /**
     * Adds a ready provider. It is not closed by Holdfast.
     *
     * @param provider the provider
     * @return this
     * @throws ProviderConfigurationException if one of that id was added before
     */
    public HoldfastBuilder provider(BackupProvider provider) {
        once(provider.id());
        providers.put(provider.id(), provider);
        return this;
    }

    private void once(ProviderId id) {
        if (providers.containsKey(id) || discovered.containsKey(id)) {
            throw new ProviderConfigurationException(new Failure(
                    FailureKind.INVALID,
                    "Cannot add provider '" + id + "'",
                    "there is one of this id already",
                    "add each provider once"));
        }
    }

    /**
     * Adds a provider that is found on the class path and made with a configuration. It is closed by Holdfast.
     *
     * @param id its id, such as {@code aws}
     * @param configuration values by the keys it documents
     * @return this
     * @throws IllegalArgumentException if the id is none
     * @throws ProviderConfigurationException if one of that id was added before
     */
    public HoldfastBuilder provider(String id, Map<String, String> configuration) {
        ProviderId provider = ProviderId.of(id);
        once(provider);
        discovered.put(provider, Map.copyOf(configuration));
        return this;
    }

    /**
     * Sets where state is kept. Required.
     *
     * @param value the store; it is not closed by Holdfast
     * @return this
     */
    public HoldfastBuilder store(Store value) {
        store = Objects.requireNonNull(value, "store");
        return this;
    }

    /**
     * Lets several hosts work on one installation at a time: all of them with the same store and the same providers, each
     * with a cluster of that store. Default: this host has the store for itself, and takes it over from whoever had it.
     *
     * <p>Each host knows all that is open; each lane of a cloud is worked in by one host at a time, for a turn. What is
     * submitted on one host may be done on any; listeners are told of each event on one of the hosts.
     *
     * @param value how the hosts take turns; it is left when Holdfast is closed
     * @return this
     */
    public HoldfastBuilder cluster(Cluster value) {
        cluster = Objects.requireNonNull(value, "cluster");
        return this;
    }

    /**
     * Adds a place for the recovery kit, outside the source's region. Without one, no takeover after the loss of the store
     * is promised.
     *
     * <p>With several, a majority counts (of one: that one; of two: both; of three: two): a plan is saved once a majority
     * has it, and a request that starts, stops, swaps, deletes or revokes something is sent only if a majority has shown
     * within the last 5 minutes that nobody else has taken the installation over. Backups and copies go on without.
     *
     * @param value the kit store
     * @return this
     * @throws IllegalArgumentException if it was added before: it would count twice
     */
    public HoldfastBuilder kitStore(KitStore value) {
        Objects.requireNonNull(value, "kit store");
        if (kits.stream().anyMatch(kit -> kit == value)) {
            throw new IllegalArgumentException(
                    "Kit store '" + value.name() + "' is there already: add each once, else it counts twice");
        }
        kits.add(value);
        return this;
    }

    /**
     * Takes an installation over from its kit: its name, plans, points, machines and what is owed come from there, and
     * fill the store, which is empty. Whoever owned the installation only reads from then on. Call it for each place of
     * the kit; a majority of them, and of those added by {@link #kitStore}, must be reached at the start. A later start
     * with the same store goes on.
     *
     * @param value where the kit is; it goes on being written there
     * @return this
     * @throws IllegalArgumentException if it was added before: it would count twice
     */
    public HoldfastBuilder fromKit(KitStore value) {
        kitStore(value);
        fromKit = true;
        return this;
    }

    /**
     * Sets what signs kits and seals marks. Required.
     *
     * @param value the trust
     * @return this
     */
    public HoldfastBuilder trust(Trust value) {
        trust = Objects.requireNonNull(value, "trust");
        return this;
    }

    /**
     * Sets where discovered providers get credentials. Default: they have none.
     *
     * @param value the source
     * @return this
     */
    public HoldfastBuilder credentials(CredentialSource value) {
        credentials = Objects.requireNonNull(value, "credentials");
        return this;
    }

    /**
     * Sets the class loader that providers are looked up with. Default: the calling thread's context class loader, or
     * Holdfast's own where that does not see it.
     *
     * @param value the loader
     * @return this
     */
    public HoldfastBuilder classLoader(ClassLoader value) {
        loader = Objects.requireNonNull(value, "class loader");
        return this;
    }

    /**
     * Sets time, threads and calls. Default: the system's clock and at most 16 daemon threads. For tests.
     *
     * @param value the runtime; it is not closed by Holdfast
     * @return this
     */
    public HoldfastBuilder runtime(HostRuntime value) {
        runtime = () -> value;
        return this;
    }

    /**
     * Sets how machines are asked whether they serve, where neither their provider nor a plain connection would do.
     *
     * @param value the probe
     * @return this
     */
    public HoldfastBuilder healthProbe(HealthProbe value) {
        probe = Objects.requireNonNull(value, "probe");
        return this;
    }

    /**
     * Registers what {@link dev.holdfast.recovery.HealthCheck#hostAction} of this name does. It is called again and again
     * until it passes or its time is over, so it may be repeated at any time; each attempt keeps the deadline it is told.
     *
     * @param name the name that plans use
     * @param action what is done
     * @return this
     * @throws IllegalArgumentException if the name is blank, or one of it is registered already
     */
    public HoldfastBuilder hostAction(String name, HealthProbe action) {
        if (name.isBlank() || hostActions.containsKey(name)) {
            throw new IllegalArgumentException("A host action has a name of its own, not '" + name + "'");
        }
        hostActions.put(name, Objects.requireNonNull(action, "action"));
        return this;
    }

    /**
     * Is told of what happens: every event at least once, in order per operation, on a thread of Holdfast. A slow listener
     * holds only its own events.
     *
     * @param value the listener
     * @return this
     */
    public HoldfastBuilder listener(Consumer<EventRow> value) {
        listener = Objects.requireNonNull(value, "listener");
        return this;
    }

    /**
     * Sets how long an operation is kept whole after its end: every step, with what was asked of the cloud and what it
     * answered. Later its evidence is left, which says what was asked, what came of it, and what was made and deleted; a
     * request key stays known. What something still looks at, such as the watch for calls that land late, is kept until
     * that is over. Default: 7 days, long enough to look into what went wrong over a holiday. Longer takes room in the
     * store, and nothing else.
     *
     * @param time at least 24 hours, for so long calls that land late are looked for; at most 36,500 days
     * @return this
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public HoldfastBuilder keepOperations(Duration time) {
        if (time.compareTo(EngineConfig.KEPT_AT_LEAST) < 0 || time.compareTo(Duration.ofDays(36_500)) > 0) {
            throw new IllegalArgumentException("Operations are kept between 24 hours and 36,500 days, not " + time);
        }
        keepOperations = time;
        return this;
    }

    /**
     * Sets the seed of jitter and operation ids, for tests that are to run the same each time. Default: drawn from the
     * system's secure random, so that two hosts never draw the same ids.
     *
     * @param value the seed
     * @return this
     */
    public HoldfastBuilder seed(long value) {
        seed = value;
        return this;
    }

    /**
     * Checks the configuration. Does no I/O but loading classes.
     *
     * @return an installation that has not started
     * @throws IllegalStateException if something required is missing; says what to call
     * @throws ProviderConfigurationException if a provider is missing, cannot be loaded, or refuses its configuration
     */
    public Holdfast build() {
        if (installation == null && !fromKit) {
            throw missing("an installation's name", "installation(...), or fromKit(...)");
        }
        if (store == null) {
            throw missing("a store", "store(...)");
        }
        if (trust == null) {
            throw missing("a trust", "trust(...)");
        }
        Map<ProviderId, BackupProvider> all = new LinkedHashMap<>(providers);
        List<BackupProvider> made = new ArrayList<>();
        discovered.forEach((id, configuration) -> {
            CredentialSource source = credentials == null ? (account, purpose) -> Map.of() : credentials;
            BackupProvider provider = new Discovery(loader).make(id, new ProviderContext(configuration, source));
            all.put(id, provider);
            made.add(provider);
        });
        if (all.isEmpty()) {
            throw missing("a provider", "provider(...)");
        }
        HostRuntime given = runtime == null ? null : runtime.get();
        return new DefaultHoldfast(new DefaultHoldfast.Parts(
                installation,
                host,
                all,
                made,
                store,
                cluster,
                kits,
                fromKit,
                trust,
                given == null ? SystemRuntime.named("holdfast", cluster != null) : given,
                given == null,
                probe,
                Map.copyOf(hostActions),
                listener,
                keepOperations,
                seed == null ? SystemRuntime.freshSeed() : seed));
    }

    private static IllegalStateException missing(String what, String method) {
        return new IllegalStateException("Holdfast cannot be built without " + what + ": call " + method);
    }
}
