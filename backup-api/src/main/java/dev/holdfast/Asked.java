// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
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
 * @param claims what it claims from the start
 * @param owed what is owed from its order on
 * @param reader reads what came of it, out of what it recorded and when it was ordered
 */
record Asked<T>(
        String word,
        String title,
        Payload.Fields body,
        List<StepNode> nodes,
        List<Expansion.Claim> claims,
        BiFunction<OperationId, Instant, List<RecordRow>> owed,
        BiFunction<DefaultHoldfast, Result, @Nullable T> reader) {
    /** A request that claims nothing before it is planned. */
    Asked(
            String word,
            String title,
            Payload.Fields body,
            List<StepNode> nodes,
            BiFunction<DefaultHoldfast, Result, @Nullable T> reader) {
        this(word, title, body, nodes, List.of(), (id, now) -> List.of(), reader);
    }

    /**
     * What an operation recorded.
     *
     * @param outputs what its last step gave
     * @param orderedAt when it was ordered
     */
    record Result(Payload.Fields outputs, Instant orderedAt) {}

    Asked {
        nodes = List.copyOf(nodes);
        claims = List.copyOf(claims);
    }

    @Nullable
    T value(DefaultHoldfast holdfast, Result result) {
        return reader.apply(holdfast, result);
    }
}
