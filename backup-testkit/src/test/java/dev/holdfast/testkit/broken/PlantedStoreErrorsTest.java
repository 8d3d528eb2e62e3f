// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.kit.RuleBook;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each error that is planted in a store is caught by the rule that it breaks, and by no other that it does not name. */
class PlantedStoreErrorsTest {
    static List<Integer> errors() {
        return IntStream.range(0, BrokenStores.all().size()).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void isCaughtByItsRule(int which) {
        BrokenStore broken = BrokenStores.all().get(which);
        Map<String, String> failed = PlantedErrors.run(BrokenStoreKit.class, which);
        Set<String> expected = new TreeSet<>(broken.also());
        expected.add(broken.rule());
        if (broken.rule().startsWith("HF-DUR-")) {
            // What a kill shows beside it depends on the moment at which it comes.
            expected.retainAll(failed.keySet());
            expected.add(broken.rule());
        }
        assertThat(failed.keySet()).as("the rules that catch: %s", broken).isEqualTo(expected);
        assertThat(failed.get(broken.rule()))
                .as("what %s says of it", broken.rule())
                .contains(broken.rule() + " is broken: ")
                .hasSizeGreaterThan(60);
    }

    @Test
    void everyRuleHasABrokenStore() {
        Set<String> without = new TreeSet<>();
        RuleBook.storeRules().forEach(rule -> without.add(rule.name()));
        BrokenStores.all().forEach(broken -> without.remove(broken.rule()));
        assertThat(without).as("rules without a broken store").isEmpty();
    }
}
