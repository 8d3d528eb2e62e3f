// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.operation.Lane;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether and after how long a fault is tried again; the runtime waits. One named retry per lane and API, so
 * that their events and metrics can be had from the registry. Jitter comes from the seed.
 */
final class Backoff {
    /** Tries of one request in a row, waits for limits and slots not counted. */
    static final int ATTEMPTS = 8;

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final RetryRegistry registry = RetryRegistry.of(RetryConfig.custom()
            .maxAttempts(ATTEMPTS)
            .intervalFunction(IntervalFunction.ofExponentialBackoff(FIRST, 2, LONGEST))
            .build());
    private final Map<Object, Retry.AsyncContext<Object>> contexts = new HashMap<>();
    private final SplittableRandom chance;

    Backoff(long seed) {
        chance = new SplittableRandom(seed);
    }

    /** How long to wait before the next try of what is named by {@code subject}, or {@code null} to give up. */
    @Nullable
    Duration next(Object subject, Lane lane, String api, Throwable fault, @Nullable Duration asked) {
        Retry.AsyncContext<Object> context = contexts.computeIfAbsent(
                subject, s -> registry.retry(lane + ":" + api).asyncContext());
        long millis = context.onError(fault);
        if (millis < 0) {
            contexts.remove(subject);
            return null;
        }
        Duration jittered = Duration.ofMillis(millis + chance.nextLong(Math.max(1, millis / 2)));
        return asked != null && asked.compareTo(jittered) > 0 ? asked : jittered;
    }

    /** It went well, or ended otherwise: the next fault counts from the beginning. */
    void clear(Object subject) {
        Retry.AsyncContext<Object> context = contexts.remove(subject);
        if (context != null) {
            context.onComplete();
        }
    }
}
