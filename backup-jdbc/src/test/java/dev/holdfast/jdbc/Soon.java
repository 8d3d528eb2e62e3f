// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what other threads and processes do. */
final class Soon {
    private static final int STEP = 10;

    private Soon() {}

    /** Waits until something holds, and says whether it did in time. */
    static boolean holds(Duration atMost, BooleanSupplier condition) throws InterruptedException {
        for (long left = atMost.toMillis(); left > 0; left -= STEP) {
            if (condition.getAsBoolean()) {
                return true;
            }
            pass(Duration.ofMillis(STEP));
        }
        return condition.getAsBoolean();
    }

    /** Lets time pass. */
    static void pass(Duration time) throws InterruptedException {
        if (new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("Nobody counts this down");
        }
    }
}
