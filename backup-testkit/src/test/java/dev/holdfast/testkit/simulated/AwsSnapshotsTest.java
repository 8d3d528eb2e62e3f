// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.Lane;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaRef;
import dev.holdfast.spi.Sighting;
import dev.holdfast.testkit.Scene;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.Machine;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AwsSnapshotsTest {
    private final SimulatedCloud cloud = SimulatedCloud.builder(CloudProfile.aws())
            .region("west")
            .region("east")
            .build();
    private final Scene west = cloud.scene("west").subnet("prod", "10.0.1.0/24");
    private final Machine database = west.database("db", "prod", "10.0.1.10");
    private final Client client = new Client(cloud);

    private Action.TakeSnapshots take(List<ResourceId> disks, @Nullable GuestHooks hooks) {
        ConsistencyLevel level = hooks == null ? ConsistencyLevel.CRASH : ConsistencyLevel.APPLICATION;
        return new Action.TakeSnapshots(
                "a", new RecoveryPointId("p-1"), List.of(west.id(database)), disks, level, level, hooks);
    }

    @Test
    void the_volumes_of_an_instance_are_taken_by_one_marked_call_between_freeze_and_thaw() {
        GuestHooks hooks = new GuestHooks(List.of("freeze"), List.of("thaw"), Duration.ofSeconds(60));
        var group = client.lower(take(west.disksOf(database), hooks));
        assertThat(group.primitives())
                .extracting(Primitive::type)
                .containsExactly(AwsTypes.SEND_COMMAND, AwsTypes.CREATE_SNAPSHOTS, AwsTypes.SEND_COMMAND);
        assertThat(group.primitives())
                .extracting(Primitive::repeat)
                .containsExactly(RepeatClass.ONCE, RepeatClass.MARKED, RepeatClass.GOAL);
        client.run(take(west.disksOf(database), hooks));
        assertThat(client.members("a.snapshots-" + database.id()))
                .hasSize(3)
                .allMatch(member -> member.cloudId() != null);
        // The least engine waits for the snapshots, which is longer than any dead-man.
        assertThat(client.outputs("a.thaw-" + database.id()).truth("held")).isFalse();
    }

    @Test
    void a_snapshot_is_copied_by_a_call_in_the_destination_and_deleted() {
        ResourceId disk = west.disksOf(database).get(1);
        client.run(take(List.of(disk), null));
        String snapshot = client.id("a.snapshot-" + disk.id());
        var from = ReplicaRef.of(Lane.of(west.location()), ProductKind.SNAPSHOT, snapshot, disk, 0);
        var copy = new Action.CopyReplica("b", new RecoveryPointId("p-1"), from, cloud.location("east"), null, null);
        Primitive lowered = client.lower(copy).primitives().get(0);
        assertThat(lowered.lane().region()).isEqualTo("east");
        client.run(copy);
        String made = client.id("b.copy");
        assertThat(cloud.truth().thing("east", made)).isPresent();
        var there = ReplicaRef.of(Lane.of(cloud.location("east")), ProductKind.SNAPSHOT, made, disk, 0);
        client.run(new Action.DeleteReplica("c", there));
        assertThat(cloud.truth().existing("SNAPSHOT")).extracting("id").containsExactly(snapshot);
    }

    @Test
    void a_marked_call_is_found_again_by_its_key_once_it_is_visible() {
        ResourceId disk = west.disksOf(database).get(1);
        Primitive primitive =
                client.lower(take(List.of(disk), null)).primitives().get(0);
        client.start(primitive, Client.key(7));
        cloud.advance(Duration.ofSeconds(20));
        assertThat(client.find(primitive, Client.key(8))).isEmpty();
        assertThat(client.find(primitive, Client.key(7))).singleElement().isInstanceOf(Sighting.Ours.class);
        assertThat(cloud.truth().timesTookEffect(Client.key(7).mark())).isEqualTo(1);
    }
}
