// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.spi.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads arguments of primitives whose references are resolved. */
final class Arguments {
    private Arguments() {}

    static List<String> texts(Payload.Fields arguments, String name) {
        return arguments.items(name).stream().map(Arguments::text).toList();
    }

    static @Nullable String textOrNull(Payload.Fields arguments, String name) {
        Payload value = arguments.get(name);
        return value == null ? null : text(value);
    }

    static List<Payload.Fields> each(Payload.Fields arguments, String name) {
        return arguments.items(name).stream().map(Payload.Fields.class::cast).toList();
    }

    private static String text(Payload value) {
        return ((Payload.Text) value).value();
    }
}
