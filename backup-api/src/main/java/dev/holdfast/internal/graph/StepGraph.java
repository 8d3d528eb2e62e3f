// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.graph;

import dev.holdfast.spi.Section;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Steps in an order in which each waits only for earlier ones.
 *
 * @param nodes the steps, by number
 * @param sections the sections, by the number of their first step in text form
 */
public record StepGraph(List<StepNode> nodes, Map<String, Section> sections) {
    /** Nothing. */
    public static final StepGraph EMPTY = new StepGraph(List.of(), Map.of());

    /**
     * Copies, and checks that every link names an earlier step.
     *
     * @throws IllegalArgumentException if one does not
     */
    public StepGraph {
        nodes = List.copyOf(nodes);
        sections = new TreeMap<>(sections);
        for (StepNode node : nodes) {
            for (Link link : node.links()) {
                if (link.step() >= node.number() || link.step() < 0) {
                    throw new IllegalArgumentException("Step " + node.number() + " (" + node.name()
                            + ") waits for step " + link.step() + ", which is not an earlier one");
                }
            }
        }
    }
}
