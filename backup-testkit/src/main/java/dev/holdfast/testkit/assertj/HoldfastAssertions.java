// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.assertj;

import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.testkit.SimulatedCloud;
import org.jspecify.annotations.Nullable;

/** Where assertions begin: {@code import static dev.holdfast.testkit.assertj.HoldfastAssertions.assertThat}. */
public final class HoldfastAssertions {
    private HoldfastAssertions() {}

    /** Begins assertions on what really happened in a cloud. */
    public static SimulatedCloudAssert assertThat(@Nullable SimulatedCloud cloud) {
        return new SimulatedCloudAssert(cloud);
    }

    /** Begins assertions on a recovery point. */
    public static RecoveryPointAssert assertThat(@Nullable RecoveryPoint point) {
        return new RecoveryPointAssert(point);
    }
}
