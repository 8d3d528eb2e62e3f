// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import dev.holdfast.testkit.kit.StoreCompatibilityKit;
import dev.holdfast.testkit.kit.StoreHarness;

/** The rules for stores. */
class SqliteCompatibilityTest extends StoreCompatibilityKit {
    @Override
    protected StoreHarness harness() {
        return new JdbcHarness(Database.Kind.SQLITE);
    }
}
