// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.graph;

/**
 * Says what follows. Pure: the same input gives the same output in every process; what it needs to know it is given.
 */
@FunctionalInterface
public interface Planner {
    /**
     * Plans.
     *
     * @param input what is known
     * @return what follows
     */
    Expansion expand(PlanInput input);

    /**
     * Whether it plans without knowing what earlier requests gave, so that a preview can ask it.
     *
     * @return false unless it says otherwise
     */
    default boolean previews() {
        return false;
    }

    /**
     * Whether it removes what was made on the way: then what it plans is done also in an operation that is cancelled.
     *
     * @return false unless it says otherwise
     */
    default boolean cleansUp() {
        return false;
    }
}
