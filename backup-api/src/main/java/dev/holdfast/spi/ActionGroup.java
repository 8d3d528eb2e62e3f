// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Purpose;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Actions of one provider that are lowered together, so that several may become one request.
 *
 * @param purpose what for: whose credentials the calls use
 * @param actions at least one, with different ids
 */
public record ActionGroup(Purpose purpose, List<Action> actions) {
    /**
     * Copies the list.
     *
     * @param purpose what for: whose credentials the calls use
     * @param actions at least one, with different ids
     * @throws IllegalArgumentException if there is none, or an id stands twice
     */
    public ActionGroup {
        Objects.requireNonNull(purpose, "purpose");
        actions = List.copyOf(actions);
        Set<String> ids = new HashSet<>();
        for (Action action : actions) {
            if (!ids.add(action.id())) {
                throw new IllegalArgumentException("Two actions of a group have the id '" + action.id() + "'");
            }
        }
        if (actions.isEmpty()) {
            throw new IllegalArgumentException("A group needs an action");
        }
    }
}
