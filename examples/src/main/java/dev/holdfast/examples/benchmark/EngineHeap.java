// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.benchmark;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.openjdk.jol.vm.VM;

/**
 * The size of all objects that are reachable from a Holdfast, but for what it was given: clouds, store, runtime. An
 * object that these hold too counts, so the figure is no smaller than what would be free without the engine.
 */
final class EngineHeap {
    private static final List<String> GIVEN = List.of(
            "dev.holdfast.testkit.",
            "dev.holdfast.examples.",
            "dev.holdfast.spi.InMemoryStore",
            "dev.holdfast.internal.engine.SystemRuntime",
            "javax.crypto.",
            "java.util.zip.",
            "java.lang.Class",
            "java.lang.Thread",
            "java.lang.ref.",
            "java.lang.reflect.",
            "java.lang.invoke.",
            "org.slf4j.",
            "jdk.internal.");

    private static final Map<Class<?>, List<Field>> FIELDS = new HashMap<>();

    private EngineHeap() {}

    /**
     * What was found.
     *
     * @param bytes the size of all objects
     * @param unfinished steps that have not ended
     * @param largest which classes make most of it
     */
    record Sample(long bytes, long unfinished, String largest) {
        double perStep(Sample idle) {
            return (double) Math.max(0, bytes - idle.bytes) / Math.max(1, unfinished);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%,.1f KiB for %,d unfinished steps (%s)", bytes / 1024.0, unfinished, largest);
        }
    }

    /**
     * What a run showed.
     *
     * @param idle before it
     * @param during while it ran
     * @param after when all had ended
     */
    static List<Figure> figures(Sample idle, List<Sample> during, Sample after) {
        long most = during.stream().mapToLong(Sample::unfinished).max().orElse(1);
        Sample worst = during.stream()
                .filter(sample -> sample.unfinished() * 10 >= most)
                .max(Comparator.comparingDouble(sample -> sample.perStep(idle)))
                .orElse(after);
        return List.of(
                Figure.atMost(
                        3,
                        "heap of the engine for each unfinished step",
                        String.format(Locale.ROOT, "%,d bytes are the engine's own, without work", idle.bytes()),
                        "at its worst " + worst,
                        worst.perStep(idle),
                        2_048),
                Figure.atMost(
                        3,
                        "heap that is left when all steps have ended, KiB",
                        "0",
                        String.format(
                                Locale.ROOT, "%,.1f KiB at most, %,.1f after", peak(during), after.bytes() / 1024.0),
                        (after.bytes() - idle.bytes()) / 1024.0,
                        64));
    }

    private static double peak(List<Sample> during) {
        return during.stream().mapToLong(Sample::bytes).max().orElse(0) / 1024.0;
    }

    static Sample of(Object root, long unfinished) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>(1 << 16));
        Deque<Object> open = new ArrayDeque<>();
        Map<Class<?>, long[]> sizes = new HashMap<>();
        long bytes = 0;
        seen.add(root);
        open.add(root);
        while (!open.isEmpty()) {
            Object each = open.removeLast();
            long size = VM.current().sizeOf(each);
            bytes += size;
            sizes.computeIfAbsent(each.getClass(), c -> new long[1])[0] += size;
            if (each instanceof Object[] array) {
                for (Object item : array) {
                    visit(item, seen, open);
                }
            } else if (!each.getClass().isArray()) {
                for (Field field : fields(each.getClass())) {
                    visit(value(field, each), seen, open);
                }
            }
        }
        return new Sample(bytes, unfinished, largest(sizes));
    }

    private static void visit(Object found, Set<Object> seen, Deque<Object> open) {
        if (found != null && !isGiven(found.getClass()) && seen.add(found)) {
            open.add(found);
        }
    }

    private static boolean isGiven(Class<?> type) {
        String name = type.getName();
        return type.isEnum() || GIVEN.stream().anyMatch(name::startsWith);
    }

    private static List<Field> fields(Class<?> type) {
        return FIELDS.computeIfAbsent(type, t -> {
            List<Field> fields = new ArrayList<>();
            for (Class<?> each = t; each != null; each = each.getSuperclass()) {
                for (Field field : each.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())
                            && !field.getType().isPrimitive()) {
                        fields.add(field);
                    }
                }
            }
            AccessibleObject.setAccessible(fields.toArray(AccessibleObject[]::new), true);
            return fields;
        });
    }

    private static Object value(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Cannot read " + field, e);
        }
    }

    private static String largest(Map<Class<?>, long[]> sizes) {
        TreeMap<Long, String> bySize = new TreeMap<>(Collections.reverseOrder());
        sizes.forEach((type, size) -> bySize.merge(size[0], type.getSimpleName(), (a, b) -> a + "+" + b));
        StringBuilder text = new StringBuilder();
        bySize.entrySet().stream()
                .limit(8)
                .forEach(each -> text.append(text.isEmpty() ? "" : ", ")
                        .append(each.getValue())
                        .append(' ')
                        .append(each.getKey() / 1024)
                        .append(" KiB"));
        return text.toString();
    }
}
