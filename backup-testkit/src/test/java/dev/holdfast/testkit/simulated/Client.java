// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.host.WorldRuntime;
import dev.holdfast.testkit.kit.KnownFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The least engine: reads, lowers, and runs primitives one after another, each until it is done. */
final class Client {
    static final Duration LONG = Duration.ofDays(2);

    final SimulatedCloud cloud;
    final WorldRuntime runtime;
    final BackupProvider provider;
    private final Map<String, Payload.Fields> outputs = new LinkedHashMap<>();
    private final Map<String, List<Member>> members = new LinkedHashMap<>();
    private int steps;

    Client(SimulatedCloud cloud) {
        this.cloud = cloud;
        this.runtime = cloud.runtime("host-1");
        this.provider = cloud.provider();
    }

    /** One call, as the engine makes it; what it threw is thrown. */
    <T> T call(Callable<T> work) {
        Object[] value = new Object[1];
        Throwable[] failure = new Throwable[1];
        boolean[] done = new boolean[1];
        runtime.post(
                () -> runtime.<T>run(HostRuntime.Kind.CALL, null, Duration.ofSeconds(10), work, (result, thrown) -> {
                    value[0] = result;
                    failure[0] = thrown;
                    done[0] = true;
                }));
        try {
            if (!runtime.await(() -> done[0], Duration.ofMinutes(1))) {
                throw new AssertionError("never answered");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (failure[0] instanceof RuntimeException e) {
            throw e;
        } else if (failure[0] != null) {
            throw new AssertionError(failure[0]);
        }
        @SuppressWarnings("unchecked")
        T result = (T) value[0];
        return result;
    }

    <T> List<T> read(FactQuery<T> query) {
        List<T> items = new ArrayList<>();
        String cursor = null;
        do {
            String at = cursor;
            ReadPage<T> page = call(() -> provider.read(query, at, context()));
            items.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        return items;
    }

    LoweredGroup lower(Action... actions) {
        ActionGroup group = new ActionGroup(Purpose.PROTECT, List.of(actions));
        KnownFacts known = KnownFacts.none();
        for (FactQuery<?> query : provider.lowering().needs(group, known)) {
            known = knowing(known, query);
        }
        return provider.lowering().lower(group, known);
    }

    private <T> KnownFacts knowing(KnownFacts known, FactQuery<T> query) {
        return known.knowing(query, read(query));
    }

    /** Lowers and runs; the undo steps are not. */
    void run(Action... actions) {
        LoweredGroup group = lower(actions);
        if (!group.refusals().isEmpty()) {
            throw new AssertionError(group.refusals());
        }
        for (Primitive primitive : group.primitives()) {
            boolean otherWay = primitive.edges().stream().anyMatch(edge -> edge.kind() == Edge.Kind.FAILED);
            if (!otherWay) {
                run(primitive);
            }
        }
    }

    /** Runs goals, some of which are reached before they are sent. */
    void delete(Action action) {
        for (Primitive primitive : lower(action).primitives()) {
            if (find(primitive, key(steps + 1)).isEmpty()) {
                run(primitive);
            }
        }
    }

    void run(Primitive primitive) {
        StepKey key = key(++steps);
        Primitive resolved = resolved(primitive);
        if (resolved.repeat().looksFirst() && !find(resolved, key).isEmpty()) {
            Sighting seen = find(resolved, key).get(0);
            throw new AssertionError(resolved + " sees " + seen);
        }
        finish(primitive.name(), start(resolved, key));
    }

    Answer start(Primitive primitive, StepKey key) {
        TreeMap<String, String> marks = new TreeMap<>();
        marks.put(Marks.HOLDFAST, "1:shop:snapshot");
        marks.put(Marks.KEY, key.mark());
        return call(() -> provider.start(
                new Call(primitive, key, marks, cloud.world().loop().now(), Payload.Fields.EMPTY), context()));
    }

    void finish(String name, Answer answer) {
        if (answer instanceof Answer.Done done) {
            outputs.put(name, done.outputs());
            members.put(name, done.members());
            return;
        }
        RemoteTask task = ((Answer.Started) answer).task();
        Instant end = cloud.world().loop().now().plus(LONG);
        while (cloud.world().loop().now().isBefore(end)) {
            RemoteTask at = task;
            Observation seen =
                    call(() -> provider.observe(List.of(at), context())).get(0);
            if (seen instanceof Observation.Done done) {
                outputs.put(name, done.outputs());
                members.put(name, done.members());
                return;
            } else if (seen instanceof Observation.Moved moved) {
                task = moved.task();
            } else if (seen instanceof Observation.Failed failed) {
                throw new AssertionError(failed.failure());
            }
            cloud.advance(Duration.ofSeconds(5));
        }
        throw new AssertionError(name + " never ended");
    }

    List<Sighting> find(Primitive primitive, StepKey key) {
        FindPage page = call(() -> provider.find(
                List.of(new Trace(resolved(primitive), key, cloud.world().loop().now(), primitive.lane())),
                null,
                context()));
        return page.sightings();
    }

    static StepKey key(int step) {
        return new StepKey("shop", new OperationId("op-1"), step, 1);
    }

    static CallContext context() {
        return new CallContext(Purpose.PROTECT, CallContext.DEFAULT_DEADLINE);
    }

    Payload.Fields outputs(String name) {
        Payload.Fields found = outputs.get(name);
        if (found == null) {
            throw new AssertionError(name + " is not among " + outputs.keySet());
        }
        return found;
    }

    String id(String name) {
        return outputs(name).text("id");
    }

    List<Member> members(String name) {
        return members.getOrDefault(name, List.of());
    }

    private Primitive resolved(Primitive primitive) {
        return primitive.withArguments((Payload.Fields) resolved(primitive.arguments()));
    }

    private Payload resolved(Payload payload) {
        if (payload instanceof Payload.Ref ref) {
            Payload value = outputs(ref.step()).get(ref.output());
            if (value == null) {
                throw new AssertionError("no output " + ref);
            }
            return value;
        } else if (payload instanceof Payload.Items items) {
            return new Payload.Items(items.items().stream().map(this::resolved).toList());
        } else if (payload instanceof Payload.Fields fields) {
            TreeMap<String, Payload> copy = new TreeMap<>();
            fields.fields().forEach((name, value) -> copy.put(name, resolved(value)));
            return new Payload.Fields(copy);
        }
        return payload;
    }

    static @Nullable Payload output(Answer answer, String name) {
        return answer instanceof Answer.Done done ? done.outputs().get(name) : null;
    }
}
