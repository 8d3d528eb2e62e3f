// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of an answer.
 *
 * @param items what this page shows
 * @param next where the next page begins, or {@code null} if this was the last
 * @param complete on the last page: whether all pages together are all there is; false where the cloud cuts off
 * @param <T> what an item is
 */
public record ReadPage<T>(List<T> items, @Nullable String next, boolean complete) {
    /**
     * Copies the list.
     *
     * @param items what this page shows
     * @param next where the next page begins, or {@code null} if this was the last
     * @param complete on the last page: whether all pages together are all there is; false where the cloud cuts off
     */
    public ReadPage {
        items = List.copyOf(items);
    }

    /**
     * An answer of one page that is all there is.
     *
     * @param items what it shows
     * @param <T> what an item is
     * @return the page
     */
    public static <T> ReadPage<T> only(List<T> items) {
        return new ReadPage<>(items, null, true);
    }
}
