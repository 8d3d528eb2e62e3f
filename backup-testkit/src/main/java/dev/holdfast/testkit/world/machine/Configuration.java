// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.machine;

import java.util.Map;
import java.util.TreeMap;

/** The configuration of a shipped program: lines of {@code key=value}, {@code #} for remarks. */
final class Configuration {

    private final Map<String, String> values = new TreeMap<>();

    Configuration(String text) {
        for (String line : text.split("\n", -1)) {
            String trimmed = line.strip();
            if (trimmed.isEmpty() || trimmed.startsWith("#")) {
                continue;
            }
            int equals = trimmed.indexOf('=');
            if (equals < 1) {
                throw new BootFailure("configuration line is not key=value: " + trimmed);
            }
            values.put(
                    trimmed.substring(0, equals).strip(),
                    trimmed.substring(equals + 1).strip());
        }
    }

    String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new BootFailure("configuration lacks " + key);
        }
        return value;
    }

    String text(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    long number(String key, long otherwise) {
        String value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new BootFailure("configuration: " + key + " is not a number: " + value);
        }
    }
}
