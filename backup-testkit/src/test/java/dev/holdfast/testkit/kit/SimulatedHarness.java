// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.StepKey;
import dev.holdfast.testkit.Scene;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.Disk;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.Machines;
import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.fault.Fault;
import dev.holdfast.testkit.world.fault.Match;
import dev.holdfast.testkit.world.truth.GroundTruth;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** The simulated cloud in virtual time: a database machine with three disks, and two disks that lie loose. */
public final class SimulatedHarness implements ProviderHarness {
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final int PATIENCE = 50_000;

    private final SimulatedCloud cloud;
    private final Scene west;
    private final Machine database;
    private final List<ResourceId> loose;
    private final BackupProvider provider;
    private byte changes;

    public SimulatedHarness(CloudProfile profile) {
        this(profile, provider -> provider);
    }

    public SimulatedHarness(CloudProfile profile, UnaryOperator<BackupProvider> wrapping) {
        cloud = SimulatedCloud.builder(profile)
                .region("west", "west-a", "west-b")
                .region("east")
                .build();
        west = cloud.scene("west").subnet("prod", "10.0.1.0/24");
        cloud.scene("east").subnet("dr", "10.0.1.0/24").key("dr-key");
        cloud.scene("second", "west").subnet("theirs", "10.0.2.0/24");
        database = west.database("db", "prod", "10.0.1.10");
        // Some clouds take no snapshot of a disk that was never attached.
        Machine spare = west.machine("spare", "prod")
                .disk("/dev/loose", Content.zeros(1 << 20))
                .disk("/dev/other", Content.zeros(1 << 20))
                .place();
        List<String> disks =
                spare.attachments().stream().map(Machine.Attachment::disk).toList();
        Machines machines = cloud.region("west").machines();
        machines.stop(cloud.world().setup(SimulatedCloud.ACCOUNT, "west", Map.of()), spare.id(), true);
        cloud.advance(Duration.ofHours(1));
        disks.forEach(disk -> machines.detach(cloud.world().setup(SimulatedCloud.ACCOUNT, "west", Map.of()), disk));
        loose = disks.stream()
                .map(disk -> ResourceId.disk(west.location(), disk))
                .toList();
        cloud.advance(Duration.ofHours(1));
        provider = wrapping.apply(cloud.provider());
    }

    @Override
    public BackupProvider provider() {
        return provider;
    }

    @Override
    public Set<Needs> offers() {
        return EnumSet.allOf(Needs.class);
    }

    @Override
    public ResourceId machine() {
        return west.id(database);
    }

    @Override
    public ResourceId looseDisk() {
        return loose.get(0);
    }

    @Override
    public ResourceId otherDisk() {
        return loose.get(1);
    }

    @Override
    public String subnet() {
        return "prod";
    }

    @Override
    public Optional<Location> elsewhere() {
        return Optional.of(cloud.location("east"));
    }

    @Override
    public Optional<EncryptionKey> key() {
        return Optional.of(new EncryptionKey(cloud.location("east"), "dr-key"));
    }

    @Override
    public Optional<Location> otherAccount() {
        return Optional.of(cloud.location("second", "west"));
    }

    @Override
    public Optional<GuestHooks> hooks() {
        return Optional.of(new GuestHooks(List.of("freeze"), List.of("thaw"), GuestHooks.DEFAULT_DEAD_MAN));
    }

    @Override
    public Duration shortestLock() {
        return Duration.ofDays(1);
    }

    @Override
    public Instant now() {
        return cloud.world().loop().now();
    }

    @Override
    public void await(BooleanSupplier condition) {
        for (int i = 0; i < PATIENCE; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            cloud.advance(STEP);
        }
        throw new AssertionError("it never came to be");
    }

    @Override
    public void advance(Duration time) {
        cloud.advance(time);
    }

    private void next(Fault fault) {
        cloud.faults().when(Match.any().nth(1), fault);
    }

    @Override
    public void throttleNextCall() {
        next(new Fault.Throttle());
    }

    @Override
    public void loseNextRequest() {
        next(new Fault.LoseRequest());
    }

    @Override
    public void loseNextAnswer() {
        next(new Fault.LoseAnswer());
    }

    @Override
    public void failNextCreationLater() {
        next(new Fault.FailsLater(true));
    }

    @Override
    public long requests() {
        return cloud.world().front().sent();
    }

    @Override
    public Set<String> existing(StepKey key) {
        Set<String> ids = new TreeSet<>();
        for (GroundTruth.Thing thing : cloud.truth().carrying(key.mark())) {
            ids.add(thing.id());
        }
        return ids;
    }

    private Disk disk(ResourceId id) {
        return Objects.requireNonNull(
                cloud.region(id.location().region()).disks().shelf().actual(id.id()), id.toString());
    }

    @Override
    public String digest(ResourceId id) {
        return disk(id).durable().sha256();
    }

    @Override
    public void change(ResourceId id) {
        Disk disk = disk(id);
        disk.durable(disk.durable().with(700_000, new byte[] {++changes, 2, 3}));
    }

    @Override
    public void close() {
        cloud.close();
    }
}
