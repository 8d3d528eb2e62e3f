// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.customprovider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Holdfast;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.OperationFailedException;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.Loss;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.Replica;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.protection.Snapshot;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Replication;
import dev.holdfast.request.Restore;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.Refusal;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.ReplicaRef;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Trace;
import dev.holdfast.spi.Trust;
import dev.holdfast.testkit.kit.KnownFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderProviderTest {
    private static final Location HOME = Location.of("folder", "shop", "home");
    private static final Location AWAY = Location.of("folder", "shop", "away");
    private static final byte[] KEY = "a key of at least sixteen bytes".getBytes(StandardCharsets.UTF_8);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path root;

    @BeforeEach
    void disks() throws IOException {
        Files.createDirectories(root.resolve("shop/home/disks"));
        Files.createDirectories(root.resolve("shop/away"));
        Files.writeString(root.resolve("shop/home/disks/orders.db"), "first");
        Files.writeString(root.resolve("shop/home/disks/other.db"), "not asked for");
    }

    private Holdfast started() {
        // region holdfast
        Holdfast holdfast = Holdfast.builder()
                .installation("shop")
                .provider("folder", Map.of(FolderProviderFactory.ROOT, root.toString()))
                .store(Store.inMemory())
                .trust(Trust.sharedKey(KEY))
                .build();
        // endregion
        holdfast.start();
        return holdfast;
    }

    @Test
    void aFileIsBackedUpReplicatedAndListedThroughTheFacade() throws IOException {
        try (Holdfast holdfast = started()) {
            // region run
            Backup backup = Backup.of(ResourceSelector.disks("orders.db").in(HOME));
            List<RecoveryPoint> points = holdfast.submit(backup).result();
            holdfast.submit(Replication.of(points).to(ReplicationTarget.to(AWAY)))
                    .result();
            // endregion
            Files.writeString(root.resolve("shop/home/disks/orders.db"), "changed since");

            Snapshot point = (Snapshot) holdfast.points().get(0);
            assertThat(point.resource()).isEqualTo(ResourceId.disk(HOME, "orders.db"));
            assertThat(point.replicas()).extracting(Replica::location).containsExactlyInAnyOrder(HOME, AWAY);
            for (Replica replica : point.replicas()) {
                Path file = root.resolve("shop/" + replica.location().region() + "/snapshots/" + replica.cloudId());
                assertThat(file).hasContent("first");
            }
            assertThat(point.goodFor(Loss.REGION)).isTrue();
        }

        ReadPage<ReplicaDescription> listed = new FolderProvider(root)
                .read(
                        new FactQuery.MarkedListing(Lane.of(AWAY), ProductKind.SNAPSHOT, "shop"),
                        null,
                        context(Purpose.INSPECT));
        assertThat(listed.complete()).isTrue();
        assertThat(listed.items()).hasSize(1);
        assertThat(listed.items().get(0).tags()).containsKeys("holdfast", "holdfast-key", "holdfast-seal");
    }

    @Test
    void aFileIsRestoredFromItsCopyThroughTheFacade() throws IOException {
        try (Holdfast holdfast = started()) {
            Backup backup = Backup.of(ResourceSelector.disks("orders.db").in(HOME));
            List<RecoveryPoint> points = holdfast.submit(backup).result();
            holdfast.submit(Replication.of(points).to(ReplicationTarget.to(AWAY)))
                    .result();

            holdfast.submit(Restore.disks(holdfast.points().get(0)).at(AWAY)).result();
        }

        try (Stream<Path> made = Files.list(root.resolve("shop/away/disks"))) {
            assertThat(made.filter(file -> !file.toString().endsWith(".marks")))
                    .singleElement()
                    .satisfies(disk -> assertThat(disk).hasContent("first"));
        }
    }

    @Test
    void aPreviewNamesTheRequestAndCopiesNothing() {
        try (Holdfast holdfast = started()) {
            Backup backup = Backup.of(ResourceSelector.disks("orders.db").in(HOME));

            assertThat(holdfast.preview(backup).toString()).contains("folder/shop/home", "folder:snapshot");
            assertThat(root.resolve("shop/home/snapshots")).doesNotExist();
        }
    }

    @Test
    void whatIsNotThereCannotBeBackedUp() {
        try (Holdfast holdfast = started()) {
            Backup backup = Backup.of(ResourceSelector.disks("nothing").in(HOME));

            assertThatThrownBy(() -> holdfast.submit(backup).result())
                    .isInstanceOf(OperationFailedException.class)
                    .hasMessageContaining("nothing there matches");
        }
    }

    @Test
    void aSnapshotComesBackAsADiskAndASecondLookFindsIt() throws IOException {
        Files.createDirectories(root.resolve("shop/home/snapshots"));
        Files.writeString(root.resolve("shop/home/snapshots/hf-one"), "kept");
        Lane lane = Lane.of(HOME);
        ReplicaRef replica = ReplicaRef.of(lane, ProductKind.SNAPSHOT, "hf-one", ResourceId.disk(HOME, "orders.db"), 4);
        try (BackupProvider provider = new FolderProvider(root)) {
            Action action = new Action.RestoreDisk("r1", replica, null, new DiskSpec("disk", false, 4, "", null));
            Primitive restore = provider.lowering()
                    .lower(new ActionGroup(Purpose.RECOVER, List.of(action)), KnownFacts.none())
                    .primitives()
                    .get(0);
            StepKey key = new StepKey("shop", new OperationId("restore-1"), 1, 1);
            Trace trace = new Trace(restore, key, Instant.EPOCH, lane);
            assertThat(provider.find(List.of(trace), null, context(Purpose.RECOVER))
                            .sightings())
                    .isEmpty();

            Call call = new Call(restore, key, new TreeMap<>(), Instant.EPOCH, Payload.Fields.EMPTY);
            Answer.Done done = (Answer.Done) provider.start(call, context(Purpose.RECOVER));

            String disk = done.outputs().text(Outputs.ID);
            assertThat(root.resolve("shop/home/disks/" + disk)).hasContent("kept");
            Sighting seen = provider.find(List.of(trace), null, context(Purpose.RECOVER))
                    .sightings()
                    .get(0);
            assertThat(seen)
                    .isInstanceOfSatisfying(
                            Sighting.Ours.class,
                            ours -> assertThat(ours.cloudId()).isEqualTo(disk));
            assertThatThrownBy(() -> provider.start(call, context(Purpose.RECOVER)))
                    .isInstanceOfSatisfying(
                            CallFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.TAKEN));
        }
    }

    @Test
    void whatCannotBeGivenIsRefusedBeforeAnythingIsSent() {
        ReplicaRef replica =
                ReplicaRef.of(Lane.of(HOME), ProductKind.SNAPSHOT, "hf-one", ResourceId.disk(HOME, "orders.db"), 4);
        List<Action> actions = List.of(
                new Action.RestoreDisk("key", replica, null, new DiskSpec("disk", false, 4, "", "a-key")),
                new Action.RestoreDisk("zone", replica, "a", new DiskSpec("disk", false, 4, "", null)),
                new Action.RestoreDisk("type", replica, null, new DiskSpec("disk", false, 4, "fast", null)));
        try (BackupProvider provider = new FolderProvider(root)) {
            LoweredGroup lowered =
                    provider.lowering().lower(new ActionGroup(Purpose.RECOVER, actions), KnownFacts.none());
            assertThat(lowered.primitives()).isEmpty();
            assertThat(lowered.refusals()).extracting(Refusal::action).containsExactly("key", "zone", "type");
        }
    }

    @Test
    void aDiskThatIsTooSmallIsNotMade() throws IOException {
        Files.createDirectories(root.resolve("shop/home/snapshots"));
        Files.writeString(root.resolve("shop/home/snapshots/hf-one"), "kept");
        try (BackupProvider provider = new FolderProvider(root)) {
            Call call = restore(provider, 3);
            assertThatThrownBy(() -> provider.start(call, context(Purpose.RECOVER)))
                    .isInstanceOfSatisfying(CallFailure.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(FailureKind.INVALID);
                        assertThat(failure.effect()).isEqualTo(CallFailure.Effect.NONE);
                    });
        }
        assertThat(root.resolve("shop/home/disks")).isDirectoryNotContaining("glob:**/hf-*");
    }

    @Test
    void whatWasCutShortIsNotRestored() throws IOException {
        Path snapshots = Files.createDirectories(root.resolve("shop/home/snapshots"));
        Files.writeString(snapshots.resolve("hf-one"), "kept");
        Files.writeString(
                snapshots.resolve("hf-one.marks"),
                Payload.ofTexts(Map.of("folder.bytes", "9")).canonical());
        try (BackupProvider provider = new FolderProvider(root)) {
            Call call = restore(provider, 9);
            assertThatThrownBy(() -> provider.start(call, context(Purpose.RECOVER)))
                    .isInstanceOfSatisfying(
                            CallFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.INVALID))
                    .hasMessageContaining("cut short");
        }
    }

    @Test
    void aNameThatAStrangerTookIsLeftAsItIs() throws IOException {
        Files.createDirectories(root.resolve("shop/home/snapshots"));
        Files.writeString(root.resolve("shop/home/snapshots/hf-one"), "kept");
        try (BackupProvider provider = new FolderProvider(root)) {
            Call call = restore(provider, 4);
            Path taken = root.resolve("shop/home/disks/hf-" + call.key().token(40));
            Files.writeString(taken, "a stranger's");
            assertThatThrownBy(() -> provider.start(call, context(Purpose.RECOVER)))
                    .isInstanceOfSatisfying(
                            CallFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(FailureKind.TAKEN));
            assertThat(taken).hasContent("a stranger's");
            assertThat(taken.resolveSibling(taken.getFileName() + ".marks")).doesNotExist();
        }
    }

    private static Call restore(BackupProvider provider, long bytes) {
        ReplicaRef replica =
                ReplicaRef.of(Lane.of(HOME), ProductKind.SNAPSHOT, "hf-one", ResourceId.disk(HOME, "orders.db"), 4);
        Action action = new Action.RestoreDisk("r1", replica, null, new DiskSpec("disk", false, bytes, "", null));
        Primitive restore = provider.lowering()
                .lower(new ActionGroup(Purpose.RECOVER, List.of(action)), KnownFacts.none())
                .primitives()
                .get(0);
        StepKey key = new StepKey("shop", new OperationId("restore-1"), 1, 1);
        return new Call(restore, key, new TreeMap<>(), Instant.EPOCH, Payload.Fields.EMPTY);
    }

    @Test
    void aNameNeverLeadsOutOfItsFolder() {
        assertThatThrownBy(() -> new FolderProvider(root)
                        .read(new FactQuery.Disks(Lane.of(HOME), List.of("../x")), null, context(Purpose.INSPECT)))
                .isInstanceOfSatisfying(CallFailure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(FailureKind.INVALID);
                    assertThat(failure.effect()).isEqualTo(CallFailure.Effect.NONE);
                });
    }

    @Test
    void aFileThatIsGoneSurelyHadNoEffect() {
        CallFailure failure = FolderFailures.failure(new NoSuchFileException("orders.db"));

        assertThat(failure.kind()).isEqualTo(FailureKind.GONE);
        assertThat(failure.effect()).isEqualTo(CallFailure.Effect.NONE);
        assertThat(failure).hasMessageContaining("orders.db");
    }

    private static CallContext context(Purpose purpose) {
        return new CallContext(purpose, CallContext.DEFAULT_DEADLINE);
    }
}
