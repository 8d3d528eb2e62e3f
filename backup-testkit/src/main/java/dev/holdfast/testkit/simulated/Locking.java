// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.protection.Lock;
import dev.holdfast.spi.Payload;

/** How a lock is asked for. */
final class Locking {
    private Locking() {}

    static Payload.Fields arguments(String snapshot, Lock lock) {
        return Payload.Fields.EMPTY
                .with("snapshot", snapshot)
                .with("mode", lock.mode().name())
                .with("until", lock.until() == null ? null : new Payload.Time(lock.until()))
                .with(
                        "coolingOffUntil",
                        lock.coolingOffUntil() == null ? null : new Payload.Time(lock.coolingOffUntil()));
    }
}
