// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

/** Where a step stands. How it gets from one to the next is said in {@link StepLifecycle}. */
public enum StepState {
    /** Waits for others, for limits, or for its turn. */
    PENDING,
    /** The intent is durable; the call may be under way. */
    INTENDED,
    /** The call was answered; the cloud works. */
    STARTED,
    /** Nobody knows yet whether the call had an effect; it is being settled by the step's repeat class. */
    UNKNOWN,
    /** A person must say what to do. */
    PARKED,
    /** Done. */
    SUCCEEDED,
    /** Could not be done. */
    FAILED,
    /** Ended by request before it was sent, or ended in the cloud. */
    CANCELLED,
    /** Not needed, or no longer allowed; never sent. */
    SKIPPED;

    /**
     * Whether nothing follows within its generation.
     *
     * @return true for the last four
     */
    public boolean ended() {
        return compareTo(SUCCEEDED) >= 0;
    }
}
