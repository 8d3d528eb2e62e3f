// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a look for traces.
 *
 * @param sightings what this page shows
 * @param next where the next page begins, or {@code null} if this was the last
 * @param complete on the last page: whether all pages together show all that can be seen
 */
public record FindPage(List<Sighting> sightings, @Nullable String next, boolean complete) {
    /**
     * Copies the list.
     *
     * @param sightings what this page shows
     * @param next where the next page begins, or {@code null} if this was the last
     * @param complete on the last page: whether all pages together show all that can be seen
     */
    public FindPage {
        sightings = List.copyOf(sightings);
    }
}
