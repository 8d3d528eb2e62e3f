// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Expected;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What was learned of how long things take, per lane and type: the median, on a logarithmic scale. */
final class Durations {
    private static final double WEIGHT = 0.05;

    private final Map<String, Double> logs = new HashMap<>();

    Duration median(Lane lane, String type, Expected expected) {
        Double learned = logs.get(lane + " " + type);
        return learned == null ? expected.usual() : Duration.ofNanos((long) Math.exp(learned));
    }

    void learn(Lane lane, String type, Expected expected, long nanos) {
        double before = log(expected.usual().toNanos());
        logs.merge(
                lane + " " + type,
                before + 0.3 * (log(nanos) - before),
                (old, first) -> old + WEIGHT * (log(nanos) - old));
    }

    private static double log(long nanos) {
        return Math.log((double) Math.max(1, nanos));
    }
}
