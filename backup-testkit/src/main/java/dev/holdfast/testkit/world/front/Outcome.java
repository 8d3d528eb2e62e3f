// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.front;

import org.jspecify.annotations.Nullable;

/**
 * Takes what came of a carried call.
 *
 * @param <T> what the call returns
 */
@FunctionalInterface
public interface Outcome<T> {
    /**
     * Called once, on the loop, when the answer comes.
     *
     * @param value what it returned, or {@code null}
     * @param failure what it threw, or {@code null}
     */
    void came(@Nullable T value, @Nullable Throwable failure);
}
