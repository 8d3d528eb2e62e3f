// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.limit;

import org.jspecify.annotations.Nullable;

/** A slot that a piece of work holds until it ends. */
public final class Lease {

    private final String rule;
    private @Nullable Runnable giveBack;

    Lease(String rule, Runnable giveBack) {
        this.rule = rule;
        this.giveBack = giveBack;
    }

    /** The rule it is under. */
    public String rule() {
        return rule;
    }

    /** Gives the slot back; a second time is without effect. */
    public void release() {
        Runnable once = giveBack;
        giveBack = null;
        if (once != null) {
            once.run();
        }
    }
}
