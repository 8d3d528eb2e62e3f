// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Planner;
import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.internal.marks.Seal;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.recovery.RestoreMethod;
import dev.holdfast.resource.DiskAttachment;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceKind;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.ReplicaRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans the restore of one point: as new disks, as a new machine, or in place, which {@link InPlace} puts together. Looks
 * first at the replicas in the cloud, and at what is to be set back.
 */
public final class RestorePlan implements Planner {
    static final String NAME = "restore";

    private final PayloadMapper mapper;
    private final Seal seal;

    RestorePlan(PayloadMapper mapper, Seal seal) {
        this.mapper = mapper;
        this.seal = seal;
    }

    /**
     * What was asked.
     *
     * @param point which point
     * @param method to what
     * @param only the disks that are restored, or empty for all
     * @param at where, or {@code null} for where the point was taken
     * @param spec what is otherwise of a machine, or {@code null}
     * @param safetyPoint whether a point is taken of what is replaced
     * @param round how often the clouds were asked for it
     */
    public record Intent(
            RecoveryPointId point,
            RestoreMethod method,
            List<ResourceId> only,
            @Nullable Location at,
            @Nullable MachineSpec spec,
            boolean safetyPoint,
            int round) {
        /** Copies the list. */
        public Intent {
            only = List.copyOf(only);
        }

        Intent next() {
            return new Intent(point, method, only, at, spec, safetyPoint, round + 1);
        }
    }

    /** What is restored from what. */
    record Part(PointRecord.PointDisk disk, ReplicaRecord replica) {}

    @Override
    public boolean previews() {
        return true;
    }

    @Override
    public Expansion expand(PlanInput input) {
        Intent intent = mapper.read(input.arguments(), Intent.class);
        Catalogue catalogue = Catalogue.recalled(
                input.outcome("points").outputs(), input.outcome("replicas").outputs(), mapper);
        try {
            PointRecord point = point(intent, catalogue);
            List<ReplicaRecord> replicas = replicas(intent, point, catalogue);
            if (intent.round() == 0) {
                return look(input, intent, point, replicas);
            }
            confirmed(input, intent, point, replicas);
            if (intent.method() != RestoreMethod.IN_PLACE) {
                return plan(input, intent, point, replicas);
            }
            Machine machine = machine(input, intent, point);
            return machine == null
                    ? lookAtMachine(input, intent, point)
                    : new InPlace(mapper, input, intent, point, machine).plan(parts(intent, point, replicas));
        } catch (Unfit e) {
            return Expansion.failed(e.failure());
        }
    }

    // ------------------------------------------------------------------ what to restore

    private static PointRecord point(Intent intent, Catalogue catalogue) {
        PointRecord point = catalogue.all().stream()
                .filter(each -> each.id().equals(intent.point()))
                .findFirst()
                .orElseThrow(() -> new Unfit(
                        FailureKind.GONE,
                        intent,
                        "the catalogue does not show it",
                        "choose one of points(); it may have been pruned"));
        boolean image = point.kind() == RecoveryPoint.Kind.IMAGE;
        if (image && intent.method() != RestoreMethod.MACHINE) {
            throw new Unfit(
                    FailureKind.UNSUPPORTED, intent, "an image is of a whole machine", "use Restore.machine(point)");
        }
        if (intent.method() == RestoreMethod.MACHINE && point.machine() == null) {
            throw new Unfit(
                    FailureKind.UNSUPPORTED,
                    intent,
                    "it is a snapshot of one disk and says nothing of a machine",
                    "use Restore.disks(point), or back the machine up");
        }
        for (ResourceId disk : intent.only()) {
            if (point.disks().stream().noneMatch(each -> each.id().equals(disk))) {
                throw new Unfit(
                        FailureKind.INVALID,
                        intent,
                        "it holds nothing of " + disk,
                        "name some of "
                                + point.disks().stream()
                                        .map(PointRecord.PointDisk::id)
                                        .toList());
            }
        }
        return point;
    }

    private static List<ReplicaRecord> replicas(Intent intent, PointRecord point, Catalogue catalogue) {
        Location at = intent.at();
        Lane lane = Lane.of(at == null ? point.resource().location() : at);
        List<ReplicaRecord> replicas = catalogue.inLane(point, lane);
        if (replicas.isEmpty()) {
            TreeSet<String> places = new TreeSet<>();
            catalogue
                    .replicas(point.id())
                    .forEach(replica -> places.add(replica.replica().location().toString()));
            throw new Unfit(
                    FailureKind.GONE,
                    intent,
                    "it does not lie in " + lane + " as a whole; it lies in " + places,
                    intent.method() == RestoreMethod.IN_PLACE
                            ? "replicate it there first, or restore it elsewhere"
                            : "name one of these with at(...), or replicate it there first");
        }
        return replicas;
    }

    static List<Part> parts(Intent intent, PointRecord point, List<ReplicaRecord> replicas) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < point.disks().size(); i++) {
            PointRecord.PointDisk disk = point.disks().get(i);
            if (intent.only().isEmpty() || intent.only().contains(disk.id())) {
                parts.add(new Part(disk, replicas.get(i)));
            }
        }
        return parts;
    }

    // ------------------------------------------------------------------ looks

    private Expansion look(PlanInput input, Intent intent, PointRecord point, List<ReplicaRecord> replicas) {
        GraphBuilder builder = new GraphBuilder(input);
        List<Integer> before = recalls(input);
        ReplicaRef first = replicas.get(0).ref();
        before.add(read(
                builder,
                "look at the replicas",
                new FactQuery.Replicas(
                        first.lane(),
                        first.kind(),
                        replicas.stream()
                                .map(each -> each.replica().cloudId())
                                .distinct()
                                .toList(),
                        ReplicaDescription.Aspect.STATE)));
        if (intent.method() == RestoreMethod.IN_PLACE) {
            Lane lane = Lane.of(point.resource().location());
            List<String> ids = List.of(point.resource().id());
            boolean machine = point.resource().kind() == ResourceKind.MACHINE;
            before.add(read(
                    builder,
                    machine ? "look at the machine" : "look at the disk",
                    machine ? new FactQuery.Machines(lane, ids) : new FactQuery.Disks(lane, ids)));
        }
        return again(builder, intent, before);
    }

    private Expansion lookAtMachine(PlanInput input, Intent intent, PointRecord point) {
        StepOutcome outcome = input.outcome("look at the disk");
        DiskAttachment attachment = outcome.outputs().items("items").stream()
                .map(item -> mapper.read(item, dev.holdfast.resource.Disk.class).attachment())
                .findFirst()
                .orElseThrow(() -> new Unfit(
                        FailureKind.GONE,
                        intent,
                        "disk " + point.resource() + " is not there any more",
                        "use Restore.disks(point)"));
        if (attachment == null) {
            throw new Unfit(
                    FailureKind.INVALID,
                    intent,
                    "disk " + point.resource() + " hangs on no machine",
                    "attach it, or use Restore.disks(point)");
        }
        GraphBuilder builder = new GraphBuilder(input);
        List<Integer> before = recalls(input);
        before.add(input.outcome("look at the replicas").number());
        before.add(outcome.number());
        before.add(read(
                builder,
                "look at the machine",
                new FactQuery.Machines(
                        Lane.of(point.resource().location()),
                        List.of(attachment.machine().id()))));
        return again(builder, intent, before);
    }

    private static List<Integer> recalls(PlanInput input) {
        List<Integer> recalls = new ArrayList<>();
        recalls.add(input.outcome("points").number());
        recalls.add(input.outcome("replicas").number());
        return recalls;
    }

    private static int read(GraphBuilder builder, String name, FactQuery<?> query) {
        return builder.add(name, new Work.Read(query, Purpose.INSPECT), Priority.RECOVER, List.of());
    }

    private Expansion again(GraphBuilder builder, Intent intent, List<Integer> before) {
        int again = builder.addAlways(
                "plan",
                new Work.Expand(NAME, 1, (Payload.Fields) mapper.write(intent.next())),
                Priority.RECOVER,
                before,
                null);
        return Expansion.of(builder.build(), again);
    }

    private void confirmed(PlanInput input, Intent intent, PointRecord point, List<ReplicaRecord> replicas) {
        StepOutcome look = input.outcome("look at the replicas");
        if (look.failure() != null) {
            throw new Unfit(look.failure());
        }
        Listed listed = new Listed(input, "look at the replicas", mapper, seal);
        for (ReplicaRecord replica : replicas) {
            if (!listed.confirms(replica)) {
                ReplicaDescription shown = listed.of(replica);
                String why = shown == null
                        ? "is not there any more"
                        : !listed.isOurs(replica)
                                ? "does not carry our marks, or those of another point"
                                : "cannot be restored from: it is " + shown.state();
                throw new Unfit(
                        FailureKind.GONE,
                        intent,
                        replica.replica().cloudId() + " in " + shown(replica) + " " + why,
                        "choose another point, or another place of " + point.id() + " with at(...)");
            }
        }
    }

    private static String shown(ReplicaRecord replica) {
        return replica.replica().location().toString();
    }

    /** The machine that is set back, or {@code null} if it was not looked at yet. */
    private @Nullable Machine machine(PlanInput input, Intent intent, PointRecord point) {
        for (StepOutcome outcome : input.outcomes()) {
            if (outcome.name().equals("look at the machine")) {
                if (outcome.failure() != null) {
                    throw new Unfit(outcome.failure());
                }
                return outcome.outputs().items("items").stream()
                        .map(item -> mapper.read(item, Machine.class))
                        .findFirst()
                        .orElseThrow(() -> new Unfit(
                                FailureKind.GONE,
                                intent,
                                "the machine of " + point.resource() + " is not there any more",
                                "use Restore.machine(point) or Restore.disks(point)"));
            }
        }
        return null;
    }

    // ------------------------------------------------------------------ new disks, a new machine

    private Expansion plan(PlanInput input, Intent intent, PointRecord point, List<ReplicaRecord> replicas) {
        List<Item> items = new ArrayList<>();
        Map<String, ResourceId> sources = new LinkedHashMap<>();
        Location at = intent.at();
        if (intent.method() == RestoreMethod.MACHINE) {
            items.add(Item.of(
                            new Action.RecoverMachine(
                                    "restore-0",
                                    point.resource(),
                                    replicas.stream().map(ReplicaRecord::ref).toList(),
                                    at == null ? point.resource().location() : at,
                                    spec(intent, point, replicas)),
                            point.resource().id())
                    .marked(Payload.Fields.EMPTY.with("kind", "MACHINE")));
            sources.put("restore-0", point.resource());
        } else {
            for (Part part : parts(intent, point, replicas)) {
                String id = "restore-" + items.size();
                items.add(Item.of(
                                new Action.RestoreDisk(
                                        id,
                                        part.replica().ref(),
                                        at == null ? null : at.zone(),
                                        MadeAnew.disk(part.disk().spec(), part.replica())),
                                part.disk().id().id())
                        .marked(Payload.Fields.EMPTY.with("kind", "DISK")));
                sources.put(id, part.disk().id());
            }
        }
        GraphBuilder builder = new GraphBuilder(input);
        int perform = builder.add(
                "restore",
                Perform.work(Perform.Arguments.of(Purpose.RECOVER, Priority.RECOVER, items, List.of()), mapper),
                Priority.RECOVER,
                List.of());
        int report = builder.addAlways(
                "report",
                RestoreOutcome.work(
                        new RestoreOutcome.Intent(
                                point.id(),
                                intent.method(),
                                point.moment(),
                                point.got(),
                                Lane.of(replicas.get(0).replica().location()).location(),
                                sources,
                                Map.of()),
                        mapper),
                Priority.RECOVER,
                List.of(perform),
                null);
        return Expansion.of(builder.build(), report)
                .withClaims(List.of(new Expansion.Claim("point/" + point.id(), ClaimRow.Mode.SHARED)));
    }

    private static MachineSpec spec(Intent intent, PointRecord point, List<ReplicaRecord> replicas) {
        MachineSpec base = point.machine();
        if (base == null) {
            throw new IllegalStateException(point.id() + " says nothing of a machine");
        }
        Location at = intent.at();
        // Its address may still be taken, by the machine that it stands for.
        MachineSpec.Builder builder = base.toBuilder().privateIp(null).disks(MadeAnew.disks(point, base, replicas));
        if (at != null && (at.zone() != null || !at.sameRegion(point.resource().location()))) {
            builder.zone(at.zone());
        }
        if (intent.spec() != null) {
            MadeAnew.override(builder, intent.spec(), true);
        }
        return builder.build();
    }

    /** It cannot be restored as asked. */
    static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Failure failure;

        Unfit(FailureKind kind, Intent intent, String why, String cure) {
            this(new Failure(kind, "Cannot restore " + intent.point() + " (" + intent.method() + ")", why, cure));
        }

        Unfit(Failure failure) {
            super(failure.toString());
            this.failure = failure;
        }

        Failure failure() {
            return failure;
        }
    }
}
