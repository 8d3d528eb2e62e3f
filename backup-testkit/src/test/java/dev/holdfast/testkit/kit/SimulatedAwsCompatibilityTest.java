// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.testkit.profile.CloudProfile;

/** The simulated provider in the manner of Aws keeps the rules. */
class SimulatedAwsCompatibilityTest extends ProviderCompatibilityKit {
    @Override
    protected ProviderHarness harness() {
        return new SimulatedHarness(CloudProfile.aws());
    }
}
