// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the arguments of a request. */
final class Arguments {
    private Arguments() {}

    static String text(Primitive primitive, String name) {
        return primitive.arguments().text(name);
    }

    static @Nullable String optional(Payload.Fields fields, String name) {
        return fields.get(name) instanceof Payload.Text text ? text.value() : null;
    }

    static @Nullable String optional(Primitive primitive, String name) {
        return optional(primitive.arguments(), name);
    }

    static List<String> texts(Primitive primitive, String name) {
        List<String> texts = new ArrayList<>();
        for (Payload item : primitive.arguments().items(name)) {
            texts.add(((Payload.Text) item).value());
        }
        return texts;
    }

    static List<Payload.Fields> fields(Primitive primitive, String name) {
        List<Payload.Fields> all = new ArrayList<>();
        for (Payload item : primitive.arguments().items(name)) {
            all.add((Payload.Fields) item);
        }
        return all;
    }

    /** Texts by name, in the order of the names. */
    static Map<String, String> map(Payload.Fields fields, String name) {
        Map<String, String> map = new LinkedHashMap<>();
        if (fields.get(name) instanceof Payload.Fields inner) {
            inner.fields().forEach((key, value) -> map.put(key, ((Payload.Text) value).value()));
        }
        return map;
    }

    static long whole(Primitive primitive, String name) {
        return primitive.arguments().whole(name);
    }
}
