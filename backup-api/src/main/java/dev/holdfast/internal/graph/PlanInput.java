// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.graph;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Payload;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * What a planner is given.
 *
 * @param operation the operation's id
 * @param installation the installation's name
 * @param step the number of the step that expands
 * @param firstNumber the number that the first step of the expansion gets
 * @param arguments what the step was told
 * @param outcomes what its predecessors recorded, in the order of its links
 * @param now the moment of the expansion
 * @param epoch the epoch of the host that expands
 * @param lost lanes that nothing is called in for this operation: what would be, is owed or fails
 */
public record PlanInput(
        String operation,
        String installation,
        int step,
        int firstNumber,
        Payload.Fields arguments,
        List<StepOutcome> outcomes,
        Instant now,
        long epoch,
        List<Lane> lost) {
    /** Copies the lists. */
    public PlanInput {
        outcomes = List.copyOf(outcomes);
        lost = List.copyOf(lost);
    }

    /**
     * The outcome of a predecessor by its name.
     *
     * @param name the name
     * @return its outcome
     * @throws NoSuchElementException if there is no predecessor of that name
     */
    public StepOutcome outcome(String name) {
        return outcomes.stream()
                .filter(outcome -> outcome.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("Step " + step + " has no predecessor '" + name + "'"));
    }
}
