// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.benchmark;

import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.world.limit.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How much less, or more, the cloud gives than its documents and the provider say; and what another tool takes of it. What
 * was left at each moment is asked of the simulator after the run.
 *
 * @param part of what is declared: 0.5 or 1.5
 * @param share what another tool takes of that in bursts
 * @param burst the median length of a burst
 * @param calm the median time between two
 */
record Shortage(double part, double share, Duration burst, Duration calm) {
    /** What is declared holds, and nobody else is there. */
    static final Shortage NONE = new Shortage(1, 0, Duration.ZERO, Duration.ZERO);

    static final List<String> RULES =
            List.of("copies-per-destination", "pending-per-account", "snapshot-calls", "mutate", "describe");

    static Shortage of(double part) {
        return new Shortage(part, 0.4, Duration.ofMinutes(30), Duration.ofHours(1));
    }

    boolean isNone() {
        return share == 0;
    }

    void begin(SimulatedCloud cloud, String... regions) {
        if (isNone()) {
            return;
        }
        for (String region : regions) {
            for (String rule : RULES) {
                Limits limits = cloud.region(region).limits();
                limits.scale(rule, part);
                limits.anotherTool(
                        rule,
                        share,
                        burst,
                        calm,
                        cloud.world()
                                .chance()
                                .named("another-tool")
                                .named(region)
                                .named(rule));
            }
        }
    }

    /** When so much slot time has passed through, if each slot that was left was in use at every moment. */
    static Duration slots(List<Limits.Left> left, Instant begun, long declared, Duration slotTime) {
        double open = slotTime.toMillis();
        double millis = 0;
        Instant at = begun;
        double part = 1;
        for (Limits.Left each : left) {
            if (each.from().isAfter(at)) {
                double span = Duration.between(at, each.from()).toMillis();
                double most = Math.min((double) declared, Math.floor(declared * part));
                if (open <= span * most) {
                    break;
                }
                open -= span * most;
                millis += span;
                at = each.from();
            }
            part = each.part();
        }
        return Duration.ofMillis((long) (millis + open / Math.min((double) declared, Math.floor(declared * part))));
    }

    /** When so many calls have gone through, at the rate that was left at every moment. */
    static Duration calls(List<Limits.Left> left, Instant begun, Clouds.Bucket bucket, long calls) {
        double open = calls - bucket.capacity();
        double millis = 0;
        Instant at = begun;
        double part = 1;
        for (Limits.Left each : left) {
            if (each.from().isAfter(at)) {
                double span = Duration.between(at, each.from()).toMillis();
                double rate = bucket.perSecond() * Math.min(1, part) / 1_000;
                if (open <= span * rate) {
                    break;
                }
                open -= span * rate;
                millis += span;
                at = each.from();
            }
            part = each.part();
        }
        return Duration.ofMillis(
                (long) (millis + Math.max(0, open) / (bucket.perSecond() * Math.min(1, part) / 1_000)));
    }
}
