// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.internal.marks.Seal;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.HealthCheck;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceKind;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All planners by name and version, and the first steps of each request. */
public final class Planners {
    /** The name of the host action that asks a machine whether it serves. */
    public static final String HEALTH_ACTION = Health.ACTION;

    /** The name of the host action that only waits until a moment. */
    public static final String PAUSE_ACTION = RecoverPlan.PAUSE;

    private final PayloadMapper mapper;
    private final Seal seal;

    /**
     * Planners that write with a mapper.
     *
     * @param mapper writes arguments
     * @param seal tells our marks from others'
     */
    public Planners(PayloadMapper mapper, Seal seal) {
        this.mapper = mapper;
        this.seal = seal;
    }

    /**
     * All planners.
     *
     * @param lowerings the lowerings of the providers there are
     * @param facets what these providers declare to serve
     * @return by {@code name/version}
     */
    public Map<String, Planner> all(
            Map<ProviderId, Lowering> lowerings, Map<ProviderId, Map<Facet, Facet.Status>> facets) {
        Map<String, Planner> planners = new TreeMap<>();
        planners.put(Perform.NAME + "/1", new Perform(lowerings, new Abilities(facets), mapper));
        planners.put(Judge.NAME + "/1", new Judge(mapper));
        planners.put(Gather.NAME + "/1", new Gather(mapper));
        planners.put(CleanUp.NAME + "/1", new CleanUp(mapper));
        planners.put(BackupPlan.NAME + "/1", new BackupPlan(mapper));
        planners.put(RecordPoint.NAME + "/1", new RecordPoint(mapper));
        planners.put(RecordCopy.NAME + "/1", new RecordCopy(mapper));
        planners.put(ReplicatePlan.NAME + "/1", new ReplicatePlan(mapper));
        planners.put(RecoverPlan.NAME + "/1", new RecoverPlan(mapper, seal));
        planners.put(Health.NAME + "/1", new Health(mapper));
        planners.put(Health.Passed.NAME + "/1", new Health.Passed());
        planners.put(DrillCleanUp.NAME + "/1", new DrillCleanUp(mapper));
        planners.put(RecoveryOutcome.NAME + "/1", new RecoveryOutcome(mapper));
        planners.put(Fenced.NAME + "/1", new Fenced(mapper));
        planners.put(OweFence.NAME + "/1", new OweFence(mapper));
        planners.put(Discharge.NAME + "/1", new Discharge(mapper));
        planners.put(WatchAgain.NAME + "/1", new WatchAgain(mapper));
        planners.put(RestorePlan.NAME + "/1", new RestorePlan(mapper, seal));
        planners.put(RestoreOutcome.NAME + "/1", new RestoreOutcome(mapper));
        planners.put(PrunePlan.NAME + "/1", new PrunePlan(mapper, seal));
        planners.put(PruneOutcome.NAME + "/1", new PruneOutcome(mapper));
        planners.put(MarkLevel.NAME + "/1", new MarkLevel(mapper, seal));
        planners.put(AllDone.NAME + "/1", new AllDone(mapper));
        planners.put(Conclude.NAME + "/1", new Conclude(mapper));
        return planners;
    }

    /**
     * The first steps of a backup.
     *
     * @param intent what is asked
     * @return the steps
     */
    public List<StepNode> backup(BackupIntent intent) {
        GraphBuilder builder = new GraphBuilder(-1, 0);
        List<Integer> reads = new ArrayList<>();
        for (FactQuery<?> query : inventory(intent.selector())) {
            reads.add(builder.add(
                    "list " + query.lane(), new Work.Read(query, Purpose.INSPECT), Priority.PROTECT, List.of()));
        }
        int plan = builder.addAlways(
                "plan",
                new Work.Expand(BackupPlan.NAME, 1, (Payload.Fields) mapper.write(intent)),
                Priority.PROTECT,
                reads,
                null);
        return concluded(builder, plan, Priority.PROTECT);
    }

    private static List<FactQuery<?>> inventory(ResourceSelector selector) {
        List<FactQuery<?>> queries = new ArrayList<>();
        boolean machines = selector.kind() == ResourceKind.MACHINE;
        if (selector.by() == ResourceSelector.By.ID) {
            Map<Lane, List<String>> ids = new LinkedHashMap<>();
            for (ResourceId id : selector.ids()) {
                ids.computeIfAbsent(Lane.of(id.location()), lane -> new ArrayList<>())
                        .add(id.id());
            }
            ids.forEach((lane, each) ->
                    queries.add(machines ? new FactQuery.Machines(lane, each) : new FactQuery.Disks(lane, each)));
            return queries;
        }
        for (Location location : selector.locations()) {
            Lane lane = Lane.of(location);
            queries.add(
                    machines
                            ? new FactQuery.MachineListing(lane, selector)
                            : new FactQuery.DiskListing(lane, selector));
        }
        return queries;
    }

    /**
     * The first steps of a replication.
     *
     * @param points which points
     * @param targets where to
     * @return the steps
     */
    public List<StepNode> replication(List<RecoveryPointId> points, List<ReplicationTarget> targets) {
        GraphBuilder builder = new GraphBuilder(-1, 0);
        List<Integer> recalls = recalls(builder, Priority.PROTECT);
        int plan = builder.addAlways(
                "plan",
                new Work.Expand(ReplicatePlan.NAME, 1, (Payload.Fields)
                        mapper.write(new ReplicatePlan.Intent(points, targets))),
                Priority.PROTECT,
                recalls,
                null);
        return concluded(builder, plan, Priority.PROTECT);
    }

    /**
     * The first steps of a drill.
     *
     * @param plan the plan
     * @param installation whose points
     * @return the steps
     */
    public List<StepNode> drill(RecoveryPlan plan, String installation) {
        return recovery(new RecoverPlan.Intent(plan, RecoverPlan.Mode.DRILL, SourceState.REACHABLE, 1), installation);
    }

    /**
     * The first steps of a failover.
     *
     * @param plan the plan
     * @param source what is known of the source
     * @param installation whose points
     * @return the steps
     */
    public List<StepNode> failover(RecoveryPlan plan, SourceState source, String installation) {
        return recovery(new RecoverPlan.Intent(plan, RecoverPlan.Mode.FAILOVER, source, 1), installation);
    }

    /**
     * What a failover owes from its order on.
     *
     * @param plan the plan
     * @param source what is known of the source
     * @param operation the failover
     * @param now the moment of the order
     * @return rows; none unless the source is lost
     */
    public List<RecordRow> owedBy(RecoveryPlan plan, SourceState source, String operation, Instant now) {
        return RecoverPlan.loses(plan, source)
                ? List.of(OweFence.before(plan, operation, now).row(mapper))
                : List.of();
    }

    /**
     * The lanes in which a failover calls nothing.
     *
     * @param plan the plan
     * @param source what is known of the source
     * @return the source's lane where that is lost, and is another one than the target's
     */
    public static List<Lane> lostBy(RecoveryPlan plan, SourceState source) {
        return RecoverPlan.loses(plan, source) ? List.of(Lane.of(plan.from())) : List.of();
    }

    /**
     * The first steps of a restore.
     *
     * @param intent what is asked
     * @return the steps
     */
    public List<StepNode> restore(RestorePlan.Intent intent) {
        GraphBuilder builder = new GraphBuilder(-1, 0);
        int plan = builder.addAlways(
                "plan",
                new Work.Expand(RestorePlan.NAME, 1, (Payload.Fields) mapper.write(intent)),
                Priority.RECOVER,
                recalls(builder, Priority.RECOVER),
                null);
        return concluded(builder, plan, Priority.RECOVER);
    }

    /**
     * The first steps of a prune.
     *
     * @param intent what is asked
     * @return the steps
     */
    public List<StepNode> prune(PrunePlan.Intent intent) {
        GraphBuilder builder = new GraphBuilder(-1, 0);
        List<Integer> before = recalls(builder, Priority.HOUSEKEEPING);
        before.add(
                builder.add("pruned", new Work.Recall(RecordRow.Kind.PRUNED, null), Priority.HOUSEKEEPING, List.of()));
        int plan = builder.addAlways(
                "plan",
                new Work.Expand(PrunePlan.NAME, 1, (Payload.Fields) mapper.write(intent)),
                Priority.HOUSEKEEPING,
                before,
                null);
        return concluded(builder, plan, Priority.HOUSEKEEPING);
    }

    private List<StepNode> recovery(RecoverPlan.Intent intent, String installation) {
        GraphBuilder builder = new GraphBuilder(-1, 0);
        Priority priority = intent.mode() == RecoverPlan.Mode.DRILL ? Priority.DRILL : Priority.RECOVER;
        List<Integer> before = recalls(builder, priority);
        before.addAll(RecoverPlan.listings(builder, intent.plan(), installation, priority, List.of()));
        int plan = builder.addAlways(
                "plan",
                new Work.Expand(RecoverPlan.NAME, 1, (Payload.Fields) mapper.write(intent)),
                priority,
                before,
                null);
        return concluded(builder, plan, priority);
    }

    private static List<Integer> recalls(GraphBuilder builder, Priority priority) {
        List<Integer> recalls = new ArrayList<>();
        recalls.add(builder.add("points", new Work.Recall(RecordRow.Kind.POINT, null), priority, List.of()));
        recalls.add(builder.add("replicas", new Work.Recall(RecordRow.Kind.REPLICA, null), priority, List.of()));
        return recalls;
    }

    private static List<StepNode> concluded(GraphBuilder builder, int plan, Priority priority) {
        builder.addAlways(
                "conclude", new Work.Expand(Conclude.NAME, 1, Payload.Fields.EMPTY), priority, List.of(plan), null);
        return builder.build().nodes();
    }

    /**
     * One attempt of a health check, as the host action gets it.
     *
     * @param machine which machine
     * @param address its address
     * @param check what is asked
     * @param until until when it may take
     */
    public record HealthRequest(ResourceId machine, String address, HealthCheck check, Instant until) {}

    /**
     * Reads what the health action is told.
     *
     * @param arguments the action's arguments
     * @return the request
     */
    public HealthRequest health(Payload.Fields arguments) {
        Health.Check check = mapper.read(arguments, Health.Check.class);
        return new HealthRequest(check.machine(), check.address(), check.check(), check.until());
    }
}
