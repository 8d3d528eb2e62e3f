// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.resource;

import java.util.Objects;

/** The one rule for texts that come from outside: never blank where needed, never control characters when shown. */
final class Text {
    private static final int SHOWN = 128;

    private Text() {}

    static String required(String value, String what) {
        Objects.requireNonNull(value, what);
        if (value.isBlank()) {
            throw new IllegalArgumentException(what + " must not be blank");
        }
        return value;
    }

    static String segment(String value, String what) {
        required(value, what);
        if (value.indexOf('/') >= 0 || !shown(value).equals(value)) {
            throw new IllegalArgumentException(what + " '" + shown(value)
                    + "' must not contain '/' or control characters, nor be longer than " + SHOWN + " characters");
        }
        return value;
    }

    /** Whether a text has no control characters. */
    static boolean plain(String value) {
        return value.codePoints().noneMatch(Text::isControl);
    }

    private static boolean isControl(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
    }

    /** The text as it may appear in a message or log line. */
    static String shown(String value) {
        StringBuilder shown = new StringBuilder();
        value.codePoints().limit(SHOWN).map(c -> isControl(c) ? '\uFFFD' : c).forEach(shown::appendCodePoint);
        return shown.toString();
    }
}
