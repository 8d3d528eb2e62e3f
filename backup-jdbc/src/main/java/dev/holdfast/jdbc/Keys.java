// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * Names as they are stored. A database takes no zero character and no half of a surrogate pair; a name that has one
 * must not make every repeat of a write fail, so such characters are written as escapes. Bodies are canonical text, which
 * has them escaped already.
 */
final class Keys {
    private Keys() {}

    static @Nullable String storedOrNull(@Nullable String name) {
        return name == null ? null : stored(name);
    }

    static String stored(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (escapes(name, i)) {
                return escaped(name);
            }
        }
        return name;
    }

    private static String escaped(String name) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (escapes(name, i)) {
                out.append('\\').append(Character.forDigit(c >> 12, 16));
                out.append(Character.forDigit(c >> 8 & 15, 16));
                out.append(Character.forDigit(c >> 4 & 15, 16));
                out.append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean escapes(String name, int at) {
        char c = name.charAt(at);
        if (c == '\\' || c == 0) {
            return true;
        } else if (Character.isHighSurrogate(c)) {
            return at + 1 == name.length() || !Character.isLowSurrogate(name.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(name.charAt(at - 1)));
    }

    static @Nullable String readOrNull(@Nullable String stored) {
        return stored == null ? null : read(stored);
    }

    static String read(String stored) {
        if (stored.indexOf('\\') < 0) {
            return stored;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < stored.length(); i++) {
            char c = stored.charAt(i);
            if (c == '\\') {
                out.append((char) Integer.parseInt(stored.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
