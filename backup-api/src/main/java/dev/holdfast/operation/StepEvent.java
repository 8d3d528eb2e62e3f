// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

/** What can happen to a step. See {@link StepLifecycle}. */
public enum StepEvent {
    /** The intent was written. */
    INTEND,
    /** The call was answered and long work began. */
    START,
    /** The task reference changed. */
    MOVE,
    /** It is done. */
    SUCCEED,
    /** It surely failed. */
    FAIL,
    /** No answer, a restart, or a task gone missing. */
    LOSE_SIGHT,
    /** Settling found what the call made, still in work. */
    ADOPT_STARTED,
    /** Settling found nothing, and the class allows to send again under the same key. */
    SEND_AGAIN,
    /** The call surely had no effect and waits for its turn again. */
    PUT_BACK,
    /** A failed step begins its next generation, after what it left behind was handed to clean-up. */
    NEXT_GENERATION,
    /** Only a person can say what to do. */
    PARK,
    /** A person says: try again. */
    RETRY,
    /** Ended by request. */
    CANCEL,
    /** Not needed, or no longer allowed. */
    SKIP
}
