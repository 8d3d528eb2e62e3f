// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.time.Duration;
import java.util.Objects;

/**
 * Steps that hold the world still: freeze, create, thaw. It starts only when everything its calls need is reserved
 * until its thaw; an interrupted section is never continued.
 * Its first primitive freezes; those that hang on it by {@link Edge.Kind#FINISHED} are made under the hold; the one that
 * hangs on these by {@link Edge.Kind#ANSWERED} thaws, and gives {@link Outputs#HELD}. What was made got the level asked
 * for only if that is true.
 *
 * @param name unique in the lowering
 * @param deadline from the freeze's intent to the thaw's answer; shorter than the dead-man
 * @param deadMan after this the guest thaws by itself
 */
public record Section(String name, Duration deadline, Duration deadMan) {
    /**
     * Checks that the deadline is shorter than the dead-man.
     *
     * @param name unique in the lowering
     * @param deadline from the freeze's intent to the thaw's answer; shorter than the dead-man
     * @param deadMan after this the guest thaws by itself
     * @throws IllegalArgumentException if it is not
     */
    public Section {
        Objects.requireNonNull(name, "name");
        if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(deadMan) >= 0) {
            throw new IllegalArgumentException("Section '" + name + "' needs a deadline (" + deadline
                    + ") shorter than the guest's dead-man (" + deadMan + ")");
        }
    }
}
