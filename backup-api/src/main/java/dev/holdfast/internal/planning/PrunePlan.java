// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.Guards;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.internal.marks.Seal;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.protection.RetentionPolicy;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RecordRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans a prune: lists every lane where points of the resources lie, lets {@link Retention} decide, and blows the fuse
 * before anything is deleted. Each delete checks once more, in the write of its intent, that nobody claims the point.
 */
public final class PrunePlan implements Planner {
    static final String NAME = "prune";

    private final PayloadMapper mapper;
    private final Seal seal;

    PrunePlan(PayloadMapper mapper, Seal seal) {
        this.mapper = mapper;
        this.seal = seal;
    }

    /**
     * What was asked.
     *
     * @param policy what is kept
     * @param resources whose points, or empty for all
     * @param places in which regions, or empty for all
     * @param takenBy which points, or {@code null} for all
     * @param atMost the fuse, or {@code null} for half of each
     * @param retired whether age counts from now
     * @param round how often the clouds were asked for it
     */
    public record Intent(
            RetentionPolicy policy,
            List<ResourceId> resources,
            List<Location> places,
            @Nullable String takenBy,
            @Nullable Integer atMost,
            boolean retired,
            int round) {
        /** Copies the lists. */
        public Intent {
            resources = List.copyOf(resources);
            places = List.copyOf(places);
        }

        Intent next() {
            return new Intent(policy, resources, places, takenBy, atMost, retired, round + 1);
        }
    }

    /**
     * What the last prune of a resource saw and chose.
     *
     * @param newest the newest good point of each lane
     * @param chosen the replicas that it let go
     */
    record Pruned(Map<String, RecoveryPointId> newest, List<String> chosen) {}

    @Override
    public boolean previews() {
        return true;
    }

    @Override
    public Expansion expand(PlanInput input) {
        Intent intent = mapper.read(input.arguments(), Intent.class);
        Catalogue catalogue = Catalogue.recalled(
                input.outcome("points").outputs(), input.outcome("replicas").outputs(), mapper);
        List<ResourceId> resources = catalogue.resources().stream()
                .filter(each ->
                        intent.resources().isEmpty() || intent.resources().contains(each))
                .toList();
        for (ResourceId asked : intent.resources()) {
            if (!resources.contains(asked)) {
                return Expansion.failed(new Failure(
                        FailureKind.INVALID,
                        "Cannot prune the points of " + asked,
                        "the catalogue shows none",
                        "name machines and disks as points() shows them"));
            }
        }
        return intent.round() == 0
                ? list(input, intent, catalogue, resources)
                : decide(input, intent, catalogue, resources);
    }

    private Expansion list(PlanInput input, Intent intent, Catalogue catalogue, List<ResourceId> resources) {
        Map<Lane, Set<ProductKind>> kinds = kinds(catalogue, resources);
        GraphBuilder builder = new GraphBuilder(input);
        List<Integer> before = new ArrayList<>();
        for (String name : List.of("points", "replicas", "pruned")) {
            before.add(input.outcome(name).number());
        }
        kinds.forEach((lane, each) -> each.forEach(kind -> before.add(builder.add(
                listing(lane, kind),
                new Work.Read(new FactQuery.MarkedListing(lane, kind, input.installation()), Purpose.INSPECT),
                Priority.HOUSEKEEPING,
                List.of()))));
        int again = builder.addAlways(
                "plan",
                new Work.Expand(NAME, 1, (Payload.Fields) mapper.write(intent.next())),
                Priority.HOUSEKEEPING,
                before,
                null);
        return Expansion.of(builder.build(), again);
    }

    private static Map<Lane, Set<ProductKind>> kinds(Catalogue catalogue, List<ResourceId> resources) {
        Map<Lane, Set<ProductKind>> kinds = new TreeMap<>();
        for (ResourceId resource : resources) {
            for (PointRecord point : catalogue.newestFirst(resource)) {
                catalogue
                        .replicas(point.id())
                        .forEach(replica -> kinds.computeIfAbsent(
                                        Lane.of(replica.replica().location()), lane -> new LinkedHashSet<>())
                                .add(replica.kind()));
            }
        }
        return kinds;
    }

    private static String listing(Lane lane, ProductKind kind) {
        return "listing of " + kind + " in " + lane;
    }

    private Expansion decide(PlanInput input, Intent intent, Catalogue catalogue, List<ResourceId> resources) {
        List<Failure> problems = new ArrayList<>();
        Set<Lane> complete = new TreeSet<>();
        kinds(catalogue, resources).forEach((lane, each) -> {
            boolean whole = true;
            for (ProductKind kind : each) {
                StepOutcome outcome = input.outcome(listing(lane, kind));
                whole &= outcome.succeeded() && outcome.outputs().truth("complete");
                if (outcome.failure() != null) {
                    problems.add(outcome.failure());
                }
            }
            if (whole) {
                complete.add(lane);
            }
        });
        Set<Lane> places = new TreeSet<>();
        intent.places().forEach(place -> places.add(Lane.of(place)));
        Retention retention = new Retention(
                new Retention.Rules(intent.policy(), intent.takenBy(), places, intent.retired()),
                catalogue,
                new Listed(input, "listing of ", mapper, seal),
                complete,
                input.now());
        Map<String, Pruned> before = pruned(input);
        List<Retention.Gone> gone = new ArrayList<>();
        List<Retention.Spared> spared = new ArrayList<>();
        List<RecordRow> records = new ArrayList<>();
        List<Expansion.Claim> claims = new ArrayList<>();
        for (ResourceId resource : resources) {
            Retention.Decision decision = retention.decide(catalogue.newestFirst(resource));
            List<Retention.Gone> goes = arrived(intent, decision, before.get(resource.toString()), spared);
            Failure blown = intent.atMost() == null ? fuse(resource, goes, decision) : null;
            if (blown != null) {
                return Expansion.failed(blown);
            }
            spared.addAll(decision.spared());
            gone.addAll(goes);
            if (!goes.isEmpty()) {
                records.add(remembered(resource, decision, goes));
                claims.add(new Expansion.Claim("retention/" + resource, ClaimRow.Mode.EXCLUSIVE));
            }
        }
        if (intent.atMost() != null && gone.size() > intent.atMost()) {
            return Expansion.failed(blown(
                    "Cannot prune " + gone.size() + " replicas", "it may delete " + intent.atMost() + " at most"));
        }
        return graph(input, catalogue, gone, spared, problems)
                .withClaims(claims)
                .withRecords(records);
    }

    private Map<String, Pruned> pruned(PlanInput input) {
        Map<String, Pruned> pruned = new TreeMap<>();
        mapper.readList(new Payload.Items(input.outcome("pruned").outputs().items("rows")), RecordRow.class)
                .forEach(row -> pruned.put(row.key(), mapper.read(row.body(), Pruned.class)));
        return pruned;
    }

    /** Where no good point has arrived since the last prune, nothing goes that it had not chosen. */
    private static List<Retention.Gone> arrived(
            Intent intent, Retention.Decision decision, @Nullable Pruned before, List<Retention.Spared> spared) {
        if (before == null || intent.retired()) {
            return decision.gone();
        }
        List<Retention.Gone> goes = new ArrayList<>();
        for (Retention.Gone each : decision.gone()) {
            Lane lane = Lane.of(each.replica().replica().location());
            boolean arrived = !String.valueOf(decision.newest().get(lane))
                    .equals(String.valueOf(before.newest().get(lane.toString())));
            if (arrived || before.chosen().contains(each.replica().key())) {
                goes.add(each);
            } else {
                Retention.Spared stays =
                        new Retention.Spared(each.point(), lane, "no new point has arrived there since the last prune");
                if (!spared.contains(stays)) {
                    spared.add(stays);
                }
            }
        }
        return goes;
    }

    private static @Nullable Failure fuse(ResourceId resource, List<Retention.Gone> goes, Retention.Decision decision) {
        Map<Lane, Set<RecoveryPointId>> points = new TreeMap<>();
        goes.forEach(each -> points.computeIfAbsent(
                        Lane.of(each.replica().replica().location()), lane -> new LinkedHashSet<>())
                .add(each.point().id()));
        for (var each : points.entrySet()) {
            int of = decision.held().getOrDefault(each.getKey(), 0);
            if (each.getValue().size() * 2 > of) {
                return blown(
                        "Cannot prune the points of " + resource + " in " + each.getKey(),
                        each.getValue().size() + " of " + of + " would go, more than half");
            }
        }
        return null;
    }

    private static Failure blown(String what, String why) {
        return new Failure(
                FailureKind.PROTECTED,
                what,
                why + "; nothing was deleted",
                "look at what goes with preview(...), then say how many replicas may go with atMost(...)");
    }

    private RecordRow remembered(ResourceId resource, Retention.Decision decision, List<Retention.Gone> goes) {
        Map<String, RecoveryPointId> newest = new TreeMap<>();
        decision.newest().forEach((lane, point) -> newest.put(lane.toString(), point));
        Pruned pruned = new Pruned(
                newest, goes.stream().map(each -> each.replica().key()).toList());
        return new RecordRow(RecordRow.Kind.PRUNED, "", resource.toString(), 0, (Payload.Fields) mapper.write(pruned));
    }

    private Expansion graph(
            PlanInput input,
            Catalogue catalogue,
            List<Retention.Gone> gone,
            List<Retention.Spared> spared,
            List<Failure> problems) {
        GraphBuilder builder = new GraphBuilder(input);
        Map<Lane, List<Item>> items = new TreeMap<>();
        Map<String, ReplicaRecord> replicas = new LinkedHashMap<>();
        Map<String, List<String>> points = new TreeMap<>();
        for (Retention.Gone each : gone) {
            String id = "prune-" + replicas.size();
            replicas.put(id, each.replica());
            points.computeIfAbsent(
                    each.point().id().value(),
                    point -> catalogue.replicas(each.point().id()).stream()
                            .map(ReplicaRecord::key)
                            .toList());
            Lane lane = Lane.of(each.replica().replica().location());
            items.computeIfAbsent(lane, l -> new ArrayList<>())
                    .add(Item.of(
                                    new Action.DeleteReplica(id, each.replica().ref()),
                                    each.replica().replica().cloudId())
                            .guarded(List.of("point/" + each.point().id(), Guards.plannedIn(input.epoch()))));
        }
        List<Integer> performs = new ArrayList<>();
        items.forEach((lane, each) -> performs.addAll(Perform.add(
                builder,
                "delete in " + lane,
                Perform.Arguments.of(Purpose.PRUNE, Priority.HOUSEKEEPING, each, List.of()),
                mapper)));
        PruneOutcome.Intent told = new PruneOutcome.Intent(
                replicas,
                points,
                spared.stream()
                        .map(each -> new PruneOutcome.Spared(
                                each.point().id(), each.lane().location(), each.why()))
                        .toList(),
                problems);
        int report =
                builder.addAlways("report", PruneOutcome.work(told, mapper), Priority.HOUSEKEEPING, performs, null);
        return Expansion.of(builder.build(), report)
                .withOutputs(Payload.Fields.EMPTY.with("notes", PruneOutcome.notes(told)));
    }
}
