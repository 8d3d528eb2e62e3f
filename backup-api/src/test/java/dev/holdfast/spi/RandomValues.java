// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.OperationId;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceKind;
import dev.holdfast.resource.Secret;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Draws values of any type that has a payload form: by its constructor, drawn again where that refuses. */
final class RandomValues {
    private static final int DRAWS = 20_000;
    private static final String[] PIECES = {
        "a",
        "Z",
        "7",
        "-",
        ".",
        " ",
        "/",
        "\"",
        "\\",
        "\n",
        "\u0000",
        "\u007f",
        "\u2028",
        "\u00e4",
        "\u5907",
        "\ud83d\udd12",
        "\ud800",
        "\udc00",
        "$",
        "#",
        "{",
        "@type"
    };

    private final SplittableRandom random;

    /** Nothing absent, texts plain. */
    private final boolean full;

    private @Nullable Location home;
    private @Nullable ResourceKind kind;

    RandomValues(long seed, boolean full) {
        this.random = new SplittableRandom(seed);
        this.full = full;
    }

    <T> T next(Class<T> type) {
        return type.cast(draw(type, 0));
    }

    Payload tree(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> new Payload.Text(text());
            case 1 -> new Payload.Whole(random.nextLong());
            case 2 -> new Payload.Truth(random.nextBoolean());
            case 3 ->
                new Payload.Time(Instant.ofEpochSecond(
                        random.nextLong(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()),
                        random.nextInt(1_000_000_000)));
            case 4 -> new Payload.Ref(text(), text());
            case 5 -> new Payload.Hidden("cipher", text());
            case 6 -> {
                List<Payload> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(tree(depth - 1));
                }
                yield new Payload.Items(items);
            }
            default -> {
                SortedMap<String, Payload> fields = new TreeMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    String name = text();
                    fields.put(name.startsWith("$") ? "s" + name : name, tree(depth - 1));
                }
                yield new Payload.Fields(fields);
            }
        };
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private String word() {
        return "x" + Integer.toString(random.nextInt(100_000), 36);
    }

    private Object draw(Type type, int depth) {
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            Type[] arguments = generic.getActualTypeArguments();
            int size = full ? 1 : random.nextInt(3);
            if (raw == List.class) {
                List<Object> items = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    items.add(draw(arguments[0], depth + 1));
                }
                return items;
            } else if (raw == Set.class) {
                return Set.of(draw(arguments[0], depth + 1));
            } else if (Map.class.isAssignableFrom(raw)) {
                SortedMap<String, Object> map = new TreeMap<>();
                for (int i = 0; i < size; i++) {
                    map.put(full ? word() : "k" + text(), draw(arguments[1], depth + 1));
                }
                return map;
            }
            return draw(raw, depth);
        }
        return drawClass((Class<?>) type, depth);
    }

    private Object drawClass(Class<?> type, int depth) {
        if (type == String.class) {
            return full || random.nextInt(3) > 0 ? word() : text();
        } else if (type == int.class) {
            return random.nextInt(1, 100);
        } else if (type == long.class) {
            return random.nextLong(1, 1L << 40);
        } else if (type == boolean.class) {
            return random.nextBoolean();
        } else if (type == Duration.class) {
            return Duration.ofSeconds(random.nextInt(4) == 0 && !full ? 0 : random.nextLong(1, 1_000_000));
        } else if (type == Instant.class) {
            return Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000));
        } else if (type == LocalTime.class) {
            return LocalTime.of(random.nextInt(24), random.nextInt(60));
        } else if (type == ZoneId.class) {
            return ZoneId.of(random.nextBoolean() ? "Europe/Dublin" : "Asia/Shanghai");
        } else if (type == Secret.class) {
            return switch (random.nextInt(full ? 2 : 3)) {
                case 0 -> Secret.named(word());
                case 1 -> full ? Secret.named(word()) : Secret.of("open sesame");
                default -> Secret.of(word());
            };
        } else if (type == ResourceId.class) {
            return new ResourceId(place(), kind == null ? draw(ResourceKind.class) : kind, word());
        } else if (type == ProviderId.class) {
            return ProviderId.of(word());
        } else if (type == OperationId.class) {
            return new OperationId(word());
        } else if (type == RecoveryPointId.class) {
            return new RecoveryPointId(word());
        } else if (type == Payload.Fields.class) {
            return full ? Payload.Fields.EMPTY.with(word(), word()) : Payload.Fields.EMPTY.with("x", tree(3));
        } else if (type == CallFailure.class) {
            return CallFailure.builder(draw(FailureKind.class), draw(CallFailure.Effect.class), word())
                    .code(word())
                    .requestId(word())
                    .limit(full || random.nextBoolean() ? word() : null)
                    .limitKey(full || random.nextBoolean() ? word() : null)
                    .retryAfter(full || random.nextBoolean() ? Duration.ofSeconds(7) : null)
                    .build();
        } else if (type == RecoveryPlan.class) {
            return plan();
        } else if (type.isEnum()) {
            Object[] constants = type.getEnumConstants();
            return constants[random.nextInt(constants.length)];
        } else if (type.isSealed()) {
            Class<?>[] permitted = type.getPermittedSubclasses();
            return drawClass(permitted[random.nextInt(permitted.length)], depth);
        }
        return build(type, depth);
    }

    private <T> T draw(Class<T> type) {
        return type.cast(drawClass(type, 0));
    }

    /** Mostly one place, as of things that have to do with each other. */
    private Location place() {
        if (home == null) {
            home = draw(Location.class);
        }
        return full || random.nextInt(4) > 0 ? home : draw(Location.class);
    }

    /** What kind of resource a field names, where its name tells. */
    private static @Nullable ResourceKind kindOf(Class<?> type, String field) {
        return switch (field) {
            case "disk", "disks" -> ResourceKind.DISK;
            case "machine", "machines" -> ResourceKind.MACHINE;
            case "id" -> type == Disk.class ? ResourceKind.DISK : type == Machine.class ? ResourceKind.MACHINE : null;
            default -> null;
        };
    }

    private RecoveryPlan plan() {
        RecoveryPlan.Builder plan = RecoveryPlan.named(word())
                .from(draw(dev.holdfast.resource.Location.class))
                .to(draw(dev.holdfast.resource.Location.class))
                .objectives(draw(dev.holdfast.recovery.RecoveryObjectives.class))
                .group("data", g -> g.machines("db").healthCheck(draw(dev.holdfast.recovery.HealthCheck.class)))
                .group("web", g -> g.machines("web-1", "web-2").after("data").approval())
                .subnet(word(), word());
        if (full || random.nextBoolean()) {
            plan.drillSubnet(word()).override("db", draw(dev.holdfast.resource.MachineSpec.class));
        }
        return plan.build();
    }

    private Object build(Class<?> type, int depth) {
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        if (constructors.length != 1) {
            throw new IllegalStateException(type + " has " + constructors.length + " constructors");
        }
        constructors[0].setAccessible(true);
        RuntimeException last = new IllegalStateException("never tried");
        for (int i = 0; i < DRAWS; i++) {
            try {
                return constructors[0].newInstance(parts(type, constructors[0], depth));
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof IllegalArgumentException refused)) {
                    throw new IllegalStateException("Cannot build " + type, e);
                }
                last = refused;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("Cannot build " + type, e);
            }
        }
        throw last;
    }

    private @Nullable Object[] parts(Class<?> type, Constructor<?> constructor, int depth)
            throws ReflectiveOperationException {
        @Nullable Object[] parts = new Object[constructor.getParameterCount()];
        for (int i = 0; i < parts.length; i++) {
            Field field = type.getDeclaredField(constructor.getParameters()[i].getName());
            boolean absent =
                    field.getAnnotatedType().isAnnotationPresent(Nullable.class) && !full && random.nextBoolean();
            boolean nested = field.getGenericType().toString().contains(type.getName()) || depth > 6;
            if (nested && field.getType() == List.class) {
                parts[i] = List.of();
            } else {
                ResourceKind outer = kind;
                kind = kindOf(type, field.getName());
                parts[i] = absent ? null : draw(field.getGenericType(), depth + 1);
                kind = outer;
            }
        }
        // What must agree with a field drawn apart.
        if (type == Primitive.class) {
            parts[place(constructor, "completes")] = parts[place(constructor, "actions")];
        }
        return parts;
    }

    private static int place(Constructor<?> constructor, String name) {
        for (int i = 0; i < constructor.getParameterCount(); i++) {
            if (constructor.getParameters()[i].getName().equals(name)) {
                return i;
            }
        }
        throw new IllegalStateException(constructor + " has no " + name);
    }

    /** The names of a type's fields that are written. */
    static Set<String> fieldsOf(Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (var parameter : type.getDeclaredConstructors()[0].getParameters()) {
            names.add(parameter.getName());
        }
        return names;
    }
}
