// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.graph;

import dev.holdfast.failure.Failure;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RecordRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows a step.
 *
 * @param graph the steps that follow; the expanding step ends when they have
 * @param exports the number of the step among them whose outputs become those of the expanding step, or -1
 * @param outputs what the expanding step itself gives; those of the exported step come on top
 * @param claims what they touch
 * @param records what is recorded in the same write; their versions are set by the engine
 * @param removals records that are removed in the same write
 * @param failure why nothing follows and the step fails, or {@code null}
 */
public record Expansion(
        StepGraph graph,
        int exports,
        Payload.Fields outputs,
        List<Claim> claims,
        List<RecordRow> records,
        List<Removal> removals,
        @Nullable Failure failure) {
    /**
     * A claim that is wanted.
     *
     * @param subject on what
     * @param mode how
     */
    public record Claim(String subject, ClaimRow.Mode mode) {}

    /**
     * A record that goes.
     *
     * @param kind its kind
     * @param key its key
     */
    public record Removal(RecordRow.Kind kind, String key) {}

    /** Copies the lists. */
    public Expansion {
        claims = List.copyOf(claims);
        records = List.copyOf(records);
        removals = List.copyOf(removals);
    }

    /**
     * These steps.
     *
     * @param graph the steps
     * @param exports the number of the step whose outputs count, or -1
     * @return the expansion
     */
    public static Expansion of(StepGraph graph, int exports) {
        return new Expansion(graph, exports, Payload.Fields.EMPTY, List.of(), List.of(), List.of(), null);
    }

    /**
     * Nothing follows; this is what came out.
     *
     * @param outputs what the step gives
     * @return the expansion
     */
    public static Expansion outputs(Payload.Fields outputs) {
        return new Expansion(StepGraph.EMPTY, -1, outputs, List.of(), List.of(), List.of(), null);
    }

    /**
     * Nothing follows; the step fails.
     *
     * @param failure why
     * @return the expansion
     */
    public static Expansion failed(Failure failure) {
        return new Expansion(StepGraph.EMPTY, -1, Payload.Fields.EMPTY, List.of(), List.of(), List.of(), failure);
    }

    /**
     * The same with outputs of its own.
     *
     * @param value the outputs
     * @return the expansion
     */
    public Expansion withOutputs(Payload.Fields value) {
        return new Expansion(graph, exports, value, claims, records, removals, failure);
    }

    /**
     * The same with claims.
     *
     * @param value the claims
     * @return the expansion
     */
    public Expansion withClaims(List<Claim> value) {
        return new Expansion(graph, exports, outputs, value, records, removals, failure);
    }

    /**
     * The same with records.
     *
     * @param value the records
     * @return the expansion
     */
    public Expansion withRecords(List<RecordRow> value) {
        return new Expansion(graph, exports, outputs, claims, value, removals, failure);
    }

    /**
     * The same with removals.
     *
     * @param value the removals
     * @return the expansion
     */
    public Expansion withRemovals(List<Removal> value) {
        return new Expansion(graph, exports, outputs, claims, records, value, failure);
    }
}
