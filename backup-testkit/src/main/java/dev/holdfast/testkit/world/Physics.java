// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.limit.LimitRule;
import dev.holdfast.testkit.world.request.ErrorWords;
import dev.holdfast.testkit.world.time.Chance;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The numbers and switches of one cloud, as far as physics needs them. */
public interface Physics extends ErrorWords {

    /** Limits of each region and account. */
    List<LimitRule> limits();

    /** Switches. */
    Rules rules();

    /**
     * Id of a new thing.
     *
     * @param name the name that the request gave it; null: none
     */
    String newId(Kind kind, @Nullable String name, Chance chance);

    /** Draws how long a just-made thing does not show in describe and list. */
    Duration invisible(Kind kind, Chance chance);

    /**
     * Draws how long some work takes.
     *
     * @param bytes how much it moves
     */
    Duration takes(Work work, long bytes, Chance chance);

    /** Progress as the cloud shows it, given the true percentage; coarse. */
    int shownProgress(Work work, int percent);
}
