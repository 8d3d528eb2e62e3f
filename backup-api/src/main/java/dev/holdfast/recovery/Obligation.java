// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.recovery;

import dev.holdfast.failure.Failure;
import dev.holdfast.resource.Location;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is owed in a place that was lost: stops of machines that run elsewhere now, clean-up, and what operations left
 * behind there. It is done at the first contact with that place, before anything else touches it.
 *
 * @param id names it in this installation
 * @param where the place, without a zone
 * @param what what is to be done, for people
 * @param since since when it is owed
 * @param why why it was not done
 * @param state where it stands
 * @param failure why it did not go well when it was tried last, with the cure, or {@code null} if it never failed
 */
public record Obligation(
        String id,
        Location where,
        String what,
        Instant since,
        String why,
        State state,
        @Nullable Failure failure) {
    /** Where an obligation stands. */
    public enum State {
        /** The place has not answered yet, or it is being done. */
        OPEN,
        /** It was tried and did not go well: a person says whether it is tried again, or left. */
        PARKED
    }

    /**
     * Checks that all is said.
     *
     * @param id names it in this installation
     * @param where the place
     * @param what what is to be done
     * @param since since when it is owed
     * @param why why it was not done
     * @param state where it stands
     * @param failure why it did not go well, or {@code null}
     */
    public Obligation {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(why, "why");
        Objects.requireNonNull(state, "state");
    }

    /** What, where and since when, on one line; with the reason where it is parked. */
    @Override
    public String toString() {
        return state + ": " + what + " in " + where + ", owed since " + since + ": " + why
                + (failure == null ? "" : "; " + failure);
    }
}
