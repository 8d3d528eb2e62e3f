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
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each planted error is caught by the rule that it breaks, and by no other that it does not name. */
class PlantedErrorsTest {
    /** How many rules had a broken provider when this was last looked at: a number that shrinks fails. */
    private static final int AT_LEAST = 89;

    static List<Integer> errors() {
        return IntStream.range(0, BrokenProviders.all().size()).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void isCaughtByItsRule(int which) {
        Broken broken = BrokenProviders.all().get(which);
        Map<String, String> failed = PlantedErrors.run(BrokenKit.class, which);
        Set<String> expected = new TreeSet<>(broken.also());
        expected.add(broken.rule());
        assertThat(failed.keySet()).as("the rules that catch: %s", broken).isEqualTo(expected);
        assertThat(failed.get(broken.rule()))
                .as("what %s says of it", broken.rule())
                .contains(broken.rule() + " is broken: ")
                .hasSizeGreaterThan(60);
    }

    @Test
    void mostRulesHaveABrokenProvider(TestReporter reporter) {
        Set<String> without = new TreeSet<>();
        RuleBook.rules().forEach(rule -> without.add(rule.name()));
        int rules = without.size();
        BrokenProviders.all().forEach(broken -> without.remove(broken.rule()));
        reporter.publishEntry(
                "planted-errors",
                (rules - without.size()) + " of " + rules + " rules have a broken provider; none have " + without);
        assertThat(rules - without.size()).isGreaterThanOrEqualTo(AT_LEAST);
    }
}
