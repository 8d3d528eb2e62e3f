// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch.planted.spi;

import dev.holdfast.arch.planted.Facade;
import dev.holdfast.arch.planted.internal.engine.SystemRuntime;
import io.github.resilience4j.retry.Retry;

final class LeansOnEngine {
    private LeansOnEngine() {}

    static Object engine() {
        return new SystemRuntime();
    }

    static Object facade() {
        return new Facade();
    }

    static Object retry(String name) {
        return Retry.ofDefaults(name);
    }
}
