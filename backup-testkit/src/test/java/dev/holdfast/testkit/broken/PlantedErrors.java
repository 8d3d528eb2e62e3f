// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a kit against what is broken. */
final class PlantedErrors {
    /** The parameter of a run that names the error by its place in the list. */
    static final String WHICH = "holdfast.broken";

    private PlantedErrors() {}

    /** What failed: messages by the rule that says so. */
    static Map<String, String> run(Class<?> kit, int which) {
        Map<String, String> failed = new TreeMap<>();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(kit))
                .configurationParameter(WHICH, String.valueOf(which))
                .configurationParameter("holdfast.kit.report", "off")
                .build();
        var config = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .build();
        LauncherFactory.create(config).execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result.getThrowable().ifPresent(thrown -> {
                    if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                        String message = String.valueOf(thrown.getMessage());
                        int end = message.indexOf(" is broken");
                        failed.put(end < 0 ? test.getDisplayName() : message.substring(0, end), message);
                    }
                });
            }
        });
        return failed;
    }
}
