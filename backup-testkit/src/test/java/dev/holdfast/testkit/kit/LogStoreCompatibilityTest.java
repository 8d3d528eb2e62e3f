// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import java.util.Map;

/** The rules that the store in memory cannot be asked for can be kept: a file and a lock are enough. */
class LogStoreCompatibilityTest extends StoreCompatibilityKit {
    @Override
    protected StoreHarness harness() {
        return new LogHarness(LogFlaw.NONE, LogFlaw.NONE);
    }

    @Override
    protected Map<String, String> deviations() {
        return LogHarness.DEVIATIONS;
    }
}
