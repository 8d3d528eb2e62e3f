// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.simple.SimpleServiceProvider;
import org.slf4j.spi.MDCAdapter;

/** The tests' log with an MDC, which slf4j-simple has none of. Named by a system property in the POM. */
public final class LogsWithContext extends SimpleServiceProvider {
    private final MDCAdapter context = new BasicMDCAdapter();

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }
}
