// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** A cloud of things that take a minute to make, shown to look-ups after two seconds. */
final class SmallCloud implements BackupProvider {
    static final ProviderId ID = ProviderId.of("small");
    static final Lane LANE = new Lane(ID, "acc", "one");
    static final Duration TAKES = Duration.ofMinutes(1);
    static final Duration HIDDEN = Duration.ofSeconds(2);

    private final java.util.function.LongSupplier ticks;
    final Map<String, Thing> things = new LinkedHashMap<>();
    final Map<String, Integer> effects = new HashMap<>();
    final List<String> log = new ArrayList<>();
    final List<Limit> limits = new ArrayList<>();
    final List<LimitUse> finding = new ArrayList<>();
    final List<String> contexts = new ArrayList<>();
    final Map<String, CallFailure> refusals = new HashMap<>();
    boolean held;
    boolean slowGuest;
    int requests;
    private int made;

    static final class Thing {
        final String id;
        final String key;
        final long at;
        boolean failing;

        Thing(String id, String key, long at) {
            this.id = id;
            this.key = key;
            this.at = at;
        }
    }

    SmallCloud(java.util.function.LongSupplier ticks) {
        this.ticks = ticks;
    }

    static Primitive.Builder primitive(String name, RepeatClass repeat) {
        return Primitive.builder(name, "make", repeat, LANE, Purpose.PROTECT)
                .product(ProductKind.SNAPSHOT)
                .subject(name);
    }

    static Primitive freeze() {
        return Primitive.builder("freeze", "freeze", RepeatClass.ONCE, LANE, Purpose.PROTECT)
                .section("hold")
                .build();
    }

    static Primitive held(Primitive.Builder create) {
        return create.section("hold").edges(List.of(Edge.after("freeze"))).build();
    }

    static Primitive thaw(String create) {
        return Primitive.builder("thaw", "thaw", RepeatClass.GOAL, LANE, Purpose.PROTECT)
                .section("hold")
                .edges(List.of(Edge.finallyAfter("freeze"), new Edge(create, Edge.Kind.ANSWERED)))
                .build();
    }

    static LimitUse use(String limit) {
        return LimitUse.one(limit, "");
    }

    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public Map<Facet, Facet.Status> facets() {
        return Map.of();
    }

    @Override
    public List<Limit> limits() {
        return limits;
    }

    @Override
    public Lowering lowering() {
        throw new UnsupportedOperationException();
    }

    private static ReadProfile profile(int batch) {
        return new ReadProfile(batch, List.of(), Duration.ofSeconds(1), HIDDEN, Duration.ofSeconds(10));
    }

    @Override
    public ReadProfile observing(RemoteTask task) {
        return profile(100);
    }

    @Override
    public ReadProfile finding(Primitive primitive) {
        return new ReadProfile(100, finding, Duration.ofSeconds(1), HIDDEN, Duration.ofSeconds(10));
    }

    @Override
    public ReadProfile reading(FactQuery<?> query) {
        return profile(100);
    }

    @Override
    public Answer start(Call call, CallContext context) {
        request("start");
        Primitive primitive = call.primitive();
        log.add(primitive.type() + " " + primitive.name());
        CallFailure refusal = refusals.remove(primitive.name());
        if (refusal != null) {
            throw refusal;
        }
        switch (primitive.type()) {
            case "freeze" -> {
                held = true;
                return slowGuest ? make(call) : Answer.done();
            }
            case "thaw" -> {
                boolean was = held;
                held = false;
                return new Answer.Done(Payload.Fields.EMPTY.with("held", Payload.of(was)), List.of());
            }
            case "delete" -> {
                things.remove(primitive.subject());
                return Answer.done();
            }
            default -> {
                return make(call);
            }
        }
    }

    /** For whom a call is made, as whatever logs in it would say. */
    private void request(String verb) {
        requests++;
        contexts.add(verb + " " + MDC.get("holdfast.operation") + "/" + MDC.get("holdfast.step") + " "
                + MDC.get("holdfast.lane"));
    }

    private Answer make(Call call) {
        String key = call.key().toString();
        boolean unique = call.primitive().repeat() == RepeatClass.TOKEN
                || call.primitive().repeat() == RepeatClass.NAMED;
        Thing thing = unique
                ? things.values().stream()
                        .filter(each -> each.key.equals(key))
                        .findFirst()
                        .orElse(null)
                : null;
        if (thing == null) {
            thing = new Thing("thing-" + ++made, key, ticks.getAsLong());
            thing.failing = call.primitive().arguments().truth("failing");
            things.put(thing.id, thing);
            effects.merge(key, 1, Integer::sum);
        }
        return new Answer.Started(task(thing));
    }

    private static RemoteTask task(Thing thing) {
        return RemoteTask.of("thing", LANE, thing.id, Payload.Fields.EMPTY);
    }

    private boolean done(Thing thing) {
        return ticks.getAsLong() - thing.at >= TAKES.toNanos();
    }

    @Override
    public List<Observation> observe(List<RemoteTask> tasks, CallContext context) {
        request("observe");
        List<Observation> observations = new ArrayList<>();
        for (RemoteTask task : tasks) {
            Thing thing = things.get(task.id());
            if (thing == null) {
                observations.add(new Observation.Missing());
            } else if (!done(thing)) {
                observations.add(new Observation.Running(50, Duration.ZERO));
            } else if (thing.failing) {
                observations.add(new Observation.Failed(
                        Failure.of(FailureKind.TRANSIENT, "Cannot make " + thing.id, "it broke"), List.of()));
            } else {
                observations.add(new Observation.Done(Payload.Fields.EMPTY.with("id", thing.id), List.of()));
            }
        }
        return observations;
    }

    @Override
    public FindPage find(List<Trace> traces, @Nullable String cursor, CallContext context) {
        request("find");
        List<Sighting> sightings = new ArrayList<>();
        for (Trace trace : traces) {
            StepKey key = trace.key();
            switch (trace.primitive().type()) {
                case "thaw" -> {
                    if (!held) {
                        sightings.add(new Sighting.Ours(
                                key, "", null, Payload.Fields.EMPTY.with("held", Payload.of(false)), List.of()));
                    }
                }
                case "delete" -> {
                    if (!things.containsKey(trace.primitive().subject())) {
                        sightings.add(new Sighting.Ours(key, "", null, Payload.Fields.EMPTY, List.of()));
                    }
                }
                default ->
                    things.values().stream()
                            .filter(thing -> thing.key.equals(key.toString())
                                    && ticks.getAsLong() - thing.at >= HIDDEN.toNanos())
                            .forEach(thing -> sightings.add(
                                    new Sighting.Ours(key, thing.id, task(thing), Payload.Fields.EMPTY, List.of())));
            }
        }
        return new FindPage(sightings, null, true);
    }

    @Override
    public <T> ReadPage<T> read(FactQuery<T> query, @Nullable String cursor, CallContext context) {
        request("read");
        return ReadPage.only(List.of());
    }

    @Override
    public void close() {}
}
