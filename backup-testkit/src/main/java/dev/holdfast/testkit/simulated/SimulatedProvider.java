// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.BlockAccess;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.HealthProbe;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The provider {@code simulated}: a client of a simulated cloud, as the provider of the real cloud would be one. It
 * states its own limits and bounds, from the documents of the cloud, and knows nothing of those that the world keeps.
 *
 * <p>Under a {@link dev.holdfast.testkit.host.WorldRuntime} its verbs run where their requests arrive; on a plain
 * thread they send their request and wait.
 */
public final class SimulatedProvider implements BackupProvider {
    /** Whose provider this is. */
    public static final ProviderId ID = ProviderId.of("simulated");

    private final World world;
    private final Dialect dialect;
    private final Hurried hurried;
    private final Lowering lowering;
    private final Exchange exchange;

    /**
     * A client.
     *
     * @param world the cloud
     * @param profile which cloud it is like
     * @param host who sends, where no runtime says so
     */
    public SimulatedProvider(World world, CloudProfile profile, String host) {
        this.world = world;
        this.dialect = Dialects.of(profile);
        this.hurried = new Hurried(profile.hurry());
        this.lowering = hurried.lowering(new SimulatedLowering(dialect));
        this.exchange = new Exchange(world, dialect, host);
    }

    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public Map<Facet, Facet.Status> facets() {
        Map<Facet, Facet.Status> facets = new EnumMap<>(Facet.class);
        for (Facet facet : Facet.values()) {
            facets.put(
                    facet,
                    switch (facet) {
                        case NATIVE_SCHEDULES, VAULTS, CONTINUOUS_REPLICATION, BLOCK_WRITES -> Facet.Status.NOT_YET;
                        default -> Facet.Status.BUILT;
                    });
        }
        return Collections.unmodifiableMap(facets);
    }

    @Override
    public List<Limit> limits() {
        return hurried.limits(dialect.limits());
    }

    @Override
    public Lowering lowering() {
        return lowering;
    }

    @Override
    public ReadProfile observing(RemoteTask task) {
        if (!Tasks.KINDS.contains(task.kind())) {
            throw new IllegalArgumentException("the simulated cloud has no work of kind " + task.kind());
        }
        return hurried.profile(dialect.observing(task.kind()));
    }

    @Override
    public ReadProfile finding(Primitive primitive) {
        if (!dialect.verbs().containsKey(primitive.type())) {
            throw new IllegalArgumentException("the simulated cloud knows no " + primitive.type());
        }
        return hurried.profile(dialect.finding(primitive.type()));
    }

    @Override
    public ReadProfile reading(FactQuery<?> query) {
        return hurried.profile(dialect.reading(Question.of(query)));
    }

    @Override
    public Answer start(Call call, CallContext context) {
        Primitive primitive = call.primitive();
        Verb verb = verb(primitive.type());
        Place place = Place.of(world, primitive.lane());
        Map<String, String> marks = new TreeMap<>(Arguments.map(primitive.arguments(), "tags"));
        if (primitive.product() == ProductKind.MACHINE) {
            marks.put("Name", Arguments.text(primitive, "name"));
        }
        marks.putAll(call.marks());
        if (primitive.product() == ProductKind.NOTHING) {
            // Nothing is made that could carry it; the ground truth is to know whose request it was.
            marks.put(dev.holdfast.spi.Marks.KEY, Names.keyMark(call.key()));
        }
        var envelope = exchange.envelope(primitive.lane(), dialect.api(primitive.type()))
                .marked(marks)
                .weighing(verb.weight(primitive, place));
        String subject = verb.subject(primitive);
        if (subject != null) {
            envelope = envelope.about(subject);
        }
        if (primitive.repeat() == RepeatClass.TOKEN) {
            envelope = envelope.token(Names.token(call.key()));
        }
        return exchange.send(envelope, arrival -> verb.perform(call, arrival, place), rates(primitive.type()), context);
    }

    @Override
    public List<Observation> observe(List<RemoteTask> tasks, CallContext context) {
        RemoteTask first = tasks.get(0);
        Looking looking = dialect.observing(first.kind());
        Place place = Place.of(world, first.lane());
        var envelope = exchange.envelope(first.lane(), looking.api()).about(first.id());
        return exchange.send(
                envelope,
                arrival -> tasks.stream()
                        .map(task -> Watching.observe(task, place))
                        .toList(),
                looking.use(),
                context);
    }

    @Override
    public FindPage find(List<Trace> traces, @Nullable String cursor, CallContext context) {
        Primitive first = traces.get(0).primitive();
        // What is made elsewhere is looked for where it is made.
        boolean byMark = first.repeat() == RepeatClass.MARKED || first.repeat() == RepeatClass.TOKEN;
        Lane lane = byMark ? first.watchLane() : first.lane();
        Looking looking = dialect.finding(first.type());
        Place place = Place.of(world, lane);
        var envelope = exchange.envelope(lane, looking.api());
        String subject = verb(first.type()).subject(first);
        return exchange.send(
                subject == null ? envelope : envelope.about(subject),
                arrival -> page(traces, cursor, place),
                looking.use(),
                context);
    }

    private FindPage page(List<Trace> traces, @Nullable String cursor, Place place) {
        Look look = new Look(place);
        List<Sighting> sightings = new ArrayList<>();
        int at = cursor == null ? 0 : Integer.parseInt(cursor);
        int shown = 0;
        while (at < traces.size() && shown < dialect.page()) {
            Trace trace = traces.get(at++);
            for (Sighting sighting : verb(trace.primitive().type()).find(trace, look)) {
                sightings.add(sighting);
                shown += sighting instanceof Sighting.Ours ours
                        ? Math.max(1, ours.members().size())
                        : 1;
            }
        }
        return new FindPage(sightings, at < traces.size() ? String.valueOf(at) : null, true);
    }

    @Override
    public <T> ReadPage<T> read(FactQuery<T> query, @Nullable String cursor, CallContext context) {
        Place place = Place.of(world, query.lane());
        Looking looking = dialect.reading(Question.of(query));
        List<?> all = exchange.send(
                exchange.envelope(query.lane(), looking.api()), arrival -> items(query, place), looking.use(), context);
        int from = cursor == null ? 0 : Integer.parseInt(cursor);
        int to = Math.min(all.size(), from + dialect.page());
        List<T> items = new ArrayList<>();
        for (Object item : all.subList(Math.min(from, to), to)) {
            items.add(query.itemType().cast(item));
        }
        return new ReadPage<>(items, to < all.size() ? String.valueOf(to) : null, true);
    }

    private static List<?> items(FactQuery<?> query, Place place) {
        Inventory inventory = new Inventory(query.lane(), place);
        Replicas replicas = new Replicas(query.lane(), place);
        Surroundings surroundings = new Surroundings(query.lane(), place);
        if (query instanceof FactQuery.Disks disks) {
            return inventory.disks(disks.ids());
        } else if (query instanceof FactQuery.Machines machines) {
            return inventory.machines(machines.ids());
        } else if (query instanceof FactQuery.DiskListing disks) {
            return inventory.disks(disks.selector());
        } else if (query instanceof FactQuery.MachineListing machines) {
            return inventory.machines(machines.selector());
        } else if (query instanceof FactQuery.Replicas named) {
            return replicas.byId(named.kind(), named.ids());
        } else if (query instanceof FactQuery.MarkedListing marked) {
            return replicas.marked(marked.kind(), marked.installation());
        } else if (query instanceof FactQuery.Keys keys) {
            return surroundings.keys(keys.ids());
        } else if (query instanceof FactQuery.Subnets subnets) {
            return surroundings.subnets(subnets.ids());
        } else if (query instanceof FactQuery.Paths paths) {
            return surroundings.paths(paths.from(), paths.to());
        } else if (query instanceof FactQuery.ProviderQuery own && own.type().equals(SimulatedLowering.ZONES)) {
            return surroundings.zones();
        }
        throw unsupported(query.getClass().getSimpleName());
    }

    @Override
    public Optional<BlockAccess> blocks() {
        return Optional.of(new Blocks(world, exchange, dialect));
    }

    @Override
    public Optional<HealthProbe> healthProbe() {
        return Optional.of(new Prober(world));
    }

    @Override
    public void close() {
        // Nothing of its own is open.
    }

    private LimitUse rates(String type) {
        return dialect.rates(type).get(0);
    }

    private Verb verb(String type) {
        Verb verb = dialect.verbs().get(type);
        if (verb == null) {
            throw unsupported(type);
        }
        return verb;
    }

    private static CallFailure unsupported(String what) {
        return CallFailure.builder(
                        FailureKind.UNSUPPORTED, CallFailure.Effect.NONE, "the simulated cloud knows no " + what)
                .build();
    }
}
