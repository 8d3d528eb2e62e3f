// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads parsed JSON. */
final class Json {
    private Json() {}

    static @Nullable Object at(@Nullable Object json, String... path) {
        Object at = json;
        for (String name : path) {
            at = at instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return at;
    }

    static String text(@Nullable Object json, String... path) {
        return at(json, path) instanceof String text ? text : "";
    }
}
