// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import dev.holdfast.spi.Payload;
import java.time.Duration;

/** Sends a call to a served cloud and waits for its answer. */
@FunctionalInterface
interface Exchange {
    /**
     * Sends a call.
     *
     * @param frame the call
     * @param deadline how long to wait, by whichever clock the host has
     * @return what was answered
     * @throws dev.holdfast.spi.CallFailure if it was refused, or nobody knows
     */
    Payload with(Payload.Fields frame, Duration deadline);
}
