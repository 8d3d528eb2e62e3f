// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.customprovider;

import dev.holdfast.resource.Location;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.kit.Needs;
import dev.holdfast.testkit.kit.ProviderHarness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Two regions below a temporary directory, with one disk. There are no machines; what is true is what lies there. */
final class FolderHarness implements ProviderHarness {
    private static final Location HOME = Location.of("folder", "shop", "home");
    private static final Location AWAY = Location.of("folder", "shop", "away");

    private final Path root;
    private final Counting provider;
    private byte changes;

    FolderHarness() {
        try {
            root = Files.createTempDirectory("folder-kit");
            Files.createDirectories(root.resolve("shop/home/disks"));
            Files.createDirectories(root.resolve("shop/away"));
            Files.write(disk("orders.db"), new byte[200_000]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        provider = new Counting(new FolderProvider(root), root);
    }

    private Path disk(String name) {
        return root.resolve("shop/home/disks").resolve(name);
    }

    @Override
    public BackupProvider provider() {
        return provider;
    }

    @Override
    public Set<Needs> offers() {
        return Set.of(Needs.GROUND_TRUTH);
    }

    @Override
    public ResourceId machine() {
        return ResourceId.machine(HOME, "none");
    }

    @Override
    public ResourceId looseDisk() {
        return ResourceId.disk(HOME, "orders.db");
    }

    @Override
    public String subnet() {
        return "none";
    }

    @Override
    public Optional<Location> elsewhere() {
        return Optional.of(AWAY);
    }

    @Override
    public Duration shortestLock() {
        return Duration.ofDays(1);
    }

    @Override
    public Instant now() {
        return InstantSource.system().instant();
    }

    /** Everything here happens within a call. */
    @Override
    public void await(BooleanSupplier condition) {
        for (int i = 0; i < 1000; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
        }
        throw new AssertionError("it never came to be");
    }

    @Override
    public long requests() {
        return provider.calls;
    }

    @Override
    public long timesTookEffect(StepKey key) {
        return provider.effects.getOrDefault(key.mark(), 0L);
    }

    @Override
    public Set<String> existing(StepKey key) {
        Set<String> ids = new TreeSet<>();
        tree(root).forEach((path, text) -> {
            if (text.contains(key.mark())) {
                String name = Path.of(path).getFileName().toString();
                ids.add(name.substring(0, name.lastIndexOf('.')));
            }
        });
        return ids;
    }

    @Override
    public String digest(ResourceId id) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(disk(id.id()))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void change(ResourceId id) {
        try {
            byte[] bytes = Files.readAllBytes(disk(id.id()));
            bytes[70_000] = ++changes;
            Files.write(disk(id.id()), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files, with what they hold as text. */
    static Map<String, String> tree(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            Map<String, String> tree = new HashMap<>();
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                tree.put(
                        each.toString(),
                        new String(Files.readAllBytes(each), java.nio.charset.StandardCharsets.ISO_8859_1));
            }
            return tree;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counts calls, and which of them changed anything. */
    private static final class Counting implements BackupProvider {
        private final BackupProvider inner;
        private final Path root;
        private final Map<String, Long> effects = new HashMap<>();
        private long calls;

        Counting(BackupProvider inner, Path root) {
            this.inner = inner;
            this.root = root;
        }

        @Override
        public ProviderId id() {
            return inner.id();
        }

        @Override
        public Map<Facet, Facet.Status> facets() {
            return inner.facets();
        }

        @Override
        public List<Limit> limits() {
            return inner.limits();
        }

        @Override
        public Lowering lowering() {
            return inner.lowering();
        }

        @Override
        public ReadProfile observing(RemoteTask task) {
            return inner.observing(task);
        }

        @Override
        public ReadProfile finding(Primitive primitive) {
            return inner.finding(primitive);
        }

        @Override
        public ReadProfile reading(FactQuery<?> query) {
            return inner.reading(query);
        }

        @Override
        public Answer start(Call call, CallContext context) {
            calls++;
            Map<String, String> before = tree(root);
            try {
                return inner.start(call, context);
            } finally {
                if (!tree(root).equals(before)) {
                    effects.merge(call.key().mark(), 1L, Long::sum);
                }
            }
        }

        @Override
        public List<Observation> observe(List<RemoteTask> tasks, CallContext context) {
            calls++;
            return inner.observe(tasks, context);
        }

        @Override
        public FindPage find(List<Trace> traces, @Nullable String cursor, CallContext context) {
            calls++;
            return inner.find(traces, cursor, context);
        }

        @Override
        public <T> ReadPage<T> read(FactQuery<T> query, @Nullable String cursor, CallContext context) {
            calls++;
            return inner.read(query, cursor, context);
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
