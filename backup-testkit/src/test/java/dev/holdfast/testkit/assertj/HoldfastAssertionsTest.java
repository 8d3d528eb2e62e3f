// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.assertj;

import static dev.holdfast.testkit.assertj.HoldfastAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.testkit.Scene;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.junit.SimulatedCloudExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedCloudExtension.class)
class HoldfastAssertionsTest {
    @Test
    void anEmptyRegionRunsNothing(SimulatedCloud cloud) {
        assertThat(cloud).hasNoDuplicates().leavesNothingRunningIn("west").hasSnapshotsIn("west", 0);
    }

    @Test
    void aRunningMachineIsNamed(SimulatedCloud cloud) {
        Scene west = cloud.scene("west").subnet("prod", "10.0.1.0/24");
        String id = west.database("db", "prod", "10.0.1.10").id();
        assertThat(cloud).hasMachinesIn("west", 1).leavesNothingRunningIn("east");
        assertThatThrownBy(() -> assertThat(cloud).leavesNothingRunningIn("west"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expected no machine to run in west")
                .hasMessageContaining(id);
    }
}
