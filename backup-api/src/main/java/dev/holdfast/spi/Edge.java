// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.Objects;

/**
 * What a step waits for.
 *
 * @param step the name of the earlier step
 * @param kind what of it is waited for
 */
public record Edge(String step, Kind kind) {
    /** What of an earlier step is waited for. A step runs when all its edges are satisfied. */
    public enum Kind {
        /** It is done. If it ends otherwise, this step is skipped. */
        FINISHED,
        /** Its call was answered. If it ends otherwise before that, this step is skipped. */
        STARTED,
        /** It failed: another way. If it is done, this step is skipped. */
        FAILED,
        /**
         * It ended, is parked, or will never run: whatever became of it. A step with edges of this kind or {@link
         * #ANSWERED} is skipped only if nothing that these name was ever sent: so an unshare that hangs in this way on
         * the share and on the copy runs after a share even when the copy was never sent.
         */
        FINALLY,
        /** Its call was answered, or as {@link #FINALLY}: the thaw after the create. */
        ANSWERED
    }

    /**
     * Checks that both are given.
     *
     * @param step the name of the earlier step
     * @param kind what of it is waited for
     */
    public Edge {
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(kind, "kind");
    }

    /**
     * After a step is done.
     *
     * @param step its name
     * @return the edge
     */
    public static Edge after(String step) {
        return new Edge(step, Kind.FINISHED);
    }

    /**
     * After a step, whatever became of it.
     *
     * @param step its name
     * @return the edge
     */
    public static Edge finallyAfter(String step) {
        return new Edge(step, Kind.FINALLY);
    }
}
