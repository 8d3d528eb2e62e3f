// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.testkit.profile.CloudProfile;

/** The simulated provider in the manner of Aliyun keeps the rules. */
class SimulatedAliyunCompatibilityTest extends ProviderCompatibilityKit {
    @Override
    protected ProviderHarness harness() {
        return new SimulatedHarness(CloudProfile.aliyun());
    }
}
