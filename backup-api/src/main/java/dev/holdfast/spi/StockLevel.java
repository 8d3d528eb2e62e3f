// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.List;
import java.util.Objects;

/**
 * How full a stock is.
 *
 * @param limit the name of the declared limit
 * @param key which of its counters
 * @param used how much is taken, by whomever
 * @param allowed how much there may be
 * @param fillers cloud ids of what fills it, as far as one page shows
 */
public record StockLevel(String limit, String key, long used, long allowed, List<String> fillers) {
    /**
     * Copies the list.
     *
     * @param limit the name of the declared limit
     * @param key which of its counters
     * @param used how much is taken, by whomever
     * @param allowed how much there may be
     * @param fillers cloud ids of what fills it
     */
    public StockLevel {
        Objects.requireNonNull(limit, "limit");
        Objects.requireNonNull(key, "key");
        fillers = List.copyOf(fillers);
    }
}
