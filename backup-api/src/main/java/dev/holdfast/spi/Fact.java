// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The answer to a query.
 *
 * @param items what was found
 * @param complete whether that is all there is; nothing is ever deleted on an incomplete answer
 * @param source where it comes from
 * @param readAt when it was read there
 * @param <T> what an item is
 */
public record Fact<T>(List<T> items, boolean complete, Source source, Instant readAt) {
    /** Where a fact comes from. */
    public enum Source {
        /** The cloud itself. */
        CLOUD,
        /** The catalogue of an installation. */
        CATALOGUE,
        /** A recovery kit. */
        KIT
    }

    /**
     * Copies the list.
     *
     * @param items what was found
     * @param complete whether that is all there is; nothing is ever deleted on an incomplete answer
     * @param source where it comes from
     * @param readAt when it was read there
     */
    public Fact {
        items = List.copyOf(items);
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(readAt, "readAt");
    }
}
