// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.failure.InvalidRequestException;
import dev.holdfast.internal.engine.Engine;
import dev.holdfast.internal.engine.EngineConfig;
import dev.holdfast.internal.engine.Known;
import dev.holdfast.internal.engine.Mandate;
import dev.holdfast.internal.marks.Marking;
import dev.holdfast.internal.marks.Seal;
import dev.holdfast.internal.planning.Catalogue;
import dev.holdfast.internal.planning.Planners;
import dev.holdfast.internal.planning.RecoveryKit;
import dev.holdfast.internal.planning.RecoveryView;
import dev.holdfast.operation.Operation;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.Preview;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.recovery.Obligation;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.request.Request;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.Cluster;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.HealthProbe;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.KitStore;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Trust;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The facade over one engine. */
final class DefaultHoldfast implements Holdfast {
    private static final Logger LOG = LoggerFactory.getLogger(DefaultHoldfast.class);
    private static final int ALL = Integer.MAX_VALUE;
    static final Duration PATIENCE = Duration.ofMinutes(10);

    /**
     * What it is made of.
     *
     * @param installation the name, or {@code null} if it comes from the kit
     */
    record Parts(
            @Nullable String installation,
            String host,
            Map<ProviderId, BackupProvider> providers,
            List<BackupProvider> made,
            Store store,
            @Nullable Cluster cluster,
            List<KitStore> kits,
            boolean fromKit,
            Trust trust,
            HostRuntime runtime,
            boolean ownsRuntime,
            @Nullable HealthProbe probe,
            Map<String, HealthProbe> hostActions,
            Consumer<EventRow> listener,
            Duration keepOperations,
            long seed) {}

    private final Parts parts;
    private final PayloadMapper mapper;
    private final Planners planners;
    private final SplittableRandom chance;
    private final Object lock = new Object();
    private @Nullable Installation installation;

    DefaultHoldfast(Parts parts) {
        this.parts = parts;
        this.mapper = PayloadMapper.with(parts.trust().cipher());
        this.planners = new Planners(mapper, new Seal(parts.trust().sealKey()));
        this.chance = new SplittableRandom(parts.seed());
        if (parts.kits().isEmpty()) {
            LOG.warn("No kit store is given: after the loss of the store nothing promises a takeover");
        }
    }

    // ------------------------------------------------------------------ life

    @Override
    public void start() {
        synchronized (lock) {
            if (installation != null) {
                return;
            }
            installation = Installation.begin(
                    this, parts, this::config, nextId("owner").value());
        }
    }

    private EngineConfig config(String name, Mandate mandate) {
        Map<ProviderId, Lowering> lowerings = new LinkedHashMap<>();
        Map<ProviderId, Map<Facet, Facet.Status>> facets = new LinkedHashMap<>();
        parts.providers().forEach((id, provider) -> {
            lowerings.put(id, provider.lowering());
            facets.put(id, provider.facets());
        });
        Map<String, EngineConfig.LocalAction> actions = new TreeMap<>();
        HealthAction health =
                new HealthAction(planners, parts.providers(), parts.probe(), parts.hostActions(), parts.runtime());
        actions.put(Planners.HEALTH_ACTION, health);
        actions.put(Planners.PAUSE_ACTION, this::pause);
        return new EngineConfig(
                name,
                parts.host(),
                parts.runtime(),
                parts.store(),
                parts.providers(),
                planners.all(lowerings, facets),
                actions,
                new Marking(new Seal(parts.trust().sealKey()))::write,
                parts.listener(),
                parts.seed(),
                parts.trust().cipher(),
                parts.keepOperations(),
                parts.cluster(),
                mandate);
    }

    private Payload.Fields pause(StepKey key, Payload.Fields arguments) {
        Instant now = parts.runtime().wall().instant();
        if (arguments.get("until") instanceof Payload.Time until && now.isBefore(until.value())) {
            long left = Duration.between(now, until.value()).toMillis() + 1;
            return Payload.Fields.EMPTY.with("againMillis", left);
        }
        return Payload.Fields.EMPTY;
    }

    private Installation installation() {
        synchronized (lock) {
            Installation begun = installation;
            if (begun == null) {
                throw new IllegalStateException("Holdfast has not started: call start() first");
            }
            return begun;
        }
    }

    Engine engine() {
        return installation().engine();
    }

    @Override
    public void close(Duration atMost) {
        synchronized (lock) {
            Installation running = installation;
            if (running != null) {
                if (parts.cluster() != null) {
                    parts.cluster().leave(atMost);
                }
                running.engine().stop();
                try {
                    parts.runtime().await(running::quiet, atMost);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            if (parts.ownsRuntime()) {
                parts.runtime().close();
            }
            parts.made().forEach(BackupProvider::close);
        }
    }

    // ------------------------------------------------------------------ requests

    @Override
    public <T> Operation<T> submit(Request<T> request) {
        return submit(request, null);
    }

    private <T> Operation<T> submit(Request<T> request, @Nullable String digest) {
        Asked<T> asked = asked(request);
        String key = request.key() == null ? null : request.key().value();
        if (key != null) {
            Optional<Known> known = known(key);
            if (known.isPresent()) {
                return again(asked, known.get());
            }
        }
        Payload.Fields body = asked.body()
                .with("orderedAt", new Payload.Time(parts.runtime().wall().instant()));
        if (digest != null) {
            body = body.with("approved", digest);
        }
        OperationId id = nextId(asked.word());
        Instant now = parts.runtime().wall().instant();
        try {
            await(engine().submit(
                            id,
                            key,
                            body,
                            asked.nodes(),
                            asked.claims(),
                            asked.owed().apply(id, now)));
        } catch (BackupException e) {
            boolean taken = e.failure().kind() == FailureKind.TAKEN;
            Known other = taken && key != null ? known(key).orElse(null) : null;
            if (other == null) {
                throw e;
            }
            // Another host was asked the same at the same time, and was first.
            return again(asked, other);
        }
        Handle<T> handle = new Handle<>(this, id, asked::value);
        Installation begun = installation();
        if (begun.keepsKits()) {
            begun.engine().whenEnded(id, state -> begun.keepSoon());
        }
        return handle;
    }

    private Optional<Known> known(String key) {
        return await(engine().read(store -> Known.byKey(store, key)));
    }

    private <T> Operation<T> again(Asked<T> asked, Known known) {
        Payload before = known.body().get("request");
        if (before == null || !before.equals(asked.body().get("request"))) {
            throw new InvalidRequestException(
                    "Cannot accept " + asked.title(),
                    List.of(new Failure(
                            FailureKind.TAKEN,
                            "The request key '" + known.requestKey() + "'",
                            "belongs to operation " + known.id() + ", which was asked for something else",
                            "use another key")));
        }
        return new Handle<>(this, known.id(), asked::value);
    }

    private <T> Asked<T> asked(Request<T> request) {
        return new Asking(planners, mapper, installation().name())
                .of(
                        request,
                        name -> registered(plans().find(name)
                                .orElseThrow(() -> new InvalidRequestException(
                                        "Cannot do: " + request,
                                        List.of(new Failure(
                                                FailureKind.INVALID,
                                                "Recovery plan '" + name + "'",
                                                "is not saved; there are "
                                                        + plans().all().stream()
                                                                .map(RecoveryPlan::name)
                                                                .toList(),
                                                "save it with plans().save(...)"))))));
    }

    /** The plan, if this host can do all its health checks. */
    private RecoveryPlan registered(RecoveryPlan plan) {
        List<String> missing = HealthAction.unregistered(plan, parts.hostActions(), parts.probe());
        if (!missing.isEmpty()) {
            throw new InvalidRequestException(
                    "Cannot use plan '" + plan.name() + "' on this host",
                    List.of(new Failure(
                            FailureKind.INVALID,
                            "The health checks by host action " + missing,
                            "are not registered here; registered are "
                                    + parts.hostActions().keySet().stream()
                                            .sorted()
                                            .toList(),
                            "register each with hostAction(...) before start(), or give a healthProbe(...)")));
        }
        return plan;
    }

    private OperationId nextId(String word) {
        long millis = parts.runtime().wall().millis();
        byte[] random = new byte[4];
        synchronized (chance) {
            chance.nextBytes(random);
        }
        return new OperationId(
                word + "-" + Long.toString(millis, 36) + "-" + HexFormat.of().formatHex(random));
    }

    @Override
    public <T> Preview<T> preview(Request<T> request) {
        Asked<T> asked = asked(request);
        OperationId id = nextId("preview");
        await(engine().submit(id, null, asked.body().with("preview", Payload.of(true)), asked.nodes(), List.of()));
        CompletableFuture<OperationState> ended = new CompletableFuture<>();
        engine().whenEnded(id, state -> {
            ended.complete(state);
            parts.runtime().wake();
        });
        await(ended);
        List<StepRow> steps = await(engine().read(store -> store.steps(id)));
        engine().forgetPreview(id);
        return new Previews(mapper).of(request, steps, parts.runtime().wall().instant());
    }

    @Override
    public <T> Operation<T> submit(Preview<T> preview) {
        Preview<T> now = preview(preview.request());
        if (!now.digest().equals(preview.digest())) {
            throw new InvalidRequestException(
                    "Cannot do what was previewed",
                    List.of(new Failure(
                            FailureKind.STALE,
                            preview.request().toString(),
                            "what would be done has changed since " + preview.at() + "; now it is:\n" + now,
                            "look at it and submit the new preview")));
        }
        return submit(preview.request(), preview.digest());
    }

    @Override
    public Optional<Operation<?>> operation(OperationId id) {
        return await(engine().read(store -> Known.find(store, id)))
                .map(known -> new Handle<>(
                        this, id, (holdfast, result) -> result.outputs().canonical()));
    }

    // ------------------------------------------------------------------ catalogue and plans

    Catalogue catalogue() {
        return await(engine().read(store -> Catalogue.of(
                store.records(RecordRow.Kind.POINT, null, null, ALL),
                store.records(RecordRow.Kind.REPLICA, null, null, ALL),
                mapper)));
    }

    /** These points, in the order asked for; reads no others. */
    List<RecoveryPoint> points(List<RecoveryPointId> wanted) {
        Catalogue those = await(engine().read(store -> {
            List<RecordRow> points = new ArrayList<>();
            Map<String, List<RecordRow>> replicas = new TreeMap<>();
            for (RecoveryPointId id : wanted) {
                store.record(RecordRow.Kind.POINT, id.value()).ifPresent(row -> {
                    points.add(row);
                    replicas.computeIfAbsent(
                            row.group(), group -> store.records(RecordRow.Kind.REPLICA, group, null, ALL));
                });
            }
            return Catalogue.of(
                    points, replicas.values().stream().flatMap(List::stream).toList(), mapper);
        }));
        return those.points(wanted);
    }

    @Override
    public List<RecoveryPoint> points() {
        return catalogue().points();
    }

    @Override
    public Plans plans() {
        return new Plans() {
            @Override
            public void save(RecoveryPlan plan) {
                registered(plan);
                await(engine().write(List.of(new Change.PutRecord(RecoveryKit.row(plan, mapper)))));
                if (installation().keepsKits()) {
                    await(installation().keep());
                }
            }

            @Override
            public Optional<RecoveryPlan> find(String name) {
                return await(engine().read(store -> store.record(RecordRow.Kind.PLAN, name)))
                        .map(row -> mapper.read(row.body(), RecoveryPlan.class));
            }

            @Override
            public List<RecoveryPlan> all() {
                return await(engine().read(store -> store.records(RecordRow.Kind.PLAN, null, null, ALL))).stream()
                        .map(row -> mapper.read(row.body(), RecoveryPlan.class))
                        .toList();
            }
        };
    }

    @Override
    public Obligations obligations() {
        return new Obligations() {
            @Override
            public List<Obligation> all() {
                return await(engine().read(store -> store.records(RecordRow.Kind.OBLIGATION, null, null, ALL))).stream()
                        .map(row -> RecoveryView.shown(row, mapper))
                        .toList();
            }

            @Override
            public boolean retry(String id, String by) {
                return await(engine().decideOwed(id, true, by));
            }

            @Override
            public boolean waive(String id, String by) {
                return await(engine().decideOwed(id, false, by));
            }
        };
    }

    @Override
    public Evidence evidence() {
        return new EvidenceBook(this, installation());
    }

    // ------------------------------------------------------------------ waiting

    HostRuntime runtime() {
        return parts.runtime();
    }

    PayloadMapper mapper() {
        return mapper;
    }

    <T> T await(CompletableFuture<T> future) {
        try {
            if (!parts.runtime().await(future::isDone, PATIENCE)) {
                throw new BackupException(Failure.of(
                        FailureKind.TRANSIENT, "Cannot go on", "the store has not answered within " + PATIENCE));
            }
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException(
                    Failure.of(FailureKind.TRANSIENT, "Cannot wait", "the thread was interrupted"), e);
        } catch (ExecutionException | CompletionException e) {
            if (e.getCause() instanceof BackupException known) {
                throw known;
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new BackupException(
                    Failure.of(FailureKind.TRANSIENT, "Cannot go on", String.valueOf(cause.getMessage())), cause);
        }
    }
}
