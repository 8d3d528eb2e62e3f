// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.StepKey;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * For whom a call is made, as whatever logs during the call finds it in the MDC of its thread.
 *
 * @param operation whose call it is; {@code null} if several operations share it, or none asked for it
 * @param step the number of the step whose call it is; {@code null} if several share it
 */
record DiagnosticContext(
        @Nullable OperationId operation, @Nullable Integer step) {
    private static final String OPERATION = "holdfast.operation";
    private static final String STEP = "holdfast.step";
    private static final String LANE = "holdfast.lane";

    /** Nobody asked for it. */
    static final DiagnosticContext NONE = new DiagnosticContext(null, null);

    static DiagnosticContext of(LiveStep step) {
        return new DiagnosticContext(step.run.id, step.node.number());
    }

    static DiagnosticContext of(Collection<LiveStep> steps) {
        return shared(steps.stream().map(DiagnosticContext::of));
    }

    static DiagnosticContext of(Stream<StepKey> keys) {
        return shared(keys.map(key -> new DiagnosticContext(key.operation(), key.step())));
    }

    private static DiagnosticContext shared(Stream<DiagnosticContext> all) {
        return all.reduce((one, two) -> one.equals(two)
                        ? one
                        : new DiagnosticContext(
                                one.operation != null && one.operation.equals(two.operation) ? one.operation : null,
                                null))
                .orElse(NONE);
    }

    /** The same work, with this in the MDC while it runs, and what was there before it afterwards. */
    <T> Callable<T> around(@Nullable Lane lane, Callable<T> work) {
        return () -> {
            Map<String, @Nullable String> before = new TreeMap<>();
            try {
                put(OPERATION, operation, before);
                put(STEP, step, before);
                put(LANE, lane, before);
                return work.call();
            } finally {
                // Not cleared: the thread may be one of the application's, which has its own.
                before.forEach(DiagnosticContext::set);
            }
        };
    }

    private static void put(String key, @Nullable Object value, Map<String, @Nullable String> before) {
        before.put(key, MDC.get(key));
        set(key, value == null ? null : value.toString());
    }

    private static void set(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
