// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import java.time.Duration;
import java.util.List;

/**
 * How the guest is held still and released. Commands take their arguments as parameters, never through a shell text.
 *
 * @param freeze the command that freezes, with its arguments
 * @param thaw the command that thaws, with its arguments; exits 0 only if the freeze was still in force
 * @param deadMan after this the guest thaws by itself; the provider passes it to the freeze
 */
public record GuestHooks(List<String> freeze, List<String> thaw, Duration deadMan) {
    /** The dead-man unless told otherwise: 60 seconds. */
    public static final Duration DEFAULT_DEAD_MAN = Duration.ofSeconds(60);

    /** The shortest dead-man: one second, since guests are told whole seconds. */
    public static final Duration LEAST_DEAD_MAN = Duration.ofSeconds(1);

    /** The longest dead-man: one hour, far above what any cloud needs to take a set. */
    public static final Duration LONGEST_DEAD_MAN = Duration.ofHours(1);

    /**
     * Copies the lists.
     *
     * @param freeze the command that freezes, with its arguments
     * @param thaw the command that thaws, with its arguments; exits 0 only if the freeze was still in force
     * @param deadMan after this the guest thaws by itself; the provider passes it to the freeze
     * @throws IllegalArgumentException if a command is empty, or the dead-man below {@link #LEAST_DEAD_MAN} or above
     *     {@link #LONGEST_DEAD_MAN}
     */
    public GuestHooks {
        freeze = List.copyOf(freeze);
        thaw = List.copyOf(thaw);
        if (freeze.isEmpty() || thaw.isEmpty() || deadMan.isNegative() || deadMan.isZero()) {
            throw new IllegalArgumentException("Guest hooks need a freeze, a thaw, and a positive dead-man");
        }
        if (deadMan.compareTo(LEAST_DEAD_MAN) < 0 || deadMan.compareTo(LONGEST_DEAD_MAN) > 0) {
            throw new IllegalArgumentException("The dead-man of guest hooks is from " + LEAST_DEAD_MAN + " to "
                    + LONGEST_DEAD_MAN + ", not " + deadMan + ": a guest that is held longer does not serve");
        }
    }
}
