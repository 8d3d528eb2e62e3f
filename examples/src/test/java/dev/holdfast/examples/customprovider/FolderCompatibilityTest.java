// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.customprovider;

import dev.holdfast.testkit.kit.ProviderCompatibilityKit;
import dev.holdfast.testkit.kit.ProviderHarness;

// region kit
/** The example keeps the rules that every provider keeps. */
class FolderCompatibilityTest extends ProviderCompatibilityKit {
    @Override
    protected ProviderHarness harness() {
        return new FolderHarness();
    }
}
// endregion
