// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

/** Where an operation stands. */
public enum OperationState {
    /** Steps run or wait. */
    RUNNING(false),
    /** Nothing new is sent until it is resumed; what runs in the cloud goes on. */
    PAUSED(false),
    /** Nothing new is sent; what was sent is settled. */
    CANCELLING(false),
    /** What was done is being undone. */
    UNDOING(false),
    /** All that was asked for is done. */
    SUCCEEDED(true),
    /** A part of what was asked for is done. Never shown as success. */
    PARTIAL(true),
    /** It could not be done. */
    FAILED(true),
    /** It was ended by request; what was done stays. */
    CANCELLED(true),
    /** It was ended and what was done is undone. */
    UNDONE(true);

    private final boolean ended;

    OperationState(boolean ended) {
        this.ended = ended;
    }

    /**
     * Whether nothing follows.
     *
     * @return true for the last five
     */
    public boolean ended() {
        return ended;
    }
}
