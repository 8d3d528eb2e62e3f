// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.Lane;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.Lock;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.recovery.HealthCheck;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.ReplicaRef;
import dev.holdfast.testkit.Scene;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.Disk;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.bytes.Content;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each action is lowered, run request by request, and looked at in the world. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class VerbsTest {
    private static final RecoveryPointId POINT = new RecoveryPointId("p-1");

    private static final class Shop {
        final SimulatedCloud cloud;
        final Scene west;
        final Scene east;
        final Machine database;
        final Client client;

        Shop(CloudProfile profile) {
            cloud = SimulatedCloud.builder(profile)
                    .region("west")
                    .region("east")
                    .build();
            west = cloud.scene("west").subnet("prod", "10.0.1.0/24");
            east = cloud.scene("east").subnet("dr", "10.0.1.0/24").key("dr-key");
            database = west.database("db", "prod", "10.0.1.10");
            client = new Client(cloud);
        }

        Action.TakeSnapshots take(String id, List<ResourceId> disks) {
            return new Action.TakeSnapshots(
                    id, POINT, List.of(west.id(database)), disks, ConsistencyLevel.CRASH, ConsistencyLevel.CRASH, null);
        }

        /** Takes the set; the snapshots by disk. */
        Map<String, String> set(String id) {
            var action = take(id, west.disksOf(database));
            client.run(action);
            Map<String, String> byDisk = new LinkedHashMap<>();
            for (Member member : client.members(yielding(action))) {
                byDisk.put(member.subject(), Objects.requireNonNull(member.cloudId()));
            }
            assertThat(byDisk).hasSize(3);
            return byDisk;
        }

        String yielding(Action action) {
            return client.lower(action).primitives().stream()
                    .filter(primitive -> primitive.completes().contains(action.id()))
                    .map(Primitive::name)
                    .reduce((first, second) -> second)
                    .orElseThrow();
        }

        String copy(String id, String snapshot, ResourceId disk) {
            var from = ReplicaRef.of(Lane.of(west.location()), ProductKind.SNAPSHOT, snapshot, disk, 0);
            var action = new Action.CopyReplica(id, POINT, from, east.location(), null, null);
            client.run(action);
            return client.id(yielding(action));
        }

        MachineSpec spec(String subnet, String address) {
            List<DiskSpec> disks = new ArrayList<>();
            for (var attachment : database.attachments()) {
                disks.add(new DiskSpec(attachment.device(), attachment.boot(), 1 << 20, "standard", null));
            }
            return MachineSpec.builder()
                    .name("db")
                    .type("standard")
                    .subnet(subnet)
                    .privateIp(address)
                    .disks(disks)
                    .tags(Map.of("app", "shop"))
                    .build();
        }

        Disk disk(String region, String id) {
            return Objects.requireNonNull(cloud.region(region).disks().shelf().actual(id));
        }
    }

    static List<CloudProfile> profiles() {
        return List.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void a_machine_comes_back_from_the_copies_of_its_set_and_is_removed(CloudProfile profile) {
        Shop shop = new Shop(profile);
        List<ReplicaRef> copies = new ArrayList<>();
        shop.set("a").forEach((disk, snapshot) -> {});
        Map<String, String> set = shop.set("b");
        for (ResourceId disk : shop.west.disksOf(shop.database)) {
            String copy = shop.copy("c-" + disk.id(), Objects.requireNonNull(set.get(disk.id())), disk);
            copies.add(ReplicaRef.of(Lane.of(shop.east.location()), ProductKind.SNAPSHOT, copy, disk, 0));
        }
        shop.cloud.kill("west");
        var recover = new Action.RecoverMachine(
                "r", shop.west.id(shop.database), copies, shop.east.location(), shop.spec("dr", "10.0.1.10"));
        shop.client.run(recover);
        String machine = shop.client.id(shop.yielding(recover));
        ResourceId id = ResourceId.machine(shop.east.location(), machine);
        Machine recovered = Objects.requireNonNull(
                shop.cloud.region("east").machines().shelf().actual(machine));
        assertThat(recovered.failure()).isNull();
        assertThat(recovered.marks()).containsEntry("app", "shop");
        var probe = shop.cloud.provider().healthProbe().orElseThrow();
        assertThat(probe.attempt(id, "10.0.1.10", HealthCheck.tcp(5_432), Client.context()))
                .isEmpty();
        assertThat(probe.attempt(id, "10.0.1.10", HealthCheck.tcp(81), Client.context()))
                .contains("refuses");
        var listing = new FactQuery.MachineListing(
                Lane.of(shop.east.location()), ResourceSelector.machines("db").in(shop.east.location()));
        shop.cloud.advance(Duration.ofSeconds(30));
        assertThat(shop.client.read(listing)).hasSize(1);
        List<ResourceId> disks = shop.east.disksOf(recovered);
        shop.client.delete(new Action.DeleteMachine("d", id, disks));
        assertThat(shop.cloud.truth().existing("MACHINE")).extracting("region").containsExactly("west");
        assertThat(shop.cloud.region("east").disks().shelf().actual()).isEmpty();
        assertThat(shop.cloud.region("east").images().shelf().actual()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void a_disk_is_set_back_to_its_snapshot(CloudProfile profile) {
        for (int which = 0; which < 2; which++) {
            Shop shop = new Shop(profile);
            ResourceId id = shop.west.disksOf(shop.database).get(which);
            var take = shop.take("a", List.of(id));
            shop.client.run(take);
            Content before = shop.disk("west", id.id()).durable();
            String snapshot = shop.client.id(shop.yielding(take));
            shop.disk("west", id.id()).durable(before.with(300_000, new byte[] {1, 2, 3}));
            var replica = ReplicaRef.of(Lane.of(shop.west.location()), ProductKind.SNAPSHOT, snapshot, id, 0);
            var attachment = shop.database.attachments().get(which);
            DiskSpec spec = new DiskSpec(attachment.device(), attachment.boot(), 1 << 20, "standard", null);
            var back = new Action.RollBackDisk(
                    "b", id, shop.west.id(shop.database), replica, spec, dev.holdfast.resource.MachineState.RUNNING);
            List<String> names = shop.client.lower(back).primitives().stream()
                    .map(Primitive::name)
                    .toList();
            shop.client.run(back);
            String now = shop.client.id(names.get(names.size() - 1));
            assertThat(shop.database.attachments()).anyMatch(each -> each.disk().equals(now));
            assertThat(shop.disk("west", now).durable().read(300_000, 3)).isEqualTo(before.read(300_000, 3));
            assertThat(shop.database.state()).isEqualTo(Machine.State.RUNNING);
            assertThat(shop.database.failure()).isNull();
            assertThat(now.equals(id.id())).isEqualTo(profile.name().equals("aliyun"));
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void an_image_is_taken_copied_started_and_deleted(CloudProfile profile) {
        Shop shop = new Shop(profile);
        var take = new Action.TakeImage(
                "a",
                POINT,
                shop.west.id(shop.database),
                shop.west.disksOf(shop.database),
                ConsistencyLevel.CRASH,
                ConsistencyLevel.CRASH,
                null);
        shop.client.run(take);
        String image = shop.client.id("a.image");
        ResourceId machine = shop.west.id(shop.database);
        var here = ReplicaRef.of(Lane.of(shop.west.location()), ProductKind.IMAGE, image, machine, 0);
        var copy = new Action.CopyReplica("b", POINT, here, shop.east.location(), null, null);
        String yielding = shop.yielding(copy);
        shop.client.run(copy);
        var there =
                ReplicaRef.of(Lane.of(shop.east.location()), ProductKind.IMAGE, shop.client.id(yielding), machine, 0);
        var recover = new Action.RecoverMachine(
                "r", machine, List.of(there), shop.east.location(), shop.spec("dr", "10.0.1.10"));
        shop.client.run(recover);
        String id = shop.client.id("r.launch");
        assertThat(Objects.requireNonNull(
                                shop.cloud.region("east").machines().shelf().actual(id))
                        .failure())
                .isNull();
        var marked = new FactQuery.MarkedListing(Lane.of(shop.east.location()), ProductKind.IMAGE, "shop");
        assertThat(shop.client.read(marked)).hasSize(1);
        shop.client.run(new Action.DeleteReplica("e", there));
        assertThat(shop.cloud.region("east").images().shelf().actual()).isEmpty();
        assertThat(shop.cloud.region("east").snapshots().shelf().actual()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void a_snapshot_is_locked_and_marked_and_its_blocks_are_read(CloudProfile profile) {
        Shop shop = new Shop(profile);
        ResourceId disk = shop.west.disksOf(shop.database).get(0);
        var take = shop.take("a", List.of(disk));
        shop.client.run(take);
        String snapshot = shop.client.id(shop.yielding(take));
        Lane lane = Lane.of(shop.west.location());
        var replica = ReplicaRef.of(lane, ProductKind.SNAPSHOT, snapshot, disk, 0);
        Lock.Mode mode = profile.name().equals("azure") ? Lock.Mode.DELETE_PROTECTION : Lock.Mode.COMPLIANCE;
        shop.client.run(new Action.LockReplica("l", replica, mode, Duration.ofDays(3), Duration.ZERO));
        shop.client.run(new Action.MarkReplica("m", replica, Payload.Fields.EMPTY.with("holdfast-data", "later")));
        var shown = shop.client
                .read(new FactQuery.Replicas(
                        lane, ProductKind.SNAPSHOT, List.of(snapshot), ReplicaDescription.Aspect.STATE))
                .get(0);
        assertThat(Objects.requireNonNull(shown.lock()).mode()).isEqualTo(mode);
        assertThat(shown.tags()).containsEntry("holdfast-data", "later");
        assertThat(shown.restorable()).isTrue();
        var blocks = shop.cloud.provider().blocks().orElseThrow();
        var page = shop.client.call(() -> blocks.list(lane, snapshot, null, null, Client.context()));
        assertThat(page.blocks()).isNotEmpty();
        var bytes = blocks.read(lane, snapshot, page.blocks().get(0), Client.context());
        assertThat(bytes.remaining()).isEqualTo(page.blockBytes());
    }
}
