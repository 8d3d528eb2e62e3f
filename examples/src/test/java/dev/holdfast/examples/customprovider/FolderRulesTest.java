// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.customprovider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.holdfast.testkit.kit.Rule;
import dev.holdfast.testkit.kit.RuleBook;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What the guide says of the example and the kit is what the kit says. */
class FolderRulesTest {
    private static final Path GUIDE = Path.of("..", "docs", "spi-guide.md");

    @Test
    void theGuideNamesTheRulesThatAreSkipped() throws IOException {
        Map<TestExecutionResult.Status, Map<String, Set<String>>> became = run();
        Map<String, Set<String>> skipped = became.getOrDefault(TestExecutionResult.Status.ABORTED, Map.of());
        int count = skipped.values().stream().mapToInt(Set::size).sum();
        StringBuilder table = new StringBuilder("<!-- skipped rules: begin -->\n");
        table.append(RuleBook.rules().size() - count)
                .append(" of ")
                .append(RuleBook.rules().size())
                .append(" rules pass; these are skipped:\n\n| because | rules |\n|---|---|\n");
        skipped.forEach((reason, rules) -> table.append("| ")
                .append(reason)
                .append(" | ")
                .append(String.join(", ", rules))
                .append(" |\n"));
        assertThat(became.getOrDefault(TestExecutionResult.Status.FAILED, Map.of()))
                .isEmpty();
        assertThat(GUIDE).content().contains(table.append("<!-- skipped rules: end -->\n"));
    }

    /** Runs the kit: the rules by what became of them, and why. */
    private static Map<TestExecutionResult.Status, Map<String, Set<String>>> run() {
        Map<TestExecutionResult.Status, Map<String, Set<String>>> became = new TreeMap<>();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(FolderCompatibilityTest.class))
                .configurationParameter("holdfast.kit.report", "off")
                .build();
        var config = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .build();
        LauncherFactory.create(config).execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                String why = result.getThrowable()
                        .map(thrown -> String.valueOf(thrown.getMessage()).replace("Assumption failed: ", ""))
                        .orElse("");
                String rule = test.getSource()
                        .filter(MethodSource.class::isInstance)
                        .map(source -> ((MethodSource) source).getJavaMethod().getAnnotation(Rule.class))
                        .map(Rule::value)
                        .orElse(test.getDisplayName());
                if (test.isTest() || result.getStatus() == TestExecutionResult.Status.FAILED) {
                    became.computeIfAbsent(result.getStatus(), status -> new TreeMap<>())
                            .computeIfAbsent(why, reason -> new TreeSet<>())
                            .add(rule);
                }
            }
        });
        assertThat(became).containsKey(TestExecutionResult.Status.SUCCESSFUL);
        return became;
    }
}
