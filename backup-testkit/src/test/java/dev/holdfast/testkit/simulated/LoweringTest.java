// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.protection.Lock;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.MachineState;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReplicaRef;
import dev.holdfast.testkit.Scene;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.Machine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which requests each action takes, on each cloud. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LoweringTest {
    private static final RecoveryPointId POINT = new RecoveryPointId("p-1");
    private static final GuestHooks HOOKS = new GuestHooks(List.of("freeze"), List.of("thaw"), Duration.ofSeconds(60));

    private static final class Shop {
        final SimulatedCloud cloud;
        final Scene west;
        final Machine machine;
        final List<ResourceId> disks;
        final Client client;

        Shop(CloudProfile profile) {
            cloud = SimulatedCloud.builder(profile)
                    .region("west")
                    .region("east")
                    .build();
            cloud.scene("east").subnet("dr", "10.0.1.0/24");
            west = cloud.scene("west").subnet("prod", "10.0.1.0/24");
            machine = west.database("db", "prod", "10.0.1.10");
            disks = west.disksOf(machine);
            client = new Client(cloud);
        }

        Action.TakeSnapshots take(List<ResourceId> which, @Nullable GuestHooks hooks) {
            ConsistencyLevel level = hooks == null ? ConsistencyLevel.CRASH : ConsistencyLevel.APPLICATION;
            return new Action.TakeSnapshots("a", POINT, List.of(west.id(machine)), which, level, level, hooks);
        }

        ReplicaRef replica(String region, ProductKind kind) {
            return ReplicaRef.of(
                    Lane.of(cloud.location(region)),
                    kind,
                    "x-1",
                    kind == ProductKind.IMAGE ? west.id(machine) : disks.get(0),
                    0);
        }

        Action.CopyReplica copy(ProductKind kind, Location to) {
            return new Action.CopyReplica("a", POINT, replica("west", kind), to, null, null);
        }

        Action.RecoverMachine recover(ProductKind kind) {
            MachineSpec spec = MachineSpec.builder()
                    .name("db")
                    .type("standard")
                    .subnet("dr")
                    .disks(List.of(new DiskSpec("/dev/boot", true, 1 << 20, "standard", null)))
                    .build();
            return new Action.RecoverMachine(
                    "a", west.id(machine), List.of(replica("east", kind)), cloud.location("east"), spec);
        }

        Action.RollBackDisk back(int which) {
            var attachment = machine.attachments().get(which);
            return new Action.RollBackDisk(
                    "a",
                    disks.get(which),
                    west.id(machine),
                    replica("west", ProductKind.SNAPSHOT),
                    new DiskSpec(attachment.device(), attachment.boot(), 1 << 20, "standard", null),
                    MachineState.RUNNING);
        }

        List<String> shape(Action action) {
            var group = client.lower(action);
            assertThat(group.refusals()).isEmpty();
            Set<String> limits =
                    cloud.provider().limits().stream().map(Limit::name).collect(Collectors.toSet());
            for (Primitive primitive : group.primitives()) {
                assertThat(primitive.limits()).allMatch(use -> limits.contains(use.limit()));
                assertThat(primitive.permissions()).isNotEmpty();
            }
            assertThat(group.primitives())
                    .anyMatch(primitive -> primitive.completes().contains("a"));
            return group.primitives().stream()
                    .map(primitive -> primitive.type() + " " + primitive.repeat() + " "
                            + primitive.lane().region())
                    .toList();
        }
    }

    static List<CloudProfile> profiles() {
        return List.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    @Test
    void aws() {
        Shop shop = new Shop(CloudProfile.aws());
        assertThat(shop.shape(shop.take(List.of(shop.disks.get(0)), null)))
                .containsExactly("ec2:CreateSnapshot MARKED west");
        assertThat(shop.shape(shop.take(shop.disks, null))).containsExactly("ec2:CreateSnapshots MARKED west");
        assertThat(shop.shape(shop.take(shop.disks, HOOKS)))
                .containsExactly(
                        "ssm:SendCommand ONCE west", "ec2:CreateSnapshots MARKED west", "ssm:SendCommand GOAL west");
        assertThat(shop.shape(shop.copy(ProductKind.SNAPSHOT, shop.cloud.location("east"))))
                .containsExactly("ec2:CopySnapshot MARKED east");
        assertThat(shop.shape(shop.copy(ProductKind.SNAPSHOT, shop.cloud.location("vault", "east"))))
                .containsExactly(
                        "ec2:ModifySnapshotAttribute GOAL west",
                        "ec2:CopySnapshot MARKED east",
                        "ec2:ModifySnapshotAttribute.remove GOAL west");
        assertThat(shop.shape(shop.copy(ProductKind.IMAGE, shop.cloud.location("east"))))
                .containsExactly("ec2:CopyImage TOKEN east");
        for (int disk = 0; disk < 2; disk++) {
            assertThat(shop.shape(shop.back(disk)))
                    .containsExactly(
                            "ec2:CreateVolume TOKEN west",
                            "ec2:StopInstances GOAL west",
                            "ec2:DetachVolume GOAL west",
                            "ec2:AttachVolume GOAL west",
                            "ec2:StartInstances GOAL west");
        }
        assertThat(shop.shape(shop.recover(ProductKind.SNAPSHOT)))
                .containsExactly(
                        "ec2:RegisterImage NAMED east", "ec2:RunInstances TOKEN east", "ec2:DeregisterImage GOAL east");
        assertThat(shop.shape(shop.recover(ProductKind.IMAGE))).containsExactly("ec2:RunInstances TOKEN east");
        assertThat(shop.cloud.provider().limits())
                .filteredOn(limit -> limit.name().equals(AwsLimits.COPIES))
                .singleElement()
                .satisfies(limit -> assertThat(limit.amount()).isEqualTo(20));
    }

    @Test
    void aliyun() {
        Shop shop = new Shop(CloudProfile.aliyun());
        assertThat(shop.shape(shop.take(List.of(shop.disks.get(0)), null)))
                .containsExactly("ecs:CreateSnapshot TOKEN west");
        assertThat(shop.shape(shop.take(shop.disks, HOOKS)))
                .containsExactly(
                        "ecs:RunCommand TOKEN west", "ecs:CreateSnapshotGroup TOKEN west", "ecs:RunCommand GOAL west");
        assertThat(shop.shape(shop.copy(ProductKind.SNAPSHOT, shop.cloud.location("east"))))
                .containsExactly("ecs:CopySnapshot TOKEN west");
        Primitive copy = shop.client
                .lower(shop.copy(ProductKind.SNAPSHOT, shop.cloud.location("east")))
                .primitives()
                .get(0);
        assertThat(copy.watchLane().region()).isEqualTo("east");
        assertThat(copy.limits()).anyMatch(use -> use.limit().equals(AliyunLimits.COPY_ORDER));
        assertThat(shop.shape(shop.back(0)))
                .containsExactly(
                        "ecs:StopInstance GOAL west", "ecs:ResetDisk GUARDED west", "ecs:StartInstance GOAL west");
        assertThat(shop.shape(shop.recover(ProductKind.SNAPSHOT)))
                .containsExactly(
                        "ecs:CreateImage.snapshots TOKEN east",
                        "ecs:RunInstances TOKEN east",
                        "ecs:DeleteImage GOAL east");
        assertThat(shop.shape(shop.copy(ProductKind.IMAGE, shop.cloud.location("east"))))
                .containsExactly("ecs:CopyImage TOKEN west");
    }

    @Test
    void azure() {
        Shop shop = new Shop(CloudProfile.azure());
        assertThat(shop.shape(shop.take(List.of(shop.disks.get(0)), null))).containsExactly("PUT snapshots NAMED west");
        assertThat(shop.shape(shop.take(shop.disks, HOOKS)))
                .containsExactly(
                        "POST runCommand ONCE west", "PUT restorePoints NAMED west", "POST runCommand GOAL west");
        assertThat(shop.shape(shop.copy(ProductKind.SNAPSHOT, shop.cloud.location("east"))))
                .containsExactly("PUT snapshots.copyStart NAMED east");
        assertThat(shop.shape(shop.back(0)))
                .containsExactly(
                        "PUT disks NAMED west",
                        "POST deallocate GOAL west",
                        "PUT virtualMachines#osDisk GUARDED west",
                        "POST start GOAL west");
        assertThat(shop.shape(shop.back(1)))
                .containsExactly(
                        "PUT disks NAMED west",
                        "POST deallocate GOAL west",
                        "PUT virtualMachines#detach GOAL west",
                        "PUT virtualMachines#attach GOAL west",
                        "POST start GOAL west");
        assertThat(shop.shape(shop.recover(ProductKind.SNAPSHOT)))
                .containsExactly("PUT disks NAMED east", "PUT virtualMachines NAMED east");
        assertThat(shop.shape(shop.copy(ProductKind.IMAGE, shop.cloud.location("east"))))
                .containsExactly("PATCH images GOAL west");
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void a_swap_that_is_undone_puts_everything_back(CloudProfile profile) {
        Shop shop = new Shop(profile);
        for (Primitive primitive : shop.client.lower(shop.back(0)).primitives()) {
            boolean last = primitive.completes().contains("a");
            boolean reset = primitive.type().equals(AliyunTypes.RESET_DISK);
            assertThat(primitive.undo().isEmpty()).as(primitive.name()).isEqualTo(last || reset);
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void the_thaw_hangs_on_the_answer_of_the_create_and_says_whether_the_guest_was_held(CloudProfile profile) {
        Shop shop = new Shop(profile);
        List<Primitive> all = shop.client.lower(shop.take(shop.disks, HOOKS)).primitives();
        Primitive thaw = all.get(2);
        assertThat(thaw.edges())
                .contains(
                        new Edge(all.get(1).name(), Edge.Kind.ANSWERED),
                        Edge.finallyAfter(all.get(0).name()));
        shop.client.run(all.get(0));
        Answer created = shop.client.start(all.get(1), Client.key(90));
        assertThat(created).isInstanceOf(Answer.Started.class);
        shop.client.run(thaw);
        // The commands of Azure alone may take longer than the dead-man waits.
        boolean held = shop.client.outputs(thaw.name()).truth("held");
        assertThat(held || profile.name().equals("azure")).isTrue();
        assertThat(shop.client.outputs(thaw.name()).get("held")).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void what_is_not_built_is_refused_before_any_call(CloudProfile profile) {
        Shop shop = new Shop(profile);
        var enrol = new Action.Enrol("a", shop.disks.get(0), shop.cloud.location("east"), Payload.Fields.EMPTY);
        assertThat(shop.client.lower(enrol).refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.failure().kind()).isEqualTo(FailureKind.UNSUPPORTED);
            assertThat(refusal.failure().cure()).isNotBlank();
        });
        Map<Facet, Facet.Status> facets = shop.cloud.provider().facets();
        assertThat(facets).hasSize(Facet.values().length).containsEntry(Facet.VAULTS, Facet.Status.NOT_YET);
        var lock = new Action.LockReplica(
                "a", shop.replica("west", ProductKind.IMAGE), Lock.Mode.GOVERNANCE, Duration.ofDays(1), Duration.ZERO);
        assertThat(shop.client.lower(lock).refusals()).hasSize(1);
        assertThat(Objects.requireNonNull(shop.cloud.truth()).effects()).hasSize(4);
    }
}
