// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of one of several things that a primitive made or moved together.
 *
 * @param subject the cloud id of what it was made for or from: the source disk, the server of a wave
 * @param cloudId the cloud id of what was made, or {@code null} where nothing was
 * @param state what became of it
 * @param facts what else the cloud tells of it: {@code bytes}, {@code storedBytes}, {@code moment}, {@code reason}
 */
public record Member(String subject, @Nullable String cloudId, State state, Payload.Fields facts) {
    /** What becomes of a member. */
    public enum State {
        /** In work. */
        RUNNING,
        /** Whole and usable. */
        DONE,
        /** Failed; see the fact {@code reason}. */
        FAILED
    }

    /**
     * Checks that all parts are given.
     *
     * @param subject the cloud id of what it was made for or from: the source disk, the server of a wave
     * @param cloudId the cloud id of what was made, or {@code null} where nothing was
     * @param state what became of it
     * @param facts what else the cloud tells of it: {@code bytes}, {@code storedBytes}, {@code moment}, {@code reason}
     */
    public Member {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(facts, "facts");
    }
}
