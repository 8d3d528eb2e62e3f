// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch.planted.resource;

import dev.holdfast.arch.planted.internal.engine.SystemRuntime;

final class ReachesIn {
    private ReachesIn() {}

    static Object reach() {
        return new SystemRuntime();
    }
}
