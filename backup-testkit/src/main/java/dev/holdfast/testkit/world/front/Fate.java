// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.front;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the fault script has in store for the work that a request starts.
 *
 * @param slow factor on its duration
 * @param stuck whether it never ends
 * @param failsLater whether it fails at its end
 * @param debris whether a failed thing stays
 * @param invisible how long what it makes does not show; null: as drawn
 */
public record Fate(
        double slow,
        boolean stuck,
        boolean failsLater,
        boolean debris,
        @Nullable Duration invisible) {

    /** All goes well. */
    public static final Fate GOOD = new Fate(1, false, false, false, null);
}
