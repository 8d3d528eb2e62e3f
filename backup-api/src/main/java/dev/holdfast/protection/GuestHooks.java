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

    /**
     * Copies the lists.
     *
     * @param freeze the command that freezes, with its arguments
     * @param thaw the command that thaws, with its arguments; exits 0 only if the freeze was still in force
     * @param deadMan after this the guest thaws by itself; the provider passes it to the freeze
     * @throws IllegalArgumentException if a command is empty or the dead-man not positive
     */
    public GuestHooks {
        freeze = List.copyOf(freeze);
        thaw = List.copyOf(thaw);
        if (freeze.isEmpty() || thaw.isEmpty() || deadMan.isNegative() || deadMan.isZero()) {
            throw new IllegalArgumentException("Guest hooks need a freeze, a thaw, and a positive dead-man");
        }
    }
}
