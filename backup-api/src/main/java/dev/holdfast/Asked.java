// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.spi.Payload;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A request as the engine takes it.
 *
 * @param word what its ids begin with
 * @param title what it is, for people
 * @param body what is stored of it
 * @param nodes its first steps
 * @param reader reads what came of it, out of what it recorded and when it was ordered
 */
record Asked<T>(
        String word,
        String title,
        Payload.Fields body,
        List<StepNode> nodes,
        BiFunction<DefaultHoldfast, Result, @Nullable T> reader) {
    /**
     * What an operation recorded.
     *
     * @param outputs what its last step gave
     * @param orderedAt when it was ordered
     */
    record Result(Payload.Fields outputs, Instant orderedAt) {}

    Asked {
        nodes = List.copyOf(nodes);
    }

    @Nullable
    T value(DefaultHoldfast holdfast, Result result) {
        return reader.apply(holdfast, result);
    }
}
