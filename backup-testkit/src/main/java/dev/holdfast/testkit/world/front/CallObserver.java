// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.front;

import dev.holdfast.testkit.world.request.Envelope;

/** Told of every step of every request; a test stops hosts here. */
@FunctionalInterface
public interface CallObserver {

    /** How far a request has come. */
    enum Phase {
        /** It has left its host and has had no effect. */
        SENT,
        /** It has arrived and has had its effect, or was refused; the answer is under way. */
        TOOK_EFFECT,
        /** Its answer has been delivered. */
        ANSWERED
    }

    /**
     * A request has come so far.
     *
     * @param number of the request in the whole run, from 1
     */
    void at(Phase phase, long number, Envelope request);
}
