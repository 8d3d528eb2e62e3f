// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.resource.Secret;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns Holdfast's values into {@link Payload} and back: records, and the value classes that have exactly one
 * constructor whose parameters are named as their fields, and {@link CallFailure} without its cause. One rule for all, so that what is journaled, kept in a kit
 * and sent between processes cannot differ. Names are part of the stored format; golden files guard them.
 *
 * <p>Fields that a reader does not know are let pass; the stored tree keeps them. Safe for use by any thread.
 */
public final class PayloadMapper {
    /** Not a Java name, so that no field of a value can hide it. */
    static final String TYPE = "@type";

    private static final Map<Class<?>, Shape> SHAPES = new ConcurrentHashMap<>();

    private final @Nullable Cipher cipher;

    private PayloadMapper(@Nullable Cipher cipher) {
        this.cipher = cipher;
    }

    /**
     * A mapper that writes secrets by name only.
     *
     * @return the mapper
     */
    public static PayloadMapper withoutSecrets() {
        return new PayloadMapper(null);
    }

    /**
     * A mapper that writes secrets through a cipher.
     *
     * @param cipher the application's cipher, or {@code null} for none
     * @return the mapper
     */
    public static PayloadMapper with(@Nullable Cipher cipher) {
        return new PayloadMapper(cipher);
    }

    /**
     * Writes a value.
     *
     * @param value a record, value class, enum, text, number, truth, moment, duration, list, set or map by text
     * @return its payload
     * @throws IllegalArgumentException if the value is of a type that has no payload form
     */
    public Payload write(Object value) {
        if (value instanceof Payload payload) {
            return payload;
        } else if (value instanceof String text) {
            return new Payload.Text(text);
        } else if (value instanceof Integer || value instanceof Long) {
            return new Payload.Whole(((Number) value).longValue());
        } else if (value instanceof Boolean truth) {
            return new Payload.Truth(truth);
        } else if (value instanceof Instant time) {
            return new Payload.Time(time);
        } else if (value instanceof Duration || value instanceof LocalTime || value instanceof ZoneId) {
            return new Payload.Text(value.toString());
        } else if (value instanceof Enum<?> constant) {
            return new Payload.Text(constant.name());
        } else if (value instanceof Secret secret) {
            return secret(secret);
        } else if (value instanceof CallFailure failure) {
            return failure(failure);
        } else if (value instanceof Set<?> set) {
            // Sets have no order of their own: the text of the members gives one.
            TreeMap<String, Payload> sorted = new TreeMap<>();
            for (Object item : set) {
                Payload payload = write(item);
                sorted.put(payload.canonical(), payload);
            }
            return new Payload.Items(new ArrayList<>(sorted.values()));
        } else if (value instanceof Collection<?> list) {
            List<Payload> items = new ArrayList<>(list.size());
            for (Object item : list) {
                items.add(write(item));
            }
            return new Payload.Items(items);
        } else if (value instanceof Map<?, ?> map) {
            // Names of users' maps are data: kept apart from the form's own names.
            List<Payload> pairs = new ArrayList<>(map.size());
            TreeMap<String, Object> sorted = new TreeMap<>();
            map.forEach((key, item) -> sorted.put((String) key, item));
            sorted.forEach((key, item) -> pairs.add(new Payload.Items(List.of(new Payload.Text(key), write(item)))));
            return new Payload.Items(pairs);
        }
        return shaped(value);
    }

    private Payload shaped(Object value) {
        Shape shape = Shape.of(value.getClass());
        SortedMap<String, Payload> fields = new TreeMap<>();
        if (shape.tagged) {
            fields.put(TYPE, new Payload.Text(value.getClass().getSimpleName()));
        }
        for (int i = 0; i < shape.fields.length; i++) {
            Object component = shape.get(i, value);
            if (component != null) {
                fields.put(shape.fields[i].getName(), write(component));
            }
        }
        return new Payload.Fields(fields);
    }

    private static Payload failure(CallFailure failure) {
        String message = failure.getMessage();
        Duration retryAfter = failure.retryAfter();
        return Payload.Fields.EMPTY
                .with("kind", failure.kind().name())
                .with("effect", failure.effect().name())
                .with("message", message == null ? "" : message)
                .with("retryAfter", retryAfter == null ? null : retryAfter.toString())
                .with("limit", failure.limit())
                .with("limitKey", failure.limitKey())
                .with("code", failure.code())
                .with("requestId", failure.requestId());
    }

    private CallFailure failure(Payload.Fields fields, String place) {
        CallFailure.Builder builder = CallFailure.builder(
                (FailureKind) read(part(fields, "kind", place), FailureKind.class, place + ".kind"),
                (CallFailure.Effect) read(part(fields, "effect", place), CallFailure.Effect.class, place + ".effect"),
                text(part(fields, "message", place), place + ".message"));
        builder.code(text(part(fields, "code", place), place + ".code"));
        builder.requestId(text(part(fields, "requestId", place), place + ".requestId"));
        Payload limit = fields.get("limit");
        Payload limitKey = fields.get("limitKey");
        Payload retryAfter = fields.get("retryAfter");
        return builder.limit(limit == null ? null : text(limit, place + ".limit"))
                .limitKey(limitKey == null ? null : text(limitKey, place + ".limitKey"))
                .retryAfter(
                        retryAfter == null ? null : (Duration) read(retryAfter, Duration.class, place + ".retryAfter"))
                .build();
    }

    private static Payload part(Payload.Fields fields, String name, String place) {
        Payload part = fields.get(name);
        if (part == null) {
            throw new IllegalArgumentException(place + "." + name + " is missing");
        }
        return part;
    }

    private Payload secret(Secret secret) {
        String sealed = secret.sealedText();
        if (sealed != null) {
            return new Payload.Hidden("cipher", sealed);
        }
        String reference = secret.reference();
        if (reference != null) {
            return new Payload.Hidden("name", reference);
        }
        return cipher == null
                ? new Payload.Hidden("name", "unnamed")
                : new Payload.Hidden("cipher", cipher.encrypt(secret.reveal()));
    }

    /**
     * Reads a value.
     *
     * @param payload what {@link #write} made of a value of that type
     * @param type the type
     * @param <T> the type
     * @return a value equal to the one written, but for secrets that were written by name
     * @throws IllegalArgumentException if the payload has another form, or the value refuses its parts
     */
    public <T> T read(Payload payload, Class<T> type) {
        return type.cast(read(payload, (Type) type, type.getSimpleName()));
    }

    /**
     * Reads values.
     *
     * @param payload what {@link #write} made of a list
     * @param type the type of the items
     * @param <T> the type of the items
     * @return the values
     * @throws IllegalArgumentException if the payload has another form, or a value refuses its parts
     */
    public <T> List<T> readList(Payload payload, Class<T> type) {
        List<T> values = new ArrayList<>();
        for (Payload item : items(payload, type.getSimpleName())) {
            values.add(read(item, type));
        }
        return values;
    }

    private Object read(Payload payload, Type type, String place) {
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            Type[] arguments = generic.getActualTypeArguments();
            if (raw == List.class || raw == Collection.class) {
                return List.copyOf(readItems(payload, arguments[0], place));
            } else if (raw == Set.class) {
                return new LinkedHashSet<>(readItems(payload, arguments[0], place));
            } else if (raw == Map.class || raw == SortedMap.class) {
                SortedMap<String, Object> map = new TreeMap<>();
                for (Payload pair : items(payload, place)) {
                    List<Payload> parts = items(pair, place);
                    if (parts.size() != 2) {
                        throw new IllegalArgumentException(place + " should hold pairs of a name and a value");
                    }
                    String key = text(parts.get(0), place);
                    if (map.put(key, read(parts.get(1), arguments[1], place)) != null) {
                        throw new IllegalArgumentException(place + " holds the name '" + key + "' twice");
                    }
                }
                return map;
            }
            return read(payload, raw, place);
        }
        return readClass(payload, (Class<?>) type, place);
    }

    private List<Object> readItems(Payload payload, Type type, String place) {
        List<Object> values = new ArrayList<>();
        for (Payload item : items(payload, place)) {
            values.add(read(item, type, place));
        }
        return values;
    }

    private Object readClass(Payload payload, Class<?> type, String place) {
        if (Payload.class.isAssignableFrom(type)) {
            return expect(type.isInstance(payload), payload, place, "a " + type.getSimpleName());
        } else if (type == String.class) {
            return text(payload, place);
        } else if (type == int.class || type == Integer.class) {
            return acceptable(place, () -> Math.toIntExact(whole(payload, place)));
        } else if (type == long.class || type == Long.class) {
            return whole(payload, place);
        } else if (type == boolean.class || type == Boolean.class) {
            return ((Payload.Truth) expect(payload instanceof Payload.Truth, payload, place, "a truth")).value();
        } else if (type == Instant.class) {
            return ((Payload.Time) expect(payload instanceof Payload.Time, payload, place, "a moment")).value();
        } else if (type == Duration.class) {
            return acceptable(place, () -> Duration.parse(text(payload, place)));
        } else if (type == LocalTime.class) {
            return acceptable(place, () -> LocalTime.parse(text(payload, place)));
        } else if (type == ZoneId.class) {
            return acceptable(place, () -> ZoneId.of(text(payload, place)));
        } else if (type.isEnum()) {
            return constant(type, text(payload, place), place);
        } else if (type == Secret.class) {
            Payload.Hidden hidden =
                    (Payload.Hidden) expect(payload instanceof Payload.Hidden, payload, place, "a secret");
            if (!hidden.form().equals("cipher")) {
                return Secret.named(hidden.value());
            }
            return cipher == null ? Secret.sealed(hidden.value()) : Secret.of(cipher.decrypt(hidden.value()));
        }
        Payload.Fields fields = (Payload.Fields) expect(payload instanceof Payload.Fields, payload, place, "fields");
        if (type == CallFailure.class) {
            return failure(fields, place);
        } else if (type.isSealed()) {
            return readClass(payload, permitted(type, text(part(fields, TYPE, place), place), place), place);
        }
        return build(Shape.of(type), fields, place);
    }

    private Object build(Shape shape, Payload.Fields fields, String place) {
        @Nullable Object[] values = new Object[shape.fields.length];
        for (int i = 0; i < values.length; i++) {
            String name = shape.fields[i].getName();
            Payload component = fields.get(name);
            if (component != null) {
                values[i] = read(component, shape.types[i], place + "." + name);
            } else if (shape.needed[i]) {
                throw new IllegalArgumentException(place + "." + name + " is missing");
            }
        }
        try {
            return shape.constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(place + " is not acceptable: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot build " + place, e);
        }
    }

    private static Object acceptable(String place, Supplier<Object> value) {
        try {
            return value.get();
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(place + " is not acceptable: " + e.getMessage(), e);
        }
    }

    private static Object constant(Class<?> type, String name, String place) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(
                place + " is '" + name + "', which this version does not know as " + type.getSimpleName());
    }

    private static Class<?> permitted(Class<?> type, String name, String place) {
        for (Class<?> candidate : type.getPermittedSubclasses()) {
            if (candidate.getSimpleName().equals(name)) {
                return candidate;
            }
        }
        throw new IllegalArgumentException(
                place + " is of type '" + name + "', which this version does not know as " + type.getSimpleName());
    }

    private static List<Payload> items(Payload payload, String place) {
        return ((Payload.Items) expect(payload instanceof Payload.Items, payload, place, "a list")).items();
    }

    private static String text(Payload payload, String place) {
        return ((Payload.Text) expect(payload instanceof Payload.Text, payload, place, "a text")).value();
    }

    private static long whole(Payload payload, String place) {
        return ((Payload.Whole) expect(payload instanceof Payload.Whole, payload, place, "a number")).value();
    }

    private static Payload expect(boolean holds, Payload payload, String place, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException(place + " should be " + wanted + " but is a "
                    + payload.getClass().getSimpleName());
        }
        return payload;
    }

    /** How a class is taken apart and put together. */
    private static final class Shape {
        final Constructor<?> constructor;
        final Field[] fields;
        final Type[] types;
        final boolean[] needed;
        final boolean tagged;

        private Shape(Class<?> type) {
            Constructor<?>[] constructors = type.getDeclaredConstructors();
            if (constructors.length != 1
                    || type.isInterface()
                    || type.getPackageName().startsWith("java.")) {
                throw new IllegalArgumentException(type.getName() + " has no payload form: it needs exactly one"
                        + " constructor, whose parameters are named as its fields");
            }
            constructor = constructors[0];
            constructor.setAccessible(true);
            Parameter[] parameters = constructor.getParameters();
            fields = new Field[parameters.length];
            types = new Type[parameters.length];
            needed = new boolean[parameters.length];
            for (int i = 0; i < parameters.length; i++) {
                fields[i] = field(type, parameters[i].getName());
                fields[i].setAccessible(true);
                types[i] = fields[i].getGenericType();
                needed[i] = !fields[i].getAnnotatedType().isAnnotationPresent(Nullable.class);
            }
            tagged = isTagged(type);
        }

        private static boolean isTagged(Class<?> type) {
            for (Class<?> above : type.getInterfaces()) {
                // A row mostly stands where nothing else can; who mixes rows says what each is.
                if (above.isSealed() && above != StoredRow.class) {
                    return true;
                }
            }
            return false;
        }

        private static Field field(Class<?> type, String name) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name) && !Modifier.isStatic(field.getModifiers())) {
                    return field;
                }
            }
            throw new IllegalArgumentException(type.getName() + " has no payload form: its constructor takes '" + name
                    + "', which is not a field of it");
        }

        static Shape of(Class<?> type) {
            return SHAPES.computeIfAbsent(type, Shape::new);
        }

        @Nullable
        Object get(int index, Object value) {
            try {
                return fields[index].get(value);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("Cannot read " + fields[index], e);
            }
        }
    }
}
