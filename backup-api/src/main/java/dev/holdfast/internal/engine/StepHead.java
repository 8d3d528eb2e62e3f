// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.internal.graph.Link;
import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.operation.Priority;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of a graph without what it is to do: what of it is needed all the time.
 *
 * @param number its number in its operation
 * @param name what it is called in the lowering or plan, for people
 * @param parent the number of the step whose expansion made it, or -1
 * @param priority in which class it queues
 * @param links what it waits for
 * @param always whether it runs whatever became of what it waits for
 * @param section the number of the first step of its section, or -1
 * @param guards subjects that nobody else may claim when it is sent
 * @param item what it is done for, for people; {@code null} for the whole
 */
record StepHead(
        int number,
        String name,
        int parent,
        Priority priority,
        List<Link> links,
        boolean always,
        int section,
        List<String> guards,
        @Nullable String item) {
    static StepHead of(StepNode node) {
        return new StepHead(
                node.number(),
                node.name(),
                node.parent(),
                node.priority(),
                node.links(),
                node.always(),
                node.section(),
                node.guards(),
                node.item());
    }
}
