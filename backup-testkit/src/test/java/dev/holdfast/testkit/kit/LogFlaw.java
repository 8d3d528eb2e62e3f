// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

/** What can be wrong with a {@link LogStore}. */
public enum LogFlaw {
    NONE,
    /** Acknowledges what is not yet in the file. */
    WRITES_LATE,
    /** Writes a set in two parts. */
    WRITES_HALVES,
    /** Neither locks the file nor reads what others have appended. */
    SEES_NO_OTHERS,
    /** Begins its position at 0 each time it is opened. */
    COUNTS_ANEW,
    /** Does a write again whose answer was lost. */
    FORGETS_ANSWERS,
    /** Takes equal sets for a repeat for ever. */
    REMEMBERS_TOO_LONG,
    /** Says that a write failed that it has done. */
    WRITES_WHAT_IS_LOST,
    /** Opens what it does not know. */
    READS_ANY_FORM,
    /** Migrates by beginning anew. */
    DROPS_OLD_DATA
}
