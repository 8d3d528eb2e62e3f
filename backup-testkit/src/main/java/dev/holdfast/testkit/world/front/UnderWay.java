// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.front;

import dev.holdfast.testkit.world.fault.FaultScript;
import java.time.Duration;

/** Something that was sent and is not answered. */
interface UnderWay {
    /** Who sent it. */
    String host();

    /** Its sender stopped. */
    void abandon(FaultScript.UnderWay underWay, Duration lateBy);
}
