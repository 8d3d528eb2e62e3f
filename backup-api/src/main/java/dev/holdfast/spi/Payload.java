// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A closed tree of values: what is stored, sent between processes, sealed and digested. It has one canonical text form
 * (a strict subset of JSON: sorted names, no white space, no floating point), so that equal trees have equal texts.
 * There is no null: what is absent is left out. Immutable.
 */
public sealed interface Payload {
    /** The deepest nesting that is read or written. */
    int MAX_DEPTH = 48;

    /** The longest text that is read, in characters: 16 Mi. */
    int MAX_LENGTH = 16 << 20;

    /**
     * Text.
     *
     * @param value the text
     */
    record Text(String value) implements Payload {
        /**
         * Checks that there is a value.
         *
         * @param value the text
         */
        public Text {
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * A whole number.
     *
     * @param value the number
     */
    record Whole(long value) implements Payload {}

    /**
     * True or false.
     *
     * @param value the truth
     */
    record Truth(boolean value) implements Payload {}

    /**
     * A moment.
     *
     * @param value the moment
     */
    record Time(Instant value) implements Payload {
        /**
         * Checks that there is a value.
         *
         * @param value the moment
         */
        public Time {
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * Several, in order.
     *
     * @param items the items
     */
    record Items(List<Payload> items) implements Payload {
        /**
         * Copies the list.
         *
         * @param items the items
         */
        public Items {
            items = List.copyOf(items);
        }
    }

    /**
     * Several, by name.
     *
     * @param fields the fields, sorted by name; no name begins with {@code $}
     */
    record Fields(SortedMap<String, Payload> fields) implements Payload {
        /** No fields. */
        public static final Fields EMPTY = new Fields(SortedFields.EMPTY);

        /**
         * Copies the map.
         *
         * @param fields the fields, sorted by name; no name begins with {@code $}
         * @throws IllegalArgumentException if a name begins with {@code $}, which is kept for the text form
         */
        public Fields {
            fields = SortedFields.of(fields);
        }

        /**
         * A field, if it is there.
         *
         * @param name its name
         * @return the value or {@code null}
         */
        public @Nullable Payload get(String name) {
            return fields.get(name);
        }

        /**
         * The text of a field.
         *
         * @param name its name
         * @return the text
         * @throws IllegalArgumentException if there is no such field or it is no text
         */
        public String text(String name) {
            if (fields.get(name) instanceof Text text) {
                return text.value();
            }
            throw new IllegalArgumentException("There is no text '" + name + "' among " + fields.keySet());
        }

        /**
         * The number of a field.
         *
         * @param name its name
         * @return the number
         * @throws IllegalArgumentException if there is no such field or it is no number
         */
        public long whole(String name) {
            if (fields.get(name) instanceof Whole whole) {
                return whole.value();
            }
            throw new IllegalArgumentException("There is no number '" + name + "' among " + fields.keySet());
        }

        /**
         * The truth of a field.
         *
         * @param name its name
         * @return its value; false if there is no such field
         */
        public boolean truth(String name) {
            return fields.get(name) instanceof Truth truth && truth.value();
        }

        /**
         * The items of a field.
         *
         * @param name its name
         * @return the items; empty if there is no such field
         */
        public List<Payload> items(String name) {
            return fields.get(name) instanceof Items items ? items.items() : List.of();
        }

        /**
         * The same with one field more, or another value for it.
         *
         * @param name its name
         * @param value its value; {@code null} takes the field away
         * @return the fields
         */
        public Fields with(String name, @Nullable Payload value) {
            return new Fields(SortedFields.of(fields).with(name, value));
        }

        /**
         * The same with one text more, or another value for it.
         *
         * @param name its name
         * @param value its text; {@code null} takes the field away
         * @return the fields
         */
        public Fields with(String name, @Nullable String value) {
            return with(name, value == null ? null : new Text(value));
        }

        /**
         * The same with one number more, or another value for it.
         *
         * @param name its name
         * @param value its number
         * @return the fields
         */
        public Fields with(String name, long value) {
            return with(name, new Whole(value));
        }
    }

    /**
     * Stands for what an earlier step will have made: an output of it, known once that step is done.
     *
     * @param step the name of the earlier primitive in the same lowering
     * @param output the name of its output; {@code members/SUBJECT} for the cloud id of one member
     */
    record Ref(String step, String output) implements Payload {
        /**
         * Checks that both are given.
         *
         * @param step the name of the earlier primitive in the same lowering
         * @param output the name of its output; {@code members/SUBJECT} for the cloud id of one member
         */
        public Ref {
            Objects.requireNonNull(step, "step");
            Objects.requireNonNull(output, "output");
        }
    }

    /**
     * A secret, as the application's cipher wrote it, or its name.
     *
     * @param form {@code cipher} or {@code name}
     * @param value the cipher's text or the name
     */
    record Hidden(String form, String value) implements Payload {
        /**
         * Checks that both are given.
         *
         * @param form {@code cipher} or {@code name}
         * @param value the cipher's text or the name
         */
        public Hidden {
            Objects.requireNonNull(form, "form");
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * Text.
     *
     * @param value the text
     * @return the payload
     */
    static Payload of(String value) {
        return new Text(value);
    }

    /**
     * A whole number.
     *
     * @param value the number
     * @return the payload
     */
    static Payload of(long value) {
        return new Whole(value);
    }

    /**
     * True or false.
     *
     * @param value the truth
     * @return the payload
     */
    static Payload of(boolean value) {
        return new Truth(value);
    }

    /**
     * Texts, in order.
     *
     * @param values the texts
     * @return the payload
     */
    static Payload ofTexts(List<String> values) {
        return new Items(values.stream().map(Payload::of).toList());
    }

    /**
     * Texts by name.
     *
     * @param values the texts
     * @return the payload
     */
    static Fields ofTexts(Map<String, String> values) {
        SortedMap<String, Payload> fields = new TreeMap<>();
        values.forEach((name, value) -> fields.put(name, new Text(value)));
        return new Fields(fields);
    }

    /**
     * The canonical text.
     *
     * @return a text that {@link #parse} reads back to an equal tree
     * @throws IllegalArgumentException if the tree is deeper than {@link #MAX_DEPTH}, where a moment counts as one level
     *     more and a reference or secret as two, or if its text would be longer than {@link #MAX_LENGTH}
     */
    default String canonical() {
        return CanonicalText.write(this);
    }

    /**
     * Reads a canonical text. White space between values is let pass; duplicate names, floating point, nulls, and texts
     * past the limits are not.
     *
     * @param text the text
     * @return the tree
     * @throws IllegalArgumentException if the text has another form; the message says at which character
     */
    static Payload parse(String text) {
        return CanonicalText.read(text);
    }
}
