// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.spi.Facet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a harness for each rule, skips what it does not offer, names the rule in failures, and reports at the end. */
final class RuleReport
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                TestExecutionExceptionHandler,
                TestWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(RuleReport.class);
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(RuleReport.class);

    /** What became of the rules of one class of tests. */
    private static final class Counts {
        final List<String> passed = Collections.synchronizedList(new ArrayList<>());
        final Map<String, String> failed = Collections.synchronizedMap(new TreeMap<>());
        final Map<String, String> skipped = Collections.synchronizedMap(new TreeMap<>());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (isOutermost(context)) {
            context.getStore(SPACE).put(Counts.class, new Counts());
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Optional<Rule> found = rule(context);
        if (found.isEmpty()) {
            return;
        }
        Rule rule = found.get();
        var instances = context.getRequiredTestInstances();
        RuledTopic topic = instances.findInstance(RuledTopic.class).orElseThrow();
        RuledKit kit = instances.findInstance(RuledKit.class).orElseThrow();
        String deviation = kit.deviations().get(rule.value());
        Assumptions.assumeTrue(deviation == null, "a deviation: " + deviation);
        topic.open(kit);
        for (Facet facet : rule.facets()) {
            Facet.Status status = topic.status(facet);
            Assumptions.assumeTrue(status == Facet.Status.BUILT, "facet " + facet + " is " + status);
        }
        for (Needs need : rule.needs()) {
            Assumptions.assumeTrue(topic.offers().contains(need), "the harness does not offer " + need);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        context.getTestInstances()
                .flatMap(instances -> instances.findInstance(RuledTopic.class))
                .ifPresent(RuledTopic::close);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        Optional<Rule> rule = rule(context);
        if (thrown instanceof TestAbortedException || rule.isEmpty()) {
            throw thrown;
        }
        throw new AssertionFailedError(
                rule.get().value() + " is broken: " + rule.get().says() + "\n" + thrown.getMessage(), thrown);
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        rule(context).ifPresent(rule -> counts(context).passed.add(rule.value()));
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        String reason = message(cause).replace("Assumption failed: ", "");
        rule(context).ifPresent(rule -> counts(context).skipped.put(rule.value(), reason));
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        rule(context).ifPresent(rule -> counts(context).failed.put(rule.value(), message(cause)));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        boolean off = context.getConfigurationParameter("holdfast.kit.report")
                .filter("off"::equals)
                .isPresent();
        if (off || !isOutermost(context)) {
            return;
        }
        Counts counts = counts(context);
        String name = context.getRequiredTestClass().getSimpleName();
        StringBuilder text =
                new StringBuilder("Compatibility kit, " + name + ": " + counts.passed.size() + " rules passed, "
                        + counts.failed.size() + " failed, " + counts.skipped.size() + " skipped, "
                        + notYet(context) + " not yet");
        counts.failed.forEach((rule, why) ->
                text.append("\n  failed  ").append(rule).append(": ").append(why));
        counts.skipped.forEach((rule, why) ->
                text.append("\n  skipped ").append(rule).append(": ").append(why));
        String line = "kit=" + name + " passed=" + counts.passed.size() + " failed="
                + String.join(",", counts.failed.keySet()) + " skipped=" + String.join(",", counts.skipped.keySet());
        context.publishReportEntry("holdfast-kit", line);
        LOG.info("{}\n{}", text, line);
    }

    private static Optional<Rule> rule(ExtensionContext context) {
        return context.getTestMethod().map(method -> method.getAnnotation(Rule.class));
    }

    private static Counts counts(ExtensionContext context) {
        Counts counts = context.getStore(SPACE).get(Counts.class, Counts.class);
        return Objects.requireNonNull(counts, "counts of rules");
    }

    private static boolean isOutermost(ExtensionContext context) {
        return context.getRequiredTestClass().getEnclosingClass() == null
                || !RuledTopic.class.isAssignableFrom(context.getRequiredTestClass());
    }

    private static int notYet(ExtensionContext context) {
        boolean ofProviders = ProviderCompatibilityKit.class.isAssignableFrom(context.getRequiredTestClass());
        return ofProviders ? RuleBook.reserved().size() : 0;
    }

    private static String message(@Nullable Throwable cause) {
        return cause == null ? "no reason" : String.valueOf(cause.getMessage());
    }
}
