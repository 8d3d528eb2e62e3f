// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Marks;
import dev.holdfast.spi.StepKey;
import dev.holdfast.testkit.world.Resource;

/** How a step's key is carried: as the value of a mark, as a token, as a name. */
final class Names {
    /** Within the longest token of every cloud, and long enough never to meet another. */
    private static final int TOKEN = 40;

    private static final int NAME = 24;

    private Names() {}

    /** The value of the mark {@link Marks#KEY}. */
    static String keyMark(StepKey key) {
        return key.mark();
    }

    static String token(StepKey key) {
        return key.token(TOKEN);
    }

    static String name(StepKey key) {
        return "hf-" + key.token(NAME);
    }

    static String memberName(StepKey key, int index) {
        return name(key) + "-" + index;
    }

    /** The operation of a type {@code service:Operation.variant}. */
    static String operation(String type) {
        String operation = type.substring(type.indexOf(':') + 1);
        int dot = operation.indexOf('.');
        return dot < 0 ? operation : operation.substring(0, dot);
    }

    static boolean carries(Resource thing, StepKey key) {
        return keyMark(key).equals(thing.marks().get(Marks.KEY));
    }
}
