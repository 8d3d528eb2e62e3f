// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The vendor's own description of its operations, where it lies beside the repository. */
final class OfficialMetadata {
    static final Path PLACE = Path.of("..", "..", "shared", "specs", "aliyun");

    private static final Set<String> COMMON = Set.of("RegionId", "Action", "Version", "Format");

    private OfficialMetadata() {}

    static boolean isThere() {
        return Files.isDirectory(PLACE);
    }

    static JsonObject operation(String product, String action) {
        try {
            return JsonParser.parseString(
                            Files.readString(PLACE.resolve(product).resolve(action + ".json")))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with a request: unknown and missing parameters, types and ranges. */
    static List<String> faults(String product, String action, Map<String, String> sent) {
        JsonObject parameters = operation(product, action).getAsJsonObject("parameters");
        List<String> faults = new ArrayList<>();
        sent.forEach((name, value) -> {
            JsonElement known = parameters.get(name.replaceAll("\\.\\d+(?=\\.|$)", ".N"));
            if (known != null) {
                check(name, value, known.getAsJsonObject(), faults);
            } else if (!COMMON.contains(name)) {
                faults.add("unknown " + name);
            }
        });
        parameters.entrySet().forEach(entry -> {
            if (entry.getValue().getAsJsonObject().get("required").getAsBoolean()
                    && !sent.containsKey(entry.getKey())) {
                faults.add("missing " + entry.getKey());
            }
        });
        return faults;
    }

    private static void check(String name, String value, JsonObject known, List<String> faults) {
        String type = known.get("type").getAsString();
        boolean number = type.equals("int32") || type.equals("long");
        if ((number && !value.matches("-?\\d+")) || (type.equals("boolean") && !value.matches("true|false"))) {
            faults.add(name + " is no " + type + ": " + value);
        } else if (number) {
            long at = Long.parseLong(value);
            if ((known.has("minimum") && at < known.get("minimum").getAsLong())
                    || (known.has("maximum") && at > known.get("maximum").getAsLong())) {
                faults.add(name + " is out of range: " + value);
            }
        }
        if (known.has("maxLength") && value.length() > known.get("maxLength").getAsInt()) {
            faults.add(name + " is too long: " + value);
        }
    }
}
