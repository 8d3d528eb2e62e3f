// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;

/** What all kits share: rules, tested in topics, each with a harness of its own, and a report at the end. */
@ExtendWith(RuleReport.class)
abstract class RuledKit {
    /**
     * Rules that are not kept by what is tested, with the reason: in the code, where a reviewer sees them. They are skipped
     * and listed.
     *
     * @return reasons by the number of the rule
     */
    protected Map<String, String> deviations() {
        return Map.of();
    }
}
