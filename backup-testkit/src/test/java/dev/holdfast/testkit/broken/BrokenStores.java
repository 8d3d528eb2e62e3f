// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import dev.holdfast.testkit.kit.LogFlaw;
import java.util.ArrayList;
import java.util.List;

/** The errors planted in stores: for the topics of the kit, in classes of their own. */
final class BrokenStores {
    private BrokenStores() {}

    static List<BrokenStore> all() {
        List<BrokenStore> all = new ArrayList<>();
        all.addAll(BrokenWrites.all());
        all.addAll(BrokenSets.all());
        all.addAll(BrokenLists.all());
        all.addAll(BrokenEvidence.all());
        all.addAll(BrokenHosts.all());
        all.addAll(BrokenArchives.all());
        all.addAll(logs());
        return all;
    }

    private static List<BrokenStore> logs() {
        return List.of(
                BrokenStore.log("HF-DUR-01", "counts its position anew", LogFlaw.COUNTS_ANEW),
                BrokenStore.child("HF-DUR-02", "writes a set in two parts", LogFlaw.WRITES_HALVES)
                        .and("HF-DUR-03", "HF-DUR-04"),
                BrokenStore.child("HF-DUR-03", "sees no other processes", LogFlaw.SEES_NO_OTHERS)
                        .and("HF-DUR-04"),
                BrokenStore.child("HF-DUR-04", "acknowledges what it writes later", LogFlaw.WRITES_LATE)
                        .and("HF-DUR-02", "HF-DUR-03"),
                BrokenStore.log("HF-AGN-01", "does again what was not answered", LogFlaw.FORGETS_ANSWERS)
                        .and("HF-AGN-03"),
                BrokenStore.log("HF-AGN-02", "fails after it has written", LogFlaw.WRITES_WHAT_IS_LOST),
                BrokenStore.log("HF-AGN-03", "takes equal sets for a repeat for ever", LogFlaw.REMEMBERS_TOO_LONG),
                BrokenStore.log("HF-MIG-01", "migrates by beginning anew", LogFlaw.DROPS_OLD_DATA),
                BrokenStore.log("HF-MIG-02", "opens what it does not know", LogFlaw.READS_ANY_FORM));
    }
}
