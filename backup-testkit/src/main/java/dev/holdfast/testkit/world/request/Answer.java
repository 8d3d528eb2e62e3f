// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.request;

/**
 * What comes back from a request that is answered at all.
 *
 * @param <T> what success brings
 */
public sealed interface Answer<T> {

    /** Id that the cloud gave the request. */
    String requestId();

    /**
     * It took effect.
     *
     * @param requestId id of the request
     * @param value the result
     * @param <T> its type
     */
    record Ok<T>(String requestId, T value) implements Answer<T> {}

    /**
     * It was refused.
     *
     * @param requestId id of the request
     * @param refusal why
     * @param <T> what success would have brought
     */
    record Refused<T>(String requestId, Refusal refusal) implements Answer<T> {}
}
