// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.operation.Lane;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ActionTest {
    private static final Location HERE = Location.of("aws", "1", "eu-west-1");
    private static final Location THERE = Location.of("aws", "1", "eu-north-1");
    private static final RecoveryPointId POINT = new RecoveryPointId("p");
    private static final ResourceId DISK = ResourceId.disk(HERE, "d");
    private static final ResourceId MACHINE = ResourceId.machine(HERE, "m");

    private static void refuses(List<ResourceId> machines, List<ResourceId> disks, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Action.TakeSnapshots(
                        "a", POINT, machines, disks, ConsistencyLevel.CRASH, ConsistencyLevel.CRASH, null))
                .withMessageContaining(why);
    }

    @Test
    void snapshotsAreOfDisksInOneLane() {
        refuses(List.of(), List.of(), "need a disk");
        refuses(List.of(), List.of(MACHINE), "is no DISK");
        refuses(List.of(DISK), List.of(DISK), "is no MACHINE");
        refuses(List.of(), List.of(DISK, ResourceId.disk(THERE, "d")), "does not lie in");
        refuses(List.of(ResourceId.machine(THERE, "m")), List.of(DISK), "does not lie in");
    }

    @Test
    void anImageIsOfAMachineAndAsksForNoMoreThanItAccepts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Action.TakeImage(
                        "a", POINT, DISK, List.of(), ConsistencyLevel.CRASH, ConsistencyLevel.CRASH, null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Action.TakeImage(
                        "a", POINT, MACHINE, List.of(DISK), ConsistencyLevel.CRASH, ConsistencyLevel.APPLICATION, null))
                .withMessageContaining("floor");
    }

    @Test
    void aCopyGoesElsewhereOrUnderAnotherKey() {
        ReplicaRef from = ReplicaRef.of(Lane.of(HERE), ProductKind.SNAPSHOT, "s", DISK, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Action.CopyReplica("a", POINT, from, HERE, null, null))
                .withMessageContaining("needs a key");
        assertThat(new Action.CopyReplica("a", POINT, from, HERE, new EncryptionKey(HERE, "k"), null).lane())
                .isEqualTo(from.lane());
        assertThat(new Action.CopyReplica("a", POINT, from, THERE, null, null).lane())
                .isEqualTo(Lane.of(THERE));
    }

    @Test
    void aScheduleIsForSomething() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Action.RemoveSchedule("a", "daily", HERE, List.of()))
                .withMessageContaining("at least one");
    }
}
