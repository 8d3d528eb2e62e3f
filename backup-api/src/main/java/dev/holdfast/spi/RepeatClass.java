// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

/**
 * How a call may be repeated. Every primitive declares its class; the engine has one rule, and the compatibility kit
 * one test, per class. The table, with what is done before the first send and after an outcome that is not known,
 * stands in {@code docs/architecture.md}.
 */
public enum RepeatClass {
    /** Changes nothing: repeated freely; the answer recorded is the one used. */
    READ(false),
    /** The cloud recognises a token: the same call with the same token again, until the token's horizon. */
    TOKEN(false),
    /** The name is ours and unique: read before each send; ours with the same source is adopted. */
    NAMED(true),
    /** Only a mark set in the call tells: looked for until the visibility bound, at least three times. */
    MARKED(false),
    /** A state to be reached: read before each send; already there is done. */
    GOAL(true),
    /** Repeatable while a guard holds (machine stopped, claim held): the guard is read before each send. */
    GUARDED(true),
    /** A job on a subject: a running one is waited for, one begun since the intent is adopted. */
    JOB(true),
    /** Never repeated: what is not known is parked, unless its own probe answers. */
    ONCE(false);

    private final boolean looksFirst;

    RepeatClass(boolean looksFirst) {
        this.looksFirst = looksFirst;
    }

    /**
     * Whether the engine looks before the first send of a generation.
     *
     * @return true for {@link #NAMED}, {@link #GOAL}, {@link #GUARDED} and {@link #JOB}
     */
    public boolean looksFirst() {
        return looksFirst;
    }
}
