// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.arch;

import static com.tngtech.archunit.core.importer.ImportOption.Predefined.DO_NOT_INCLUDE_TESTS;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.holdfast.arch.HouseRules.Rule;
import dev.holdfast.arch.HouseRules.Scope;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds this module, and what it is built on, to the rules of the house. */
class HouseRulesTest {
    private static final String ROOT = "dev.holdfast";

    private static final JavaClasses MAIN =
            new ClassFileImporter().withImportOption(DO_NOT_INCLUDE_TESTS).importPackages(ROOT);

    private static final JavaClasses MAIN_AND_TESTS = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/dev/holdfast/arch/planted/"))
            .importPackages(ROOT);

    static List<Rule> rules() {
        return new HouseRules(ROOT).all();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void isKept(Rule rule) {
        rule.arch().check(rule.scope() == Scope.MAIN ? MAIN : MAIN_AND_TESTS);
    }
}
