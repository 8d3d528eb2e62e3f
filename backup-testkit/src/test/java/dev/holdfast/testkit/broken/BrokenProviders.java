// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import java.util.ArrayList;
import java.util.List;

/** The planted errors: for each topic of the kit, in a class of that topic. */
final class BrokenProviders {
    private BrokenProviders() {}

    static List<Broken> all() {
        List<Broken> all = new ArrayList<>();
        all.addAll(BrokenLowerings.all());
        all.addAll(BrokenReads.all());
        all.addAll(BrokenSnapshots.all());
        all.addAll(BrokenCopies.all());
        all.addAll(BrokenRestores.all());
        all.addAll(BrokenRepeats.all());
        all.addAll(BrokenLooks.all());
        all.addAll(BrokenObservations.all());
        all.addAll(BrokenFailures.all());
        return all;
    }
}
