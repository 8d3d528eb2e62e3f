// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.PlanInput;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.resource.DiskAttachment;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.MachineState;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceKind;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.Fact;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.ProductKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A machine set back: stop, a point of what is there now, every disk, start. A disk is known by its place on the machine,
 * since a swap before may have put another one there. The machine starts only if all disks are of one moment.
 */
final class InPlace {
    /** The policy that safety points name; it keeps them until a prune is told otherwise. */
    private static final String POLICY = "before-restore";

    private final PayloadMapper mapper;
    private final PlanInput input;
    private final RestorePlan.Intent intent;
    private final PointRecord point;
    private final Machine machine;

    InPlace(PayloadMapper mapper, PlanInput input, RestorePlan.Intent intent, PointRecord point, Machine machine) {
        this.mapper = mapper;
        this.input = input;
        this.intent = intent;
        this.point = point;
        this.machine = machine;
    }

    Expansion plan(List<RestorePlan.Part> parts) {
        List<DiskAttachment> present = new ArrayList<>();
        parts.forEach(part -> present.add(present(part)));
        boolean runs = machine.state() != MachineState.STOPPED;
        GraphBuilder builder = new GraphBuilder(input);
        List<Integer> all = new ArrayList<>();
        int gate = -1;
        if (runs) {
            gate = stage(
                    builder,
                    "stop " + machine.id().id(),
                    perform(Purpose.RECOVER, List.of(stop()), List.of()),
                    gate,
                    all);
        }
        if (intent.safetyPoint()) {
            gate = stage(
                    builder,
                    "keep what is there",
                    perform(Purpose.PROTECT, List.of(safety(parts, present)), List.of(stopped())),
                    gate,
                    all);
        }
        Map<String, ResourceId> sources = new LinkedHashMap<>();
        Map<String, ResourceId> before = new LinkedHashMap<>();
        List<Item> backs = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            RestorePlan.Part part = parts.get(i);
            String id = "restore-" + i;
            ResourceId now = present.get(i).disk();
            sources.put(id, part.disk().id());
            before.put(id, now);
            backs.add(Item.of(
                            new Action.RollBackDisk(
                                    id,
                                    now,
                                    machine.id(),
                                    part.replica().ref(),
                                    MadeAnew.disk(part.disk().spec(), part.replica()),
                                    MachineState.STOPPED),
                            now.id())
                    .marked(Payload.Fields.EMPTY.with("kind", "DISK")));
        }
        gate = stage(builder, "set back", perform(Purpose.RECOVER, backs, List.of(stopped())), gate, all);
        if (runs) {
            Item start = Item.of(new Action.StartMachine("start", machine.id()), label());
            stage(
                    builder,
                    "start " + machine.id().id(),
                    perform(Purpose.RECOVER, List.of(start), List.of()),
                    gate,
                    all);
        }
        int report = builder.addAlways(
                "report",
                RestoreOutcome.work(
                        new RestoreOutcome.Intent(
                                point.id(),
                                intent.method(),
                                point.moment(),
                                point.got(),
                                Lane.of(machine.id().location()).location(),
                                sources,
                                before),
                        mapper),
                Priority.RECOVER,
                all,
                null);
        return Expansion.of(builder.build(), report).withClaims(claims(present));
    }

    private DiskAttachment present(RestorePlan.Part part) {
        boolean one = point.resource().kind() == ResourceKind.DISK;
        return machine.disks().stream()
                .filter(each -> one
                        ? each.disk().equals(part.disk().id())
                        : each.device().equals(part.disk().spec().device()))
                .findFirst()
                .orElseThrow(() -> new RestorePlan.Unfit(
                        FailureKind.STALE,
                        intent,
                        "machine " + machine.id() + " has no disk any more where "
                                + part.disk().id() + " hung ("
                                + part.disk().spec().device() + ")",
                        "leave it out with only(...), or use Restore.disks(point) and attach it yourself"));
    }

    /** Adds a stage that waits for the one before, and a gate that opens if all of it was done. */
    private int stage(GraphBuilder builder, String name, Work work, int gate, List<Integer> all) {
        int step = builder.add(
                name, work, Priority.RECOVER, gate < 0 ? List.of() : List.of(Perform.after(gate)), false, label());
        all.add(step);
        return builder.add(
                "all done: " + name,
                new Work.Expand(AllDone.NAME, 1, Payload.Fields.EMPTY),
                Priority.RECOVER,
                List.of(Perform.after(step)),
                false,
                label());
    }

    private Work perform(Purpose purpose, List<Item> items, List<KnownFacts.Given> known) {
        return Perform.work(Perform.Arguments.of(purpose, Priority.RECOVER, items, known), mapper);
    }

    private Item stop() {
        return Item.of(new Action.StopMachine("stop", machine.id()), label());
    }

    private String label() {
        return machine.name().isEmpty() ? machine.id().id() : machine.name();
    }

    /** What follows is planned for the machine as it will be by then; its requests check that it is. */
    private KnownFacts.Given stopped() {
        Machine then = machine.toBuilder().state(MachineState.STOPPED).build();
        return new KnownFacts.Given(
                new FactQuery.Machines(
                        Lane.of(machine.id().location()), List.of(machine.id().id())),
                List.of(mapper.write(then)),
                true,
                Fact.Source.CLOUD,
                input.now());
    }

    private Item safety(List<RestorePlan.Part> parts, List<DiskAttachment> present) {
        List<ResourceId> disks = present.stream().map(DiskAttachment::disk).toList();
        List<PointRecord.PointDisk> pointDisks = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            pointDisks.add(
                    new PointRecord.PointDisk(disks.get(i), parts.get(i).disk().spec()));
        }
        boolean one = point.resource().kind() == ResourceKind.DISK;
        RecoveryPointId id = new RecoveryPointId(input.operation() + ".b" + input.step());
        PointContext context = new PointContext(
                id,
                one ? RecoveryPoint.Kind.SNAPSHOT : RecoveryPoint.Kind.SNAPSHOT_SET,
                one ? disks.get(0) : machine.id(),
                one ? null : machine.spec(),
                pointDisks,
                ConsistencyLevel.CRASH,
                List.of(),
                POLICY);
        Action take = new Action.TakeSnapshots(
                "before",
                id,
                one ? List.of() : List.of(machine.id()),
                disks,
                ConsistencyLevel.CRASH,
                ConsistencyLevel.CRASH,
                null);
        Payload.Fields marks = BackupPlan.marks(context, ProductKind.SNAPSHOT, disks.size());
        return Item.of(take, label())
                .marked(one ? marks.with("source", disks.get(0).toString()) : marks)
                .then(RecordPoint.NAME, (Payload.Fields) mapper.write(context));
    }

    private List<Expansion.Claim> claims(List<DiskAttachment> present) {
        List<Expansion.Claim> claims = new ArrayList<>();
        claims.add(new Expansion.Claim("point/" + point.id(), ClaimRow.Mode.SHARED));
        claims.add(new Expansion.Claim(machine.id().toString(), ClaimRow.Mode.EXCLUSIVE));
        present.forEach(each -> claims.add(new Expansion.Claim(each.disk().toString(), ClaimRow.Mode.EXCLUSIVE)));
        return claims;
    }
}
