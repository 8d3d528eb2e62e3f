// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.customprovider;

import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.StepKey;
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
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Two regions and a second account below a temporary directory, with two disks. What is true is what lies there. */
final class FolderHarness implements ProviderHarness {
    private static final Location HOME = Location.of("folder", "shop", "home");
    private static final Location AWAY = Location.of("folder", "shop", "away");
    private static final Location PARTNER = Location.of("folder", "partner", "home");

    private final Path root;
    private final LossyWire wire;
    private final BackupProvider provider;
    private Instant now = Instant.parse("2026-11-01T10:00:00Z");
    private byte changes;

    // region place
    FolderHarness() {
        root = done(() -> Files.createTempDirectory("folder-kit"));
        wire = new LossyWire(root.resolve("shop/away/snapshots"));
        provider = new FolderProvider(root, wire);
        for (ResourceId disk : List.of(looseDisk(), otherDisk())) {
            done(() -> Files.createDirectories(file(disk).getParent()));
            done(() -> Files.write(file(disk), new byte[200_000]));
        }
    }

    @Override
    public BackupProvider provider() {
        return provider;
    }

    /** No machines, and no quotas. */
    @Override
    public Set<Needs> offers() {
        return Set.of(Needs.FAULTS, Needs.CLOCK, Needs.GROUND_TRUTH, Needs.SECOND_ACCOUNT);
    }

    @Override
    public ResourceId looseDisk() {
        return ResourceId.disk(HOME, "orders.db");
    }

    @Override
    public ResourceId otherDisk() {
        return ResourceId.disk(HOME, "customers.db");
    }

    @Override
    public Optional<Location> elsewhere() {
        return Optional.of(AWAY);
    }

    @Override
    public Optional<Location> otherAccount() {
        return Optional.of(PARTNER);
    }
    // endregion

    @Override
    public Duration shortestLock() {
        return Duration.ofDays(1);
    }

    // region time
    /** Nothing here depends on the time, so it can be moved by saying so. */
    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void advance(Duration time) {
        now = now.plus(time);
    }

    /** All that happens happens within a call: looking once more shows no more. */
    @Override
    public void await(BooleanSupplier condition) {
        if (!condition.getAsBoolean()) {
            throw new AssertionError("it is not so, and never will be");
        }
    }
    // endregion

    // region faults
    @Override
    public void throttleNextCall() {
        wire.next(LossyWire.Fault.REFUSE);
    }

    @Override
    public void loseNextRequest() {
        wire.next(LossyWire.Fault.LOSE_REQUEST);
    }

    @Override
    public void loseNextAnswer() {
        wire.next(LossyWire.Fault.LOSE_ANSWER);
    }

    @Override
    public void failNextCreationLater() {
        wire.next(LossyWire.Fault.CUT_COPY);
    }
    // endregion

    // region truth
    @Override
    public long requests() {
        return wire.requests();
    }

    /** Past the provider: the names of the files beside which this key is noted. */
    @Override
    public Set<String> existing(StepKey key) {
        Set<String> ids = new TreeSet<>();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            Path notes = file.resolveSibling(name + ".marks");
            if (Files.exists(notes) && done(() -> Files.readString(notes)).contains(key.mark())) {
                ids.add(name);
            }
        }
        return ids;
    }

    @Override
    public String digest(ResourceId disk) {
        byte[] bytes = done(() -> Files.readAllBytes(file(disk)));
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
    // endregion

    @Override
    public void change(ResourceId disk) {
        byte[] bytes = done(() -> Files.readAllBytes(file(disk)));
        bytes[70_000] = ++changes;
        done(() -> Files.write(file(disk), bytes));
    }

    @Override
    public void close() {
        for (Path file : files()) {
            done(() -> Files.deleteIfExists(file));
        }
    }

    private Path file(ResourceId disk) {
        return root.resolve("shop/home/disks").resolve(disk.id());
    }

    /** Everything below the root and the root itself, the deepest first. */
    private List<Path> files() {
        return done(() -> {
            try (Stream<Path> all = Files.walk(root)) {
                return all.sorted(Comparator.reverseOrder()).toList();
            }
        });
    }

    private static <T> T done(FolderWire.Request<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
