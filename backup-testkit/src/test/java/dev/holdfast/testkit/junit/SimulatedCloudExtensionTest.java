// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.profile.CloudProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SimulatedCloudExtensionTest {
    @RegisterExtension
    static final SimulatedCloudExtension CLOUD =
            SimulatedCloudExtension.of(CloudProfile::azure, "north").seed(7);

    @Test
    void givesACloudAsAsked(SimulatedCloud cloud, SimulatedCloud same) {
        assertThat(cloud).isSameAs(same);
        assertThat(cloud.profile().name()).isEqualTo("azure");
        assertThat(cloud.region("north").isAlive()).isTrue();
        cloud.kill("north");
    }

    @Test
    void givesEachTestItsOwn(SimulatedCloud cloud) {
        assertThat(cloud.region("north").isAlive()).isTrue();
        cloud.kill("north");
    }
}
