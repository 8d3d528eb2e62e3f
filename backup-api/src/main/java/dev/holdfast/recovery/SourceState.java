// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.recovery;

/** What is known of the side that a failover leaves. Said by a person; the library never infers it from time-outs. */
public enum SourceState {
    /** It answers: its machines are fenced first, and the failover stops if they cannot be. */
    REACHABLE,
    /** It is gone: nothing is called there; what must be done at its return is recorded as an obligation. */
    LOST,
    /** Nobody knows: a person is asked before anything is started. */
    UNSURE
}
