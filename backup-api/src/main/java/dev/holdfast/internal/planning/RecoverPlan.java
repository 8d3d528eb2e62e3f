// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.Link;
import dev.holdfast.internal.graph.Owed;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.internal.marks.Seal;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.recovery.RecoveryGroup;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Plans a drill or a failover: for each machine the newest point that is good for the plan's loss and that the target's
 * own listing confirms, groups one after the other, each checked before the next begins. Calls nothing at the source but
 * what fences it where it is reachable; with a lost source that becomes an obligation.
 */
final class RecoverPlan implements Planner {
    static final String NAME = "recover";

    /** The name of the action that only waits. */
    static final String PAUSE = "holdfast.pause";

    /** How often the target is listed before a machine counts as without a point, and how long between. */
    private static final int LISTINGS = 4;

    private static final Duration PAUSES = Duration.ofSeconds(20);

    private final PayloadMapper mapper;
    private final Seal seal;

    RecoverPlan(PayloadMapper mapper, Seal seal) {
        this.mapper = mapper;
        this.seal = seal;
    }

    /** What a plan is run for. */
    public enum Mode {
        /** To prove that it works, isolated, and removed again. */
        DRILL,
        /** To serve. */
        FAILOVER
    }

    /**
     * What was asked.
     *
     * @param plan the plan
     * @param mode what for
     * @param source what is known of the source
     * @param attempt how often the target was listed for it, from 1
     */
    public record Intent(RecoveryPlan plan, Mode mode, SourceState source, int attempt) {
        Intent again() {
            return new Intent(plan, mode, source, attempt + 1);
        }
    }

    /**
     * Which point a machine comes back from.
     *
     * @param machine as the plan names it
     * @param source the machine at the source
     * @param point the point
     * @param replicas its replicas at the target, in the order of its disks
     */
    private record Choice(String machine, ResourceId source, PointRecord point, List<ReplicaRecord> replicas) {}

    @Override
    public boolean previews() {
        return true;
    }

    @Override
    public Expansion expand(PlanInput input) {
        Intent intent = mapper.read(input.arguments(), Intent.class);
        RecoveryPlan plan = intent.plan();
        if (intent.mode() == Mode.DRILL && plan.drillSubnet() == null) {
            return Expansion.failed(new Failure(
                    FailureKind.INVALID,
                    "Cannot drill plan '" + plan.name() + "'",
                    "it names no isolated subnet",
                    "name one with drillSubnet(...) and save the plan again"));
        }
        Catalogue catalogue = Catalogue.recalled(
                input.outcome("points").outputs(), input.outcome("replicas").outputs(), mapper);
        Listed listed = new Listed(input, "listing", mapper, seal);
        List<Failure> problems = new ArrayList<>();
        Map<String, Choice> choices = new LinkedHashMap<>();
        Map<String, List<ResourceId>> named = named(plan, catalogue);
        for (RecoveryGroup group : plan.groups()) {
            for (String machine : group.machines()) {
                choose(plan, machine, named.getOrDefault(machine, List.of()), catalogue, listed)
                        .ifPresentOrElse(
                                choice -> choices.put(machine, choice), () -> problems.add(noPoint(plan, machine)));
            }
        }
        if (!problems.isEmpty()) {
            // What was made a moment ago may not be listed yet. With nothing to start, nothing is owed.
            return intent.attempt() < LISTINGS
                    ? listAgain(input, intent)
                    : Expansion.failed(problems.get(0))
                            .withRemovals(List.of(new Expansion.Removal(
                                    RecordRow.Kind.OBLIGATION, Owed.fence(plan.name(), input.operation()))));
        }
        return graph(input, intent, choices);
    }

    private Expansion listAgain(PlanInput input, Intent intent) {
        Priority priority = intent.mode() == Mode.DRILL ? Priority.DRILL : Priority.RECOVER;
        GraphBuilder builder = new GraphBuilder(input);
        int pause = builder.add(
                "wait for the listing",
                new Work.Local(
                        PAUSE,
                        RepeatClass.GOAL,
                        Payload.Fields.EMPTY.with(
                                "until", new Payload.Time(input.now().plus(PAUSES)))),
                priority,
                List.of());
        List<Integer> before = new ArrayList<>();
        before.add(input.outcome("points").number());
        before.add(input.outcome("replicas").number());
        before.addAll(listings(builder, intent.plan(), input.installation(), priority, List.of(after(pause))));
        int again = builder.addAlways(
                "plan",
                new Work.Expand(NAME, 1, (Payload.Fields) mapper.write(intent.again())),
                priority,
                before,
                null);
        return Expansion.of(builder.build(), again);
    }

    private static Link after(int step) {
        return Perform.after(step);
    }

    /** Reads of all that carries our marks at the target. */
    static List<Integer> listings(
            GraphBuilder builder, RecoveryPlan plan, String installation, Priority priority, List<Link> after) {
        Lane target = Lane.of(plan.to());
        List<Integer> reads = new ArrayList<>();
        for (ProductKind kind : List.of(ProductKind.SNAPSHOT, ProductKind.IMAGE)) {
            reads.add(builder.add(
                    "listing of " + kind + " in " + target,
                    new Work.Read(new FactQuery.MarkedListing(target, kind, installation), Purpose.INSPECT),
                    priority,
                    after));
        }
        return reads;
    }

    /** What lies at the source, by the id and the name under which its newest point shows it. */
    private static Map<String, List<ResourceId>> named(RecoveryPlan plan, Catalogue catalogue) {
        Location source = plan.from().regional();
        Map<String, List<ResourceId>> named = new HashMap<>();
        for (ResourceId resource : catalogue.resources()) {
            if (resource.location().equals(source)) {
                MachineSpec spec = catalogue.newestFirst(resource).get(0).machine();
                Stream.of(resource.id(), spec == null ? resource.id() : spec.name())
                        .distinct()
                        .forEach(name -> named.computeIfAbsent(name, n -> new ArrayList<>())
                                .add(resource));
            }
        }
        return named;
    }

    private static Optional<Choice> choose(
            RecoveryPlan plan, String machine, List<ResourceId> resources, Catalogue catalogue, Listed listed) {
        Lane target = Lane.of(plan.to());
        for (ResourceId resource : resources) {
            for (PointRecord point : catalogue.newestFirst(resource)) {
                if (!names(point, machine)) {
                    break;
                }
                List<ReplicaRecord> replicas = catalogue.inLane(point, target);
                boolean good = !replicas.isEmpty()
                        && replicas.stream()
                                .allMatch(
                                        replica -> replica.replica().goodFor(plan.loss()) && listed.confirms(replica));
                if (good) {
                    return Optional.of(new Choice(machine, resource, point, replicas));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean names(PointRecord point, String machine) {
        MachineSpec spec = point.machine();
        return point.resource().id().equals(machine)
                || (spec != null && spec.name().equals(machine));
    }

    private static Failure noPoint(RecoveryPlan plan, String machine) {
        return new Failure(
                FailureKind.GONE,
                "Cannot recover machine '" + machine + "' by plan '" + plan.name() + "'",
                "there is no point of it in " + plan.to() + " that survives the loss of its " + plan.loss()
                        + " and that the target's own listing shows as usable",
                "replicate a backup of it to " + plan.to().region() + ", or take it out of the plan");
    }

    // ------------------------------------------------------------------ graph

    private Expansion graph(PlanInput input, Intent intent, Map<String, Choice> choices) {
        RecoveryPlan plan = intent.plan();
        boolean drill = intent.mode() == Mode.DRILL;
        GraphBuilder builder = new GraphBuilder(input);
        List<Integer> gates = new ArrayList<>();
        List<Integer> all = new ArrayList<>();
        if (!drill) {
            fence(builder, intent, choices, gates, all);
        }
        Map<String, Integer> healthy = new LinkedHashMap<>();
        all.addAll(gates);
        for (RecoveryGroup group : ordered(plan)) {
            List<Link> after = new ArrayList<>();
            gates.forEach(gate -> after.add(Perform.after(gate)));
            for (String before : group.after()) {
                Integer number = healthy.get(before);
                if (number != null) {
                    after.add(Perform.after(number));
                }
            }
            if (group.approval() && !drill) {
                int approval = builder.add(
                        "approve group " + group.name(),
                        new Work.Approval("Start group '" + group.name() + "' of plan '" + plan.name() + "'?", ""),
                        Priority.RECOVER,
                        List.copyOf(after));
                after.add(Perform.after(approval));
            }
            int perform = builder.add(
                    "recover group " + group.name(),
                    Perform.work(
                            Perform.Arguments.of(
                                    drill ? Purpose.DRILL : Purpose.RECOVER,
                                    drill ? Priority.DRILL : Priority.RECOVER,
                                    items(input, plan, group, choices, drill),
                                    List.of()),
                            mapper),
                    drill ? Priority.DRILL : Priority.RECOVER,
                    after,
                    false,
                    group.name());
            Health.Intent check = new Health.Intent(group, plan.to().regional());
            int health = builder.add(
                    "check group " + group.name(),
                    new Work.Expand(Health.NAME, 1, (Payload.Fields) mapper.write(check)),
                    drill ? Priority.DRILL : Priority.RECOVER,
                    List.of(Perform.after(perform)),
                    false,
                    group.name());
            healthy.put(group.name(), health);
            all.add(perform);
            all.add(health);
        }
        if (drill) {
            all.add(builder.addAlways(
                    "clean up the drill",
                    new Work.Expand(DrillCleanUp.NAME, 1, input.arguments()),
                    Priority.DRILL,
                    all,
                    null));
        }
        if (!drill) {
            all.add(builder.addAlways(
                    RecoveryOutcome.OWED,
                    new Work.Recall(
                            RecordRow.Kind.OBLIGATION, Lane.of(plan.from()).toString()),
                    Priority.RECOVER,
                    all,
                    null));
        }
        all.add(input.outcome("points").number());
        int report = builder.addAlways(
                "report",
                new Work.Expand(RecoveryOutcome.NAME, 1, outcome(intent, choices)),
                Priority.RECOVER,
                all,
                null);
        List<Expansion.Claim> claims = new ArrayList<>();
        choices.values()
                .forEach(choice ->
                        claims.add(new Expansion.Claim("point/" + choice.point().id(), ClaimRow.Mode.SHARED)));
        return Expansion.of(builder.build(), report).withClaims(claims);
    }

    private Payload.Fields outcome(Intent intent, Map<String, Choice> choices) {
        List<RecoveryOutcome.Machine> machines = new ArrayList<>();
        choices.values()
                .forEach(choice -> machines.add(new RecoveryOutcome.Machine(
                        choice.machine(),
                        choice.source(),
                        choice.point().id(),
                        choice.point().moment(),
                        choice.point().got(),
                        choice.replicas().stream()
                                .mapToLong(replica -> replica.replica().fullBytes())
                                .sum())));
        return (Payload.Fields) mapper.write(new RecoveryOutcome.Intent(
                intent.plan().name(), intent.mode(), intent.plan().objectives(), machines));
    }

    /** Whether nothing is called at the source: where it is lost, and no other region's calls would be lost with it. */
    static boolean loses(RecoveryPlan plan, SourceState source) {
        return source == SourceState.LOST && !Lane.of(plan.from()).equals(Lane.of(plan.to()));
    }

    /** What keeps the source from serving beside the target: a stop before anything is started, or one that is owed. */
    private void fence(
            GraphBuilder builder, Intent intent, Map<String, Choice> choices, List<Integer> gates, List<Integer> all) {
        List<Link> approved = new ArrayList<>();
        if (intent.source() == SourceState.UNSURE) {
            int approval = builder.add(
                    "approve with an unsure source",
                    new Work.Approval(
                            "Nobody knows whether the machines of plan '"
                                    + intent.plan().name()
                                    + "' still run in " + intent.plan().from() + ". Start them in "
                                    + intent.plan().to() + " all the same?",
                            ""),
                    Priority.RECOVER,
                    List.of());
            gates.add(approval);
            approved.add(after(approval));
        }
        List<Item> stops = new ArrayList<>();
        for (Choice choice : choices.values()) {
            stops.add(Item.of(new Action.StopMachine("fence-" + stops.size(), choice.source()), choice.machine()));
        }
        boolean sameLane =
                Lane.of(intent.plan().from()).equals(Lane.of(intent.plan().to()));
        if (intent.source() == SourceState.REACHABLE || sameLane) {
            int fence = builder.add(
                    "fence the source",
                    Perform.work(Perform.Arguments.of(Purpose.RECOVER, Priority.RELEASE, stops, List.of()), mapper),
                    Priority.RELEASE,
                    approved);
            all.add(fence);
            if (intent.source() == SourceState.REACHABLE) {
                gates.add(builder.add(
                        "all is stopped at the source",
                        new Work.Expand(Fenced.NAME, 1, Payload.Fields.EMPTY),
                        Priority.RELEASE,
                        List.of(after(fence))));
            }
            return;
        }
        OweFence.Intent owed =
                new OweFence.Intent(intent.plan().name(), intent.plan().from(), stops);
        gates.add(builder.add("owe the stop of the source", OweFence.work(owed, mapper), Priority.RECOVER, approved));
    }

    private List<Item> items(
            PlanInput input, RecoveryPlan plan, RecoveryGroup group, Map<String, Choice> choices, boolean drill) {
        List<Item> items = new ArrayList<>();
        for (String machine : group.machines()) {
            Choice choice = choices.get(machine);
            if (choice == null) {
                throw new IllegalStateException("No point was chosen for '" + machine + "'");
            }
            List<ReplicaRef> refs =
                    choice.replicas().stream().map(ReplicaRecord::ref).toList();
            Location to = plan.to();
            Action action = new Action.RecoverMachine(
                    "r" + input.step() + "-" + group.name() + "-" + items.size(),
                    choice.source(),
                    refs,
                    to,
                    spec(plan, choice, drill));
            items.add(Item.of(action, machine).marked(Payload.Fields.EMPTY.with("kind", "MACHINE")));
        }
        return items;
    }

    private static MachineSpec spec(RecoveryPlan plan, Choice choice, boolean drill) {
        MachineSpec source = choice.point().machine();
        MachineSpec base =
                source == null ? MachineSpec.builder().name(choice.machine()).build() : source;
        MachineSpec override = plan.overrides().get(choice.machine());
        MachineSpec.Builder builder = base.toBuilder().zone(plan.to().zone()).privateIp(null);
        String subnet = base.subnet();
        if (drill) {
            builder.subnet(plan.drillSubnet());
        } else if (subnet != null) {
            builder.subnet(plan.subnets().getOrDefault(subnet, subnet));
        }
        builder.disks(MadeAnew.disks(choice.point(), base, choice.replicas()));
        if (override != null) {
            MadeAnew.override(builder, override, !drill);
        }
        return builder.build();
    }

    /** Groups so that each comes after those it waits for; in the plan's order where that is free. */
    private static List<RecoveryGroup> ordered(RecoveryPlan plan) {
        List<RecoveryGroup> ordered = new ArrayList<>();
        TreeSet<String> done = new TreeSet<>();
        List<RecoveryGroup> left = new ArrayList<>(plan.groups());
        while (!left.isEmpty()) {
            RecoveryGroup next = left.stream()
                    .filter(group -> done.containsAll(group.after()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("Plan '" + plan.name() + "' has a circle"));
            left.remove(next);
            done.add(next.name());
            ordered.add(next);
        }
        return ordered;
    }
}
