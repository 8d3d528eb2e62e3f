// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.profile;

/**
 * How a cloud is asked for something.
 *
 * @param api name of the operation
 * @param repeat what makes a repetition of it safe
 */
public record Call(String api, Repeat repeat) {

    /** What makes a repetition safe. */
    public enum Repeat {
        /** It changes nothing. */
        READ,
        /** It carries a client token. */
        TOKEN,
        /** It carries a name that can exist once. */
        NAMED,
        /** Nothing but tags set in the call: one has to look before one repeats it. */
        MARKED,
        /** It asks for a state that may be there already. */
        GOAL,
        /** It is safe while a condition holds, such as a stopped machine. */
        GUARDED,
        /** Nothing. */
        ONCE
    }
}
