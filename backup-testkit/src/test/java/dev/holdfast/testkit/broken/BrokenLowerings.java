// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static dev.holdfast.testkit.broken.Broken.each;
import static dev.holdfast.testkit.broken.Broken.lowers;
import static dev.holdfast.testkit.broken.Broken.remembering;
import static dev.holdfast.testkit.broken.Broken.wrapped;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Permission;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ReadProfile;
import java.util.ArrayList;
import java.util.List;

/** Errors in what is requested for an action. */
final class BrokenLowerings {
    private BrokenLowerings() {}

    static List<Broken> all() {
        List<Broken> all = new ArrayList<>();
        all.add(remembering("HF-LWR-01", "numbers its lowerings", () -> {
                    int[] count = {0};
                    return each(
                            "",
                            "",
                            Action.TakeSnapshots.class,
                            primitive -> primitive.toBuilder()
                                    .permissions(List.of(new Permission(primitive.purpose(), "a", "" + count[0]++)))
                                    .build());
                })
                .and("HF-LWR-03"));
        all.add(lowers("HF-LWR-02", "reads while it lowers", (group, facts, good) -> {
            good.read(
                    new FactQuery.Disks(group.actions().get(0).lane(), List.of("x")),
                    null,
                    new CallContext(group.purpose(), CallContext.DEFAULT_DEADLINE));
            return good.lowering().lower(group, facts);
        }));
        all.add(lowers("HF-LWR-03", "goes by the first row", (group, facts, good) -> {
            LoweredGroup right = good.lowering().lower(group, facts);
            if (!(group.actions().get(0) instanceof Action.TakeSnapshots take)) {
                return right;
            }
            String first = facts.get(new FactQuery.Disks(
                            take.lane(),
                            take.disks().stream().map(ResourceId::id).toList()))
                    .flatMap(fact -> fact.items().stream().findFirst())
                    .map(disk -> disk.id().id())
                    .orElse("none");
            List<Primitive> wrong = right.primitives().stream()
                    .map(primitive -> primitive.toBuilder()
                            .permissions(List.of(new Permission(primitive.purpose(), "a", first)))
                            .build())
                    .toList();
            return new LoweredGroup(wrong, right.sections(), right.refusals(), right.satisfied());
        }));
        all.add(lowers("HF-LWR-04", "names the requests of a group alike", (group, facts, good) -> {
            LoweredGroup right = good.lowering().lower(group, facts);
            if (group.actions().size() < 3) {
                return right;
            }
            List<Primitive> wrong = new ArrayList<>(right.primitives());
            wrong.add(wrong.get(0));
            return new LoweredGroup(wrong, right.sections(), right.refusals(), right.satisfied());
        }));
        all.add(each("HF-LWR-05", "waits for a request that is not there", Action.TakeSnapshots.class, primitive -> {
            List<Edge> edges = new ArrayList<>(primitive.edges());
            edges.add(Edge.after("nothing"));
            return primitive.toBuilder().edges(edges).build();
        }));
        all.add(each(
                "HF-LWR-06",
                "takes of a limit that it does not declare",
                Action.TakeSnapshots.class,
                primitive -> primitive.toBuilder()
                        .limits(List.of(LimitUse.one("undeclared", "x")))
                        .build()));
        all.add(each(
                "HF-LWR-07",
                "names no permissions",
                Action.RestoreDisk.class,
                primitive -> primitive.toBuilder().permissions(List.of()).build()));
        all.add(each(
                        "HF-LWR-08",
                        "leaves no way back",
                        Action.RestoreDisk.class,
                        primitive -> primitive.toBuilder().undo(List.of()).build())
                .and("HF-RST-05"));
        all.add(each(
                "HF-LWR-09",
                "completes nothing",
                Action.StopMachine.class,
                primitive -> primitive.toBuilder().completes(List.of()).build()));
        all.add(lowers("HF-LWR-10", "throws for a disk that is not there", (group, facts, good) -> {
            LoweredGroup right = good.lowering().lower(group, facts);
            if (right.refusals().stream().anyMatch(refusal -> refusal.failure().kind() == FailureKind.GONE)) {
                throw new IllegalStateException("no such disk");
            }
            return right;
        }));
        all.add(lowers("HF-LWR-11", "refuses nothing", (group, facts, good) -> {
            LoweredGroup right = good.lowering().lower(group, facts);
            return group.actions().get(0) instanceof Action.RestoreFromVault
                    ? new LoweredGroup(right.primitives(), right.sections(), List.of(), List.of("sample"))
                    : right;
        }));
        all.add(wrapped("HF-LWR-12", "asks for more in every round", provider -> new Forwarding(provider) {
            private int count;

            @Override
            List<FactQuery<?>> needed(List<FactQuery<?>> queries) {
                List<FactQuery<?>> more = new ArrayList<>(queries);
                queries.stream()
                        .findFirst()
                        .ifPresent(query -> more.add(new FactQuery.Machines(query.lane(), List.of("x" + count++))));
                return more;
            }
        }));
        all.add(each(
                "HF-LWR-13",
                "may leave the guest frozen",
                Action.TakeSnapshots.class,
                primitive -> primitive.toBuilder()
                        .edges(primitive.edges().stream()
                                .filter(edge -> edge.kind() != Edge.Kind.FINALLY)
                                .toList())
                        .build()));
        all.add(lowers("HF-LWR-14", "promises what it cannot give", (group, facts, good) -> {
            if (group.actions().get(0) instanceof Action.TakeSnapshots take && take.hooks() == null) {
                ConsistencyLevel crash = ConsistencyLevel.CRASH;
                List<Action> less = new ArrayList<>(group.actions());
                less.set(
                        0,
                        new Action.TakeSnapshots(
                                take.id(), take.point(), take.machines(), take.disks(), crash, crash, null));
                return good.lowering().lower(new ActionGroup(group.purpose(), less), facts);
            }
            return good.lowering().lower(group, facts);
        }));
        all.add(wrapped("HF-LWR-15", "knows no looks for its own request", provider -> new Forwarding(provider) {
                    @Override
                    public ReadProfile finding(Primitive primitive) {
                        if (primitive.type().equals("ec2:DeleteSnapshot")
                                && primitive.name().startsWith("delete.")) {
                            throw new IllegalArgumentException("unknown");
                        }
                        return good.finding(primitive);
                    }
                })
                .and("HF-LWR-06"));
        return all;
    }
}
