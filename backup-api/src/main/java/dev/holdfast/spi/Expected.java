// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.time.Duration;

/**
 * How long something takes, as far as the provider can tell beforehand. The engine learns better.
 *
 * @param usual the usual time; enters forecasts
 * @param suspicious beyond this an event is raised
 * @param last beyond this the step is parked; what it makes is neither deleted nor forgotten
 */
public record Expected(Duration usual, Duration suspicious, Duration last) {
    /** A change that is done when it is answered. */
    public static final Expected AT_ONCE =
            new Expected(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(30));

    /**
     * Checks that the three grow.
     *
     * @param usual the usual time; enters forecasts
     * @param suspicious beyond this an event is raised
     * @param last beyond this the step is parked; what it makes is neither deleted nor forgotten
     * @throws IllegalArgumentException if they do not
     */
    public Expected {
        if (usual.isNegative() || suspicious.compareTo(usual) < 0 || last.compareTo(suspicious) < 0) {
            throw new IllegalArgumentException(
                    "Expected times must grow: usual " + usual + ", suspicious " + suspicious + ", last " + last);
        }
    }

    /**
     * Times derived from the usual one: suspicious at 6 times, last at 30 times but not below two hours. Log-normal
     * durations with σ 0.8 exceed 6 times their median once in 80, 30 times once in 100,000.
     *
     * @param usual the usual time
     * @return the three times
     */
    public static Expected about(Duration usual) {
        Duration last = usual.multipliedBy(30);
        Duration floor = Duration.ofHours(2);
        return new Expected(usual, usual.multipliedBy(6), last.compareTo(floor) < 0 ? floor : last);
    }
}
