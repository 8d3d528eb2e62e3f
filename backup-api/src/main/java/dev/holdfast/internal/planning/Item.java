// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.internal.graph.Link;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An action with what surrounds it.
 *
 * @param action what is to be done
 * @param marks the marks of what it makes
 * @param guards what nobody else may claim when it is sent
 * @param after what its first requests wait for
 * @param then the planner that goes on when it is done, or {@code null}
 * @param context what that planner is told
 * @param label what it is for, for people
 */
record Item(
        Action action,
        Payload.Fields marks,
        List<String> guards,
        List<Link> after,
        @Nullable String then,
        Payload.Fields context,
        String label) {
    Item {
        guards = List.copyOf(guards);
        after = List.copyOf(after);
    }

    static Item of(Action action, String label) {
        return new Item(action, Payload.Fields.EMPTY, List.of(), List.of(), null, Payload.Fields.EMPTY, label);
    }

    Item marked(Payload.Fields value) {
        return new Item(action, value, guards, after, then, context, label);
    }

    Item guarded(List<String> value) {
        return new Item(action, marks, value, after, then, context, label);
    }

    Item waitingFor(List<Link> value) {
        return new Item(action, marks, guards, value, then, context, label);
    }

    Item then(String planner, Payload.Fields told) {
        return new Item(action, marks, guards, after, planner, told, label);
    }
}
