// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Lane;
import java.time.Instant;
import java.util.Objects;

/**
 * What an unanswered call may have left in the cloud, or what must be known before a call is sent.
 *
 * @param primitive the request in question; its references are resolved
 * @param key the key that it was, or will be, sent with
 * @param notBefore nothing that began before this is meant
 * @param lane where to look: where the call goes, or where its work is watched when it is settled
 */
public record Trace(Primitive primitive, StepKey key, Instant notBefore, Lane lane) {
    /**
     * Checks that all parts are given.
     *
     * @param primitive the request in question; its references are resolved
     * @param key the key that it was, or will be, sent with
     * @param notBefore nothing that began before this is meant
     * @param lane where to look
     */
    public Trace {
        Objects.requireNonNull(primitive, "primitive");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(notBefore, "notBefore");
        Objects.requireNonNull(lane, "lane");
    }
}
