// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.spi.Store;
import java.util.function.UnaryOperator;

/** The store in memory keeps the rules that apply to it. */
class InMemoryStoreCompatibilityTest extends StoreCompatibilityKit {
    @Override
    protected StoreHarness harness() {
        return new InMemoryHarness(UnaryOperator.<Store>identity());
    }
}
