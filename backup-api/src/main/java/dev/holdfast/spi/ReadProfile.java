// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What a look costs and how it behaves.
 *
 * @param batch the largest number of tasks, traces or ids that one request serves
 * @param limits what one request takes
 * @param leastInterval the least time between two looks at one thing
 * @param visibility the bound after which what was made is shown by this look, as far as the cloud promises or shows
 * @param deadline how long a request may take
 */
public record ReadProfile(
        int batch, List<LimitUse> limits, Duration leastInterval, Duration visibility, Duration deadline) {
    /**
     * Copies the list.
     *
     * @param batch the largest number of tasks, traces or ids that one request serves
     * @param limits what one request takes
     * @param leastInterval the least time between two looks at one thing
     * @param visibility the bound after which what was made is shown by this look, as far as the cloud promises or shows
     * @param deadline how long a request may take
     * @throws IllegalArgumentException if the batch is not positive or a time is negative
     */
    public ReadProfile {
        limits = List.copyOf(limits);
        Objects.requireNonNull(deadline, "deadline");
        if (batch < 1 || leastInterval.isNegative() || visibility.isNegative()) {
            throw new IllegalArgumentException("A look serves at least one thing, and takes no negative time");
        }
    }
}
