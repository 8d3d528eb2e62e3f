// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.graph;

import dev.holdfast.operation.Priority;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a graph.
 *
 * @param number its number in its operation
 * @param name what it is called in the lowering or plan, for people
 * @param parent the number of the step whose expansion made it, or -1
 * @param work what it does
 * @param priority in which class it queues
 * @param links what it waits for
 * @param always whether it runs whatever became of what it waits for
 * @param section the number of the first step of its section, or -1
 * @param guards subjects that nobody else may claim when it is sent; and, by {@link Guards#plannedIn}, the epoch it was planned in
 * @param item what it is done for, for people: a machine, a point; {@code null} for the whole
 */
public record StepNode(
        int number,
        String name,
        int parent,
        Work work,
        Priority priority,
        List<Link> links,
        boolean always,
        int section,
        List<String> guards,
        @Nullable String item) {
    /** Copies the lists. */
    public StepNode {
        links = List.copyOf(links);
        guards = List.copyOf(guards);
    }
}
