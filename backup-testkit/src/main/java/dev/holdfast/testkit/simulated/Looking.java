// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.ReadProfile;
import java.time.Duration;
import java.util.List;

/**
 * How this cloud is asked about something.
 *
 * @param api which request
 * @param limit the declared rate that it takes from
 * @param key which counter of it
 * @param batch how many things one request serves
 * @param least the least time between two
 * @param visible the declared bound after which a thing is shown
 */
record Looking(String api, String limit, String key, int batch, Duration least, Duration visible) {
    LimitUse use() {
        return LimitUse.one(limit, key);
    }

    ReadProfile profile() {
        return new ReadProfile(batch, List.of(use()), least, visible, CallContext.DEFAULT_DEADLINE);
    }
}
