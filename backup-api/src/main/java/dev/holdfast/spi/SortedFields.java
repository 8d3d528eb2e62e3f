// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a payload: two arrays where a tree would take an object for each field. Most trees of values have a
 * handful of fields, and an engine holds millions of them. Immutable.
 */
@SuppressWarnings("JdkObsolete") // a sorted map is what Payload.Fields promises, and more nobody needs
final class SortedFields extends AbstractMap<String, Payload> implements SortedMap<String, Payload> {
    static final SortedFields EMPTY = new SortedFields(new String[0], new Payload[0]);

    private final String[] names;
    private final Payload[] values;

    private SortedFields(String[] names, Payload[] values) {
        this.names = names;
        this.values = values;
    }

    static SortedFields of(SortedMap<String, Payload> fields) {
        if (fields instanceof SortedFields done) {
            return done;
        } else if (fields.isEmpty()) {
            return EMPTY;
        }
        // A foreign order would make equal trees differ as texts.
        SortedMap<String, Payload> sorted = fields.comparator() == null ? fields : natural(fields);
        String[] names = new String[sorted.size()];
        Payload[] values = new Payload[sorted.size()];
        int at = 0;
        for (Map.Entry<String, Payload> field : sorted.entrySet()) {
            names[at] = named(field.getKey());
            values[at++] = Objects.requireNonNull(field.getValue(), field.getKey());
        }
        return new SortedFields(names, values);
    }

    private static SortedMap<String, Payload> natural(SortedMap<String, Payload> fields) {
        SortedMap<String, Payload> sorted = new TreeMap<>(Comparator.<String>naturalOrder());
        sorted.putAll(fields);
        return sorted;
    }

    private static String named(String name) {
        if (name.startsWith("$")) {
            throw new IllegalArgumentException("A field must not begin with '$': " + name);
        }
        return name;
    }

    /** The same with one field more, or another value for it; {@code null} takes the field away. */
    SortedFields with(String name, @Nullable Payload value) {
        int at = Arrays.binarySearch(names, named(name));
        if (value == null) {
            return at < 0 ? this : without(at);
        } else if (at >= 0) {
            Payload[] changed = values.clone();
            changed[at] = value;
            return new SortedFields(names, changed);
        }
        int to = -at - 1;
        String[] moreNames = Arrays.copyOf(names, names.length + 1);
        Payload[] moreValues = Arrays.copyOf(values, values.length + 1);
        System.arraycopy(names, to, moreNames, to + 1, names.length - to);
        System.arraycopy(values, to, moreValues, to + 1, values.length - to);
        moreNames[to] = name;
        moreValues[to] = value;
        return new SortedFields(moreNames, moreValues);
    }

    private SortedFields without(int at) {
        if (names.length == 1) {
            return EMPTY;
        }
        String[] fewerNames = Arrays.copyOf(names, names.length - 1);
        Payload[] fewerValues = Arrays.copyOf(values, values.length - 1);
        System.arraycopy(names, at + 1, fewerNames, at, names.length - at - 1);
        System.arraycopy(values, at + 1, fewerValues, at, values.length - at - 1);
        return new SortedFields(fewerNames, fewerValues);
    }

    @Override
    public @Nullable Payload get(@Nullable Object name) {
        int at = name instanceof String text ? Arrays.binarySearch(names, text) : -1;
        return at < 0 ? null : values[at];
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public int size() {
        return names.length;
    }

    @Override
    public Set<Map.Entry<String, Payload>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, Payload>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return names.length;
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, Payload>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < names.length;
        }

        @Override
        public Map.Entry<String, Payload> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Map.Entry<String, Payload> entry = Map.entry(names[next], values[next]);
            next++;
            return entry;
        }
    }

    @Override
    public @Nullable Comparator<? super String> comparator() {
        return null;
    }

    @Override
    public SortedMap<String, Payload> subMap(String from, String to) {
        return tree().subMap(from, to);
    }

    @Override
    public SortedMap<String, Payload> headMap(String to) {
        return tree().headMap(to);
    }

    @Override
    public SortedMap<String, Payload> tailMap(String from) {
        return tree().tailMap(from);
    }

    private SortedMap<String, Payload> tree() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(this));
    }

    @Override
    public String firstKey() {
        return names[checked(0)];
    }

    @Override
    public String lastKey() {
        return names[checked(names.length - 1)];
    }

    private int checked(int at) {
        if (names.length == 0) {
            throw new NoSuchElementException();
        }
        return at;
    }
}
