// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import dev.holdfast.testkit.kit.StoreCompatibilityKit;
import dev.holdfast.testkit.kit.StoreHarness;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The kit against the broken store that the configuration of the run names; no test by itself. */
@ExtendWith(BrokenStoreKit.Choice.class)
class BrokenStoreKit extends StoreCompatibilityKit {
    private final BrokenStore broken;

    BrokenStoreKit(BrokenStore broken) {
        this.broken = broken;
    }

    @Override
    protected StoreHarness harness() {
        return broken.harness().get();
    }

    @Override
    protected Map<String, String> deviations() {
        return broken.deviations();
    }

    static final class Choice implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == BrokenStore.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            int which = Integer.parseInt(
                    context.getConfigurationParameter(PlantedErrors.WHICH).orElseThrow());
            return BrokenStores.all().get(which);
        }
    }
}
