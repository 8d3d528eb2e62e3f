// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpRequest;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.resource.MachineState;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ReplicaRef;
import dev.holdfast.spi.ReplicationDescription.Operation;
import dev.holdfast.spi.Sighting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The bodies that are sent, against those that Microsoft's own tools sent to the real cloud. */
class RequestTest {
    private static final String NONE = "(modulo)";
    private final Subscription world = new Subscription();

    /** Names, ids, regions and tags are each caller's own; everything else must be the same, field for field. */
    private static @Nullable Object modulo(@Nullable Object json, Set<String> own) {
        if (json instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new TreeMap<>();
            map.forEach((name, value) -> {
                if (!String.valueOf(name).equals("tags")) {
                    copy.put(String.valueOf(name), own.contains(String.valueOf(name)) ? NONE : modulo(value, own));
                }
            });
            return copy;
        }
        if (json instanceof List<?> list) {
            return list.stream().map(each -> modulo(each, own)).toList();
        }
        return json;
    }

    private static void same(String sent, Recordings.Interaction recorded, String... own) {
        assertThat(modulo(Recordings.parse(sent), Set.of(own))).isEqualTo(modulo(recorded.request(), Set.of(own)));
    }

    private static ArmRequest request(Primitive primitive) {
        return ArmRequest.of(Subscription.call(primitive));
    }

    private static Primitive resolved(Primitive primitive, String name, Payload value) {
        return primitive.withArguments(primitive.arguments().with(name, value));
    }

    @Test
    void anIncrementalSnapshotIsAskedForAsTheRecordingDoes() {
        ArmRequest request = request(world.lower(
                        Purpose.PROTECT,
                        new Action.TakeSnapshots(
                                "a",
                                Subscription.POINT,
                                List.of(),
                                List.of(Subscription.OS),
                                ConsistencyLevel.CRASH,
                                ConsistencyLevel.CRASH,
                                null))
                .primitives()
                .get(0));
        assertThat(request.path())
                .matches(
                        "/subscriptions/" + Subscription.ID
                                + "/resourceGroups/holdfast-westus/providers/Microsoft.Compute/snapshots/holdfast-h[a-z2-7]{29}");
        assertThat(Json.text(Recordings.parse(request.body()), "tags", "holdfast-key"))
                .isEqualTo("shop/op-1/3/1");
        same(
                request.body(),
                Recordings.first("completion_percent", "PUT", "/snapshots/snapa"),
                "location",
                "sourceResourceId");
    }

    @Test
    void aCopyIsAskedForAsTheRecordingDoes() {
        ArmRequest request = request(world.lower(
                        Purpose.PROTECT,
                        new Action.CopyReplica(
                                "c",
                                Subscription.POINT,
                                Subscription.snapshot(Subscription.WEST, Subscription.SNAPSHOT, Subscription.OS),
                                Subscription.EAST,
                                null,
                                null))
                .primitives()
                .get(0));
        assertThat(request.path()).contains("/resourceGroups/holdfast-eastus/");
        same(
                request.body(),
                Recordings.first("completion_percent", "PUT", "/snapshots/snapb"),
                "location",
                "sourceResourceId");
    }

    @Test
    void aRestorePointAndItsCollectionAreAskedForAsTheRecordingDoes() {
        List<Primitive> steps = world.lower(
                        Purpose.PROTECT,
                        new Action.TakeSnapshots(
                                "a",
                                Subscription.POINT,
                                List.of(Subscription.VM),
                                List.of(Subscription.OS, Subscription.DATA),
                                ConsistencyLevel.CRASH,
                                ConsistencyLevel.CRASH,
                                null))
                .primitives();
        same(
                request(steps.get(0)).body(),
                Recordings.first("test_restore_point.", "PUT", "/restorePointCollections/"),
                "location",
                "id");
        same(request(steps.get(1)).body(), Recordings.first("test_restore_point.", "PUT", "/restorePoints/"));
    }

    @Test
    void anImageVersionIsAskedForAsTheRecordingDoes() {
        List<Primitive> steps = world.lower(
                        Purpose.PROTECT,
                        new Action.TakeImage(
                                "i",
                                Subscription.POINT,
                                Subscription.VM,
                                List.of(Subscription.OS),
                                ConsistencyLevel.CRASH,
                                ConsistencyLevel.CRASH,
                                null))
                .primitives();
        ArmRequest version =
                request(resolved(steps.get(1), "definition", Payload.of(Subscription.GALLERY.text() + "/images/db")));
        assertThat(version.path()).matches(".*/versions/\\d{1,10}\\.\\d{1,10}\\.\\d{1,10}");
        same(
                version.body(),
                Recordings.first("image_version_create_for_diff", "PUT", "/versions/1.1.2"),
                "location",
                "name",
                "id");
        Object definition = modulo(
                Recordings.parse(request(steps.get(0)).body()), Set.of("location", "identifier", "hyperVGeneration"));
        Object recorded = modulo(
                Recordings.first("gallery_soft_delete", "PUT", "/images/img_").request(),
                Set.of("location", "identifier", "hyperVGeneration"));
        // The recording also sends an empty "disallowed", which says nothing.
        assertThat(definition).isEqualTo(without(recorded, "disallowed"));
    }

    private static Object without(@Nullable Object json, String property) {
        Map<String, @Nullable Object> copy = new TreeMap<>();
        ((Map<?, ?>) java.util.Objects.requireNonNull(json)).forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner && inner.containsKey(property)) {
                Map<String, @Nullable Object> less = new TreeMap<>();
                inner.forEach((key, each) -> less.put(String.valueOf(key), each));
                less.remove(property);
                copy.put(String.valueOf(name), less);
            } else {
                copy.put(String.valueOf(name), value);
            }
        });
        return copy;
    }

    @Test
    void replicaRegionsAreSentWhole() {
        ReplicaRef version = Subscription.version(Subscription.WEST);
        world.answer(
                GalleryLowering.query(version),
                Payload.Fields.EMPTY.with("regions", Payload.ofTexts(List.of("West US"))));
        Primitive step = world.lower(
                        Purpose.PROTECT,
                        new Action.CopyReplica("c", Subscription.POINT, version, Subscription.EAST, null, null))
                .primitives()
                .get(0);
        // Since the plan was made, someone else added a region.
        Object body = Recordings.parse(
                "{\"properties\":{\"publishingProfile\":{\"targetRegions\":[{\"name\":\"West US\",\"regionalReplicaCount\":2},{\"name\":\"North Europe\"}]}}}");
        Sighting.Clear clear = (Sighting.Clear) Looks.regions(Subscription.trace(step), 200, body);
        ArmRequest request = ArmRequest.of(Subscription.call(step, clear.seen()));
        assertThat(request.method()).hasToString("PATCH");
        assertThat(request.body())
                .isEqualTo(
                        "{\"properties\":{\"publishingProfile\":{\"targetRegions\":[{\"name\":\"West US\",\"regionalReplicaCount\":2},{\"name\":\"North Europe\"},{\"name\":\"eastus\"}]}}}");
        Primitive undo = step.undo().get(0);
        assertThat(ArmRequest.of(Subscription.call(
                                undo,
                                ((Sighting.Clear) Looks.regions(
                                                Subscription.trace(undo), 200, Recordings.parse(request.body())))
                                        .seen()))
                        .body())
                .contains("West US", "North Europe")
                .doesNotContain("eastus");
        assertThat(Looks.regions(Subscription.trace(undo), 200, body)).isInstanceOf(Sighting.Ours.class);
    }

    @Test
    void aSwapSendsTheMachineBackAsItWasReadButForItsDisk() {
        Recordings.Interaction read = Recordings.matching(
                        "vm_disk_force_detach",
                        each -> each.method().equals("GET")
                                && each.status() == 200
                                && each.uri().contains("/virtualMachines/")
                                && each.answer() instanceof Map<?, ?> answer
                                && answer.containsKey("properties")
                                && !Json.text(answer, "properties", "osProfile", "computerName")
                                        .isEmpty())
                .get(0);
        Recordings.Interaction put = Recordings.first("vm_disk_force_detach", "PUT", "/virtualMachines/");
        Primitive swap = world.lower(
                        Purpose.RECOVER,
                        new Action.RollBackDisk(
                                "r",
                                Subscription.OS,
                                Subscription.VM,
                                Subscription.snapshot(Subscription.WEST, Subscription.SNAPSHOT, Subscription.OS),
                                Subscription.diskSpec("os", true),
                                MachineState.RUNNING))
                .primitives()
                .get(2);
        Primitive ready = resolved(resolved(swap, "disk", Payload.of("/new")), "diskName", Payload.of("new"));
        // A running machine, and one whose disk is not the one that was planned on, is not swapped.
        assertThat(Looks.swappable(Subscription.trace(ready), 200, read.answer()))
                .isInstanceOfSatisfying(
                        Sighting.Unmet.class,
                        unmet -> assertThat(unmet.expectation().property()).isEqualTo("osDisk"));
        String disk = Json.text(read.answer(), "properties", "storageProfile", "osDisk", "managedDisk", "id");
        Primitive planned = ready.toBuilder()
                .expectations(List.of(
                        Expectation.seen(Subscription.VM.id(), "osDisk", disk),
                        Expectation.guard(Subscription.VM.id(), "powerState", "deallocated")))
                .build();
        assertThat(Looks.swappable(Subscription.trace(planned), 200, read.answer()))
                .isInstanceOfSatisfying(
                        Sighting.Unmet.class,
                        unmet -> assertThat(unmet.expectation().kind()).isEqualTo(Expectation.Kind.GUARD));
        Object stopped = Recordings.parse(Written.json(read.answer())
                .replaceAll("PowerState/\\w+", "PowerState/deallocated")
                .replace(
                        "\"storageProfile\":",
                        "\"instanceView\":{\"statuses\":[{\"code\":\"PowerState/deallocated\"}]},\"storageProfile\":"));
        Sighting.Clear clear = (Sighting.Clear) Looks.swappable(Subscription.trace(planned), 200, stopped);
        Object sent = Recordings.parse(
                ArmRequest.of(Subscription.call(planned, clear.seen())).body());
        assertThat(Json.at(sent, "properties", "instanceView")).isNull();
        assertThat(Json.text(sent, "properties", "storageProfile", "osDisk", "managedDisk", "id"))
                .isEqualTo("/new");
        assertThat(Json.text(sent, "properties", "storageProfile", "osDisk", "name"))
                .isEqualTo("new");
        for (String part : List.of("osProfile", "networkProfile", "hardwareProfile")) {
            assertThat(Json.at(sent, "properties", part))
                    .as(part)
                    .isEqualTo(Json.at(put.request(), "properties", part));
        }
    }

    @Test
    void aBackupAndARestoreAreAskedForAsTheRecordingsDo() {
        String vault = Subscription.GROUP + "Microsoft.RecoveryServices/vaults/v";
        world.answer(
                VaultLowering.query(Lane.of(Subscription.WEST), VaultLowering.item(vault, Subscription.VM)),
                Payload.Fields.EMPTY.with("softDeleted", Payload.of(false)));
        ArmRequest backup = request(world.lower(
                        Purpose.PROTECT,
                        new Action.BackUpToVault("b", Subscription.POINT, Subscription.VM, vault, Duration.ofDays(30)))
                .primitives()
                .get(0));
        assertThat(backup.body()).contains("\"2026-12-22T20:00:00Z\"");
        same(
                backup.body(),
                Recordings.first("test_backup_scenario", "POST", "/backup?"),
                "recoveryPointExpiryTimeInUTC");
        HttpRequest http = backup.over("https://management.azure.com");
        assertThat(http.getUrl().getPath()).contains("IaasVMContainer%3Biaasvmcontainerv2%3Bshop%3Bdb");
        ArmRequest restore = request(world.lower(
                        Purpose.RECOVER,
                        new Action.RestoreFromVault(
                                "x",
                                Subscription.VM,
                                vault,
                                "42",
                                Payload.Fields.EMPTY.with("storageAccount", "/storage")))
                .primitives()
                .get(0));
        assertThat(restore.path()).endsWith("/recoveryPoints/42/restore");
        same(
                restore.body(),
                Recordings.first("test_backup_scenario", "POST", "/restore?"),
                "recoveryPointId",
                "sourceResourceId",
                "storageAccountId",
                "region");
    }

    @Test
    void failoverCommitAndReprotectionAreAskedForAsTheRecordingsDo() {
        String item = Subscription.GROUP
                + "Microsoft.RecoveryServices/vaults/v/replicationFabrics/f/replicationProtectionContainers/c/replicationProtectedItems/i";
        String file = "siterecovery_A2A";
        Recordings.Interaction reverse = Recordings.first(file, "POST", "/switchprotection");
        Payload details =
                Payload.parse(Written.json(Json.at(reverse.request(), "properties", "providerSpecificDetails")));
        world.answer(
                SiteRecoveryLowering.query(Lane.of(Subscription.EAST), item),
                Subscription.replicated(item, Operation.FAILOVER, Operation.COMMIT, Operation.REPROTECT));
        ArmRequest over = request(world.lower(
                        Purpose.RECOVER,
                        new Action.FailOverReplication(
                                "f",
                                item,
                                Subscription.EAST,
                                Action.FailOverReplication.Mode.FAILOVER,
                                null,
                                null,
                                Payload.Fields.EMPTY))
                .primitives()
                .get(0));
        same(over.body(), Recordings.first(file, "POST", "/unplannedFailover"));
        ArmRequest commit = request(goOn(item, Action.ContinueReplication.Stage.COMMIT, Payload.Fields.EMPTY));
        assertThat(commit.body()).isEmpty();
        assertThat(Recordings.first(file, "POST", "/failoverCommit").request()).isNull();
        ArmRequest back = request(
                goOn(item, Action.ContinueReplication.Stage.REPROTECT, Payload.Fields.EMPTY.with("reverse", details)));
        assertThat(back.path()).endsWith("/replicationProtectionContainers/c/switchprotection");
        same(back.body(), reverse, "replicationProtectedItemName");
    }

    private Primitive goOn(String item, Action.ContinueReplication.Stage stage, Payload.Fields options) {
        return world.lower(
                        Purpose.RECOVER, new Action.ContinueReplication("c", item, Subscription.EAST, stage, options))
                .primitives()
                .get(0);
    }

    @Test
    void accessIsGrantedAndLocksAreSetAsTheRecordingsDo() {
        ReplicaRef replica = Subscription.snapshot(Subscription.WEST, Subscription.SNAPSHOT, Subscription.OS);
        Primitive grant = world.lower(Purpose.PROTECT, new Action.OpenBlocks("x", replica))
                .primitives()
                .get(0);
        same(request(grant).body(), Recordings.first("vm_managed_disk", "POST", "GetAccess"), "durationInSeconds");
        Primitive lock = world.lower(
                        Purpose.PROTECT,
                        new Action.LockReplica(
                                "l",
                                replica,
                                dev.holdfast.protection.Lock.Mode.DELETE_PROTECTION,
                                Duration.ofDays(30),
                                Duration.ZERO))
                .primitives()
                .get(0);
        same(request(lock).body(), Recordings.first("test_resource_lock_commands", "PUT", "/locks/"));
    }

    @Test
    void aRecoveredMachineStartsFromTheDisksThatWereMade() {
        Primitive machine = world.lower(
                        Purpose.RECOVER,
                        new Action.RecoverMachine(
                                "m",
                                Subscription.VM,
                                List.of(
                                        Subscription.snapshot(
                                                Subscription.EAST, Subscription.SNAPSHOT, Subscription.OS),
                                        Subscription.snapshot(
                                                Subscription.EAST, Subscription.SNAPSHOT, Subscription.DATA)),
                                Subscription.EAST,
                                Subscription.spec()))
                .primitives()
                .get(3);
        Primitive ready = resolved(
                resolved(resolved(machine, "boot", Payload.of("/os")), "interface", Payload.of("/nic")),
                "data",
                new Payload.Items(List.of(Payload.Fields.EMPTY.with("lun", 0).with("disk", "/data"))));
        Object sent = Recordings.parse(request(ready).body());
        assertThat(Json.text(sent, "properties", "storageProfile", "osDisk", "createOption"))
                .isEqualTo("Attach");
        assertThat(Json.text(sent, "properties", "storageProfile", "osDisk", "managedDisk", "id"))
                .isEqualTo("/os");
        assertThat(Json.at(sent, "properties", "osProfile")).isNull();
    }

    @Test
    void everyTypeThatIsLoweredHasARequest() {
        Call freeze = Subscription.call(Primitive.builder(
                        "f",
                        GuestLowering.RUN,
                        dev.holdfast.spi.RepeatClass.NAMED,
                        Lane.of(Subscription.WEST),
                        Purpose.PROTECT)
                .arguments(Payload.Fields.EMPTY
                        .with("machine", Subscription.VM.id())
                        .with("region", "westus")
                        .with("osType", "Linux")
                        .with("command", Payload.ofTexts(List.of("freeze", "a; rm -rf /")))
                        .with("seconds", 60))
                .build());
        assertThat(Json.text(Recordings.parse(ArmRequest.of(freeze).body()), "properties", "source", "script"))
                .isEqualTo("exec \"$@\"");
        for (String type : List.of(
                MachineLowering.STOP,
                MachineLowering.START,
                MachineLowering.DELETE_MACHINE,
                MachineLowering.DELETE_DISK,
                SnapshotLowering.DELETE,
                RestorePointLowering.DELETE,
                GalleryLowering.DELETE,
                GuestLowering.REMOVE)) {
            Primitive step = Primitive.builder(
                            "s", type, dev.holdfast.spi.RepeatClass.GOAL, Lane.of(Subscription.WEST), Purpose.PROTECT)
                    .arguments(Payload.Fields.EMPTY.with("id", "/x/y"))
                    .build();
            assertThat(request(step).path()).startsWith("/x/y");
        }
    }
}
