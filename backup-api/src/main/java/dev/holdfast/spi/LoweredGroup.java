// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.List;

/**
 * What a group of actions takes: primitives in an order in which each names only earlier ones, sections, and the
 * actions that cannot be done.
 *
 * @param primitives the requests
 * @param sections what some of them hold still
 * @param refusals the actions that cannot be done, and why; what the others take stands in {@code primitives}. One that
 *     is refused as busy or not yet is read and lowered again later
 * @param satisfied the ids of the actions that need no request: what they want is so already
 */
public record LoweredGroup(
        List<Primitive> primitives, List<Section> sections, List<Refusal> refusals, List<String> satisfied) {
    /**
     * Copies the lists.
     *
     * @param primitives the requests
     * @param sections what some of them hold still
     * @param refusals the actions that cannot be done, and why; what the others take stands in {@code primitives}
     * @param satisfied the ids of the actions that need no request
     */
    public LoweredGroup {
        primitives = List.copyOf(primitives);
        sections = List.copyOf(sections);
        refusals = List.copyOf(refusals);
        satisfied = List.copyOf(satisfied);
    }

    /**
     * A group without sections and refusals.
     *
     * @param primitives the requests
     * @return the group
     */
    public static LoweredGroup of(List<Primitive> primitives) {
        return new LoweredGroup(primitives, List.of(), List.of(), List.of());
    }
}
