// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The one writer and the one reader of {@link Payload} texts. */
final class CanonicalText {
    private static final String TIME = "$time";
    private static final String REF = "$ref";
    private static final String HIDDEN = "$secret";
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]*)");
    private static final int SHOWN = 64;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private CanonicalText() {}

    /** The longest text of a row: it has two values at most, and little beside them. */
    static final int ROW_LENGTH = 3 * Payload.MAX_LENGTH;

    static String write(Payload payload) {
        return write(payload, 0, Payload.MAX_LENGTH);
    }

    /** A row with the values that it holds: each of them may be as deep and as long as a value by itself. */
    static String writeRow(Payload row) {
        return write(row, -1, ROW_LENGTH);
    }

    private static String write(Payload payload, int depth, int length) {
        StringBuilder out = new StringBuilder();
        write(payload, out, depth);
        if (out.length() > length) {
            throw new IllegalArgumentException(
                    "A value of " + out.length() + " characters is longer than the " + length + " read");
        }
        return out.toString();
    }

    private static void write(Payload payload, StringBuilder out, int depth) {
        if (depth + levels(payload) > Payload.MAX_DEPTH) {
            throw new IllegalArgumentException("A value is nested deeper than " + Payload.MAX_DEPTH);
        }
        if (payload instanceof Payload.Text text) {
            quote(text.value(), out);
        } else if (payload instanceof Payload.Whole whole) {
            out.append(whole.value());
        } else if (payload instanceof Payload.Truth truth) {
            out.append(truth.value());
        } else if (payload instanceof Payload.Time time) {
            special(TIME, List.of(time.value().toString()), out);
        } else if (payload instanceof Payload.Ref ref) {
            special(REF, List.of(ref.step(), ref.output()), out);
        } else if (payload instanceof Payload.Hidden hidden) {
            special(HIDDEN, List.of(hidden.form(), hidden.value()), out);
        } else if (payload instanceof Payload.Items items) {
            char before = '[';
            for (Payload item : items.items()) {
                out.append(before);
                write(item, out, depth + 1);
                before = ',';
            }
            out.append(before == '[' ? "[]" : "]");
        } else if (payload instanceof Payload.Fields fields) {
            char before = '{';
            for (var field : fields.fields().entrySet()) {
                out.append(before);
                quote(field.getKey(), out);
                out.append(':');
                write(field.getValue(), out, depth + 1);
                before = ',';
            }
            out.append(before == '{' ? "{}" : "}");
        }
    }

    /** How many levels the text of a value without items has: a moment is an object, the pairs an object with a list. */
    private static int levels(Payload payload) {
        if (payload instanceof Payload.Time) {
            return 1;
        }
        return payload instanceof Payload.Ref || payload instanceof Payload.Hidden ? 2 : 0;
    }

    private static void special(String name, List<String> values, StringBuilder out) {
        out.append("{\"").append(name).append("\":");
        if (values.size() == 1) {
            quote(values.get(0), out);
        } else {
            char before = '[';
            for (String value : values) {
                out.append(before);
                quote(value, out);
                before = ',';
            }
            out.append(']');
        }
        out.append('}');
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                out.append("\\u")
                        .append(HEX[c >> 12])
                        .append(HEX[(c >> 8) & 15])
                        .append(HEX[(c >> 4) & 15])
                        .append(HEX[c & 15]);
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    static Payload read(String text) {
        return read(text, 0, Payload.MAX_LENGTH);
    }

    static Payload readRow(String text) {
        return read(text, -1, ROW_LENGTH);
    }

    private static Payload read(String text, int depth, int length) {
        if (text.length() > length) {
            throw new IllegalArgumentException(
                    "A text of " + text.length() + " characters is longer than the " + length + " read");
        }
        Reader reader = new Reader(text);
        Payload payload = reader.value(depth);
        reader.end();
        return payload;
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Payload value(int depth) {
            if (depth > Payload.MAX_DEPTH) {
                throw wrong("nesting deeper than " + Payload.MAX_DEPTH);
            }
            char c = peek();
            if (c == '{') {
                return object(depth);
            } else if (c == '[') {
                return new Payload.Items(items(depth));
            } else if (c == '"') {
                return new Payload.Text(string());
            } else if (c == 't') {
                return word("true", new Payload.Truth(true));
            } else if (c == 'f') {
                return word("false", new Payload.Truth(false));
            } else if (c == '-' || (c >= '0' && c <= '9')) {
                return number();
            }
            throw wrong("no value begins with this character");
        }

        private Payload object(int depth) {
            at++;
            SortedMap<String, Payload> fields = new TreeMap<>();
            if (peek() == '}') {
                at++;
                return new Payload.Fields(fields);
            }
            while (true) {
                if (peek() != '"') {
                    throw wrong("a name in quotes was expected");
                }
                String name = string();
                if (peek() != ':') {
                    throw wrong("':' was expected");
                }
                at++;
                if (fields.put(name, value(depth + 1)) != null) {
                    throw wrong("the name '" + shown(name) + "' stands twice");
                }
                char c = peek();
                at++;
                if (c == '}') {
                    return special(fields);
                } else if (c != ',') {
                    throw wrong("',' or '}' was expected");
                }
            }
        }

        private Payload special(SortedMap<String, Payload> fields) {
            String first = null;
            for (String name : fields.keySet()) {
                if (name.startsWith("$")) {
                    first = name;
                }
            }
            if (first == null) {
                return new Payload.Fields(fields);
            }
            if (fields.size() == 1) {
                Payload value = fields.get(first);
                if (first.equals(TIME) && value instanceof Payload.Text time) {
                    try {
                        return new Payload.Time(Instant.parse(time.value()));
                    } catch (DateTimeException e) {
                        throw wrong("'" + shown(time.value()) + "' is no moment");
                    }
                }
                if (value instanceof Payload.Items pair
                        && pair.items().size() == 2
                        && pair.items().get(0) instanceof Payload.Text one
                        && pair.items().get(1) instanceof Payload.Text two) {
                    if (first.equals(REF)) {
                        return new Payload.Ref(one.value(), two.value());
                    } else if (first.equals(HIDDEN)) {
                        return new Payload.Hidden(one.value(), two.value());
                    }
                }
            }
            throw wrong("'" + shown(first) + "' is not a form that is known");
        }

        private List<Payload> items(int depth) {
            at++;
            List<Payload> items = new ArrayList<>();
            if (peek() == ']') {
                at++;
                return items;
            }
            while (true) {
                items.add(value(depth + 1));
                char c = peek();
                at++;
                if (c == ']') {
                    return items;
                } else if (c != ',') {
                    throw wrong("',' or ']' was expected");
                }
            }
        }

        private String string() {
            at++;
            int end = at;
            while (end < text.length()
                    && text.charAt(end) != '"'
                    && text.charAt(end) != '\\'
                    && text.charAt(end) >= 0x20) {
                end++;
            }
            if (end < text.length() && text.charAt(end) == '"') {
                String plain = text.substring(at, end);
                at = end + 1;
                return plain;
            }
            StringBuilder out = new StringBuilder();
            while (true) {
                char c = next();
                if (c == '"') {
                    return out.toString();
                } else if (c == '\\') {
                    out.append(escaped(next()));
                } else if (c < 0x20) {
                    throw wrong("a control character inside a text");
                } else {
                    out.append(c);
                }
            }
        }

        private char escaped(char c) {
            return switch (c) {
                case '"', '\\', '/' -> c;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> {
                    int code = 0;
                    for (int i = 0; i < 4; i++) {
                        char hex = next();
                        int digit = hex < 0x80 ? Character.digit(hex, 16) : -1;
                        if (digit < 0) {
                            throw wrong("four hexadecimal digits were expected");
                        }
                        code = code << 4 | digit;
                    }
                    yield (char) code;
                }
                default -> throw wrong("an escape that is not known");
            };
        }

        private Payload number() {
            int from = at;
            at++;
            while (at < text.length() && "0123456789.eE+-".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String digits = text.substring(from, at);
            if (!WHOLE.matcher(digits).matches()) {
                throw wrong("'" + shown(digits) + "' is not a whole number");
            }
            try {
                return new Payload.Whole(Long.parseLong(digits));
            } catch (NumberFormatException e) {
                throw wrong("'" + shown(digits) + "' is too large");
            }
        }

        private Payload word(String word, Payload meaning) {
            if (!text.startsWith(word, at)) {
                throw wrong("no value begins with this character");
            }
            at += word.length();
            return meaning;
        }

        private char peek() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (at >= text.length()) {
                throw wrong("the text ends too early");
            }
            return text.charAt(at);
        }

        private char next() {
            if (at >= text.length()) {
                throw wrong("the text ends too early");
            }
            return text.charAt(at++);
        }

        void end() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (at < text.length()) {
                throw wrong("something follows the value");
            }
        }

        /** What may be echoed: short, without control characters. */
        private static String shown(String found) {
            return found.codePoints()
                            .limit(SHOWN)
                            .map(c -> Character.isISOControl(c) ? '\uFFFD' : c)
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    + (found.length() > SHOWN ? "..." : "");
        }

        private IllegalArgumentException wrong(String what) {
            return new IllegalArgumentException("Not readable at character " + at + ": " + what);
        }
    }
}
