// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import dev.holdfast.testkit.kit.ProviderCompatibilityKit;
import dev.holdfast.testkit.kit.ProviderHarness;
import dev.holdfast.testkit.kit.SimulatedHarness;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The kit against the broken provider that the configuration of the run names; no test by itself. */
@ExtendWith(BrokenKit.Choice.class)
class BrokenKit extends ProviderCompatibilityKit {
    private final Broken broken;

    BrokenKit(Broken broken) {
        this.broken = broken;
    }

    @Override
    protected ProviderHarness harness() {
        return new SimulatedHarness(broken.profile(), broken.spoil());
    }

    static final class Choice implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Broken.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            int which = Integer.parseInt(
                    context.getConfigurationParameter(PlantedErrors.WHICH).orElseThrow());
            return BrokenProviders.all().get(which);
        }
    }
}
