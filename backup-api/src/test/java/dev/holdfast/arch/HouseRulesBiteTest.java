// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.holdfast.arch.HouseRules.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule that never reports anything looks like a rule that is kept; so each is shown what it must report. */
class HouseRulesBiteTest {
    private static final String ROOT = "dev.holdfast.arch.planted";

    private static final List<Rule> RULES = new HouseRules(ROOT).all();

    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(ROOT);

    /**
     * What one rule must say of the planted classes.
     *
     * @param rule its name
     * @param reported what its report names
     * @param unreported what its report does not name
     */
    record Case(String rule, List<String> reported, List<String> unreported) {
        @Override
        public String toString() {
            return rule;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case("packages have no cycles", List.of("Slice one", "Slice two"), List.of("Slice aws")),
                new Case(
                        "nobody reads a clock, sleeps or draws chance",
                        List.of(
                                "Clocks.sleeps(",
                                "Clocks.sleepsByUnit(",
                                "Clocks.parks(",
                                "Clocks.now(",
                                "Clocks.localNow(",
                                "Clocks.refersToNow(",
                                "Clocks.millis(",
                                "Clocks.nanos(",
                                "Clocks.systemClock(",
                                "Clocks.systemSource(",
                                "Clocks.date(",
                                "Clocks.uuid(",
                                "Clocks.mathRandom(",
                                "Clocks.random(",
                                "Clocks.splittable(",
                                "Clocks.threadLocal(",
                                "Clocks.shuffles(",
                                "Clocks.timer(",
                                "Clocks.delays(",
                                "Clocks.timesOut(",
                                "Clocks.async(",
                                "Clocks.thenAsync("),
                        List.of("Clocks.allowed", "SystemRuntime")),
                new Case(
                        "resilience4j decides and never waits",
                        List.of(
                                "Waits.executes",
                                "Waits.decorates",
                                "Waits.context",
                                "Waits.randomized",
                                "Waits.exponentialRandom"),
                        List.of("Waits.allowed")),
                new Case(
                        "internals stay inside",
                        List.of("ReachesIn.reach", "Peeks.peek", "LeansOnEngine.engine"),
                        List.of("Own.allowed")),
                new Case(
                        "names say what a class is",
                        List.of("DiskManager ", "DiskHelper ", "DiskUtil ", "DiskUtils ", "DiskImpl "),
                        List.of("Utility")),
                new Case("packages are null-marked", List.of("Unmarked "), List.of("Clocks", "Facade")),
                new Case(
                        "public classes are closed",
                        List.of("open.Open ", "Open$Half "),
                        List.of("Sealed", "Leaf", "DiskCompatibilityKit", "Failure", "Facade")),
                new Case(
                        "the library logs by slf4j",
                        List.of("Prints.out", "Prints.err", "Prints.logger", "Prints.trace"),
                        List.of("Waits")),
                new Case(
                        "the SPI rests on values only",
                        List.of("LeansOnEngine.engine", "LeansOnEngine.facade", "LeansOnEngine.retry"),
                        List.of("ReachesIn")),
                new Case(
                        "the API shows no foreign types",
                        List.of("ShowsForeign.field", "ShowsForeign.parameter", "ShowsForeign.result"),
                        List.of("ShowsForeign.allowed", "ShowsForeign.hidden", "Waits")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reportsWhatIsPlantedAndNothingElse(Case planted) {
        Rule rule = RULES.stream()
                .filter(candidate -> candidate.name().equals(planted.rule()))
                .findFirst()
                .orElseThrow();

        String report = String.join(
                "\n", rule.arch().evaluate(PLANTED).getFailureReport().getDetails());

        assertThat(report).contains(planted.reported());
        if (!planted.unreported().isEmpty()) {
            assertThat(report).doesNotContain(planted.unreported());
        }
    }

    @Test
    void everyRuleIsShownToBite() {
        assertThat(cases())
                .extracting(Case::rule)
                .containsExactlyElementsOf(RULES.stream().map(Rule::name).toList());
    }
}
