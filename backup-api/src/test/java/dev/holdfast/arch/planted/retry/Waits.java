// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch.planted.retry;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import java.util.List;
import java.util.function.Supplier;

final class Waits {
    private Waits() {}

    static String executes(Retry retry) {
        return retry.executeSupplier(() -> "");
    }

    static Supplier<String> decorates(Retry retry) {
        return Retry.decorateSupplier(retry, () -> "");
    }

    static Object context(Retry retry) {
        return retry.context();
    }

    static Object randomized() {
        return IntervalFunction.ofRandomized(1);
    }

    static Object exponentialRandom() {
        return IntervalFunction.ofExponentialRandomBackoff();
    }

    static Object allowed(Retry retry) {
        return List.of(retry.asyncContext(), IntervalFunction.ofExponentialBackoff());
    }
}
