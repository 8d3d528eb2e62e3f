// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.front;

/**
 * Ends the code of a call whose request got no answer, or has not arrived yet. An error, so that the code passes it on;
 * whatever that code makes of it is dropped.
 */
public final class Unanswered extends Error {
    private static final long serialVersionUID = 1L;

    Unanswered(String message) {
        super(message, null, false, false);
    }
}
