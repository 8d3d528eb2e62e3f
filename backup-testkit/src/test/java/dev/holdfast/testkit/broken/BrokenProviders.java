// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static dev.holdfast.testkit.broken.Broken.each;
import static dev.holdfast.testkit.broken.Broken.finds;
import static dev.holdfast.testkit.broken.Broken.items;
import static dev.holdfast.testkit.broken.Broken.lowers;
import static dev.holdfast.testkit.broken.Broken.observations;
import static dev.holdfast.testkit.broken.Broken.observes;
import static dev.holdfast.testkit.broken.Broken.reads;
import static dev.holdfast.testkit.broken.Broken.remembering;
import static dev.holdfast.testkit.broken.Broken.requests;
import static dev.holdfast.testkit.broken.Broken.sightings;
import static dev.holdfast.testkit.broken.Broken.starts;
import static dev.holdfast.testkit.broken.Broken.wrapped;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.resource.DiskAttachment;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.Secret;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.BlockAccess;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.KeyDescription;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.PathDescription;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Permission;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.Refusal;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.SubnetDescription;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.profile.CloudProfile;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The planted errors. */
final class BrokenProviders {
    private BrokenProviders() {}

    static List<Broken> all() {
        List<Broken> all = new ArrayList<>();
        lowerings(all);
        shows(all);
        snapshots(all);
        restores(all);
        repeats(all);
        looks(all);
        failures(all);
        return all;
    }

    private static void lowerings(List<Broken> all) {
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
    }

    private static void shows(List<Broken> all) {
        all.add(items(
                "HF-INV-02",
                "shows loose disks as attached",
                FactQuery.Disks.class,
                (query, disks) -> disks.stream()
                        .map(disk -> disk.attachment() != null
                                ? disk
                                : disk.toBuilder()
                                        .attachment(new DiskAttachment(
                                                disk.id(),
                                                ResourceId.machine(disk.id().location(), "other"),
                                                "x",
                                                false))
                                        .build())
                        .toList()));
        all.add(items(
                "HF-INV-01",
                "forgets the boot disk",
                FactQuery.Machines.class,
                (query, machines) -> machines.stream()
                        .map(machine -> machine.toBuilder()
                                .spec(machine.spec().toBuilder()
                                        .disks(machine.spec().disks().stream()
                                                .map(disk -> new DiskSpec(
                                                        disk.device(),
                                                        false,
                                                        disk.sizeBytes(),
                                                        disk.type(),
                                                        disk.keyId()))
                                                .toList())
                                        .build())
                                .build())
                        .toList()));
        all.add(reads("HF-INV-03", "fails for what does not exist", (query, cursor, context, good) -> {
            if (query instanceof FactQuery.Machines machines && machines.ids().contains("kit-no-such-machine")) {
                throw failure(FailureKind.GONE, "no such machine");
            }
            return good.read(query, cursor, context);
        }));
        all.add(items("HF-INV-04", "lists nothing", FactQuery.DiskListing.class, (query, disks) -> List.of()));
        all.add(reads("HF-INV-05", "does not say that it is complete", (query, cursor, context, good) -> {
            ReadPage<?> right = good.read(query, cursor, context);
            return query instanceof FactQuery.MarkedListing
                    ? new ReadPage<>(right.items(), right.next(), false)
                    : right;
        }));
        all.add(reads("HF-INV-06", "lists what strangers marked", (query, cursor, context, good) -> {
            FactQuery<?> wrong = query instanceof FactQuery.MarkedListing marked
                    ? new FactQuery.MarkedListing(marked.lane(), marked.kind(), null)
                    : query;
            return good.read(wrong, cursor, context);
        }));
        all.add(wrapped("HF-INV-07", "reads at the cost of an unknown limit", provider -> new Forwarding(provider) {
            @Override
            public ReadProfile reading(FactQuery<?> query) {
                ReadProfile right = good.reading(query);
                return new ReadProfile(
                        right.batch(),
                        List.of(LimitUse.one("undeclared", "x")),
                        right.leastInterval(),
                        right.visibility(),
                        right.deadline());
            }
        }));
        all.add(items("HF-NET-01", "makes up subnets", FactQuery.Subnets.class, (query, subnets) -> {
            List<SubnetDescription> more = new ArrayList<>(subnets);
            more.add(new SubnetDescription("made-up", "x", "10.9.0.0/24", null));
            return more;
        }));
        all.add(items(
                "HF-NET-02",
                "calls blocked what it has not examined",
                FactQuery.Paths.class,
                (query, paths) -> List.of(
                        new PathDescription(PathDescription.Verdict.BLOCKED, List.of("x"), List.of("firewalls")))));
        all.add(items(
                "HF-KEY-01",
                "shows keys as disabled",
                FactQuery.Keys.class,
                (query, keys) -> keys.stream()
                        .map(key -> new KeyDescription(
                                key.key(), KeyDescription.State.DISABLED, key.managedByCloud(), key.usableBy()))
                        .toList()));
        all.add(items(
                "HF-SNP-03",
                "calls snapshots unusable",
                FactQuery.Replicas.class,
                (query, found) -> found.stream()
                        .map(each -> each.lane().region().equals("west") && each.kind() == ProductKind.SNAPSHOT
                                ? each.toBuilder().restorable(false).build()
                                : each)
                        .toList()));
        all.add(items(
                "HF-CPY-01",
                "shows no key",
                FactQuery.Replicas.class,
                (query, found) -> found.stream()
                        .map(each -> each.toBuilder().keyId(null).build())
                        .toList()));
        all.add(items(
                "HF-DEL-03",
                "shows no locks",
                FactQuery.Replicas.class,
                (query, found) -> found.stream()
                        .map(each -> each.toBuilder().lock(null).build())
                        .toList()));
    }

    private static void snapshots(List<Broken> all) {
        all.add(dropsMarks("HF-SNP-02", "ec2:CreateSnapshot"));
        all.add(dropsMarks("HF-CPY-02", "ec2:CopySnapshot"));
        all.add(dropsMarks("HF-IMG-01", "ec2:CreateImage"));
        all.add(done("HF-SNP-01", "gives all members one id", (task, done) -> {
                    List<Member> wrong = new ArrayList<>();
                    for (Member member : done.members()) {
                        wrong.add(new Member(
                                member.subject(), done.members().get(0).cloudId(), member.state(), member.facts()));
                    }
                    return new Observation.Done(done.outputs(), wrong);
                })
                .and("HF-RST-04"));
        all.add(done("HF-OBS-08", "names a member twice", (task, done) -> {
            List<Member> wrong = new ArrayList<>(done.members());
            if (wrong.size() > 1) {
                wrong.add(wrong.get(0));
            }
            return new Observation.Done(done.outputs(), wrong);
        }));
        all.add(done(
                        "HF-SNP-04",
                        "gives a wrong id as output",
                        (task, done) -> task.kind().equals("snapshot")
                                        && task.lane().region().equals("west")
                                        && !done.members().isEmpty()
                                ? new Observation.Done(done.outputs().with("id", "wrong"), done.members())
                                : done)
                .and("HF-FND-06"));
        all.add(done(
                "HF-SNP-05",
                "does not say whether it held",
                (task, done) -> new Observation.Done(done.outputs().with("held", (Payload) null), done.members())));
        all.add(starts(
                "HF-IMG-02",
                "forgets the snapshots of an image",
                (call, context, good) -> good.start(
                        with(
                                call,
                                call.primitive().arguments().get("snapshotsToo") == null ? null : "snapshotsToo",
                                Payload.of(false)),
                        context)));
        all.add(wrapped("HF-BLK-01", "reads other bytes", provider -> blocks(provider, true)));
        all.add(wrapped("HF-BLK-02", "sees no changes", provider -> blocks(provider, false)));
        all.add(lowers(
                "HF-BLK-03",
                "refuses to open blocks",
                (group, facts, good) -> group.actions().get(0) instanceof Action.OpenBlocks
                        ? new LoweredGroup(
                                List.of(),
                                List.of(),
                                List.of(new Refusal("a", Failure.of(FailureKind.UNSUPPORTED, "Cannot open", "no"))),
                                List.of())
                        : good.lowering().lower(group, facts)));
        all.add(remembering("HF-CPY-03", "changes what it copies", () -> {
            int[] count = {0};
            return items(
                    "",
                    "",
                    FactQuery.Replicas.class,
                    (query, found) -> found.stream()
                            .map(each -> each.lane().region().equals("west") && each.kind() == ProductKind.SNAPSHOT
                                    ? each.toBuilder()
                                            .tags(tagged(each.tags(), count[0]++))
                                            .build()
                                    : each)
                            .toList());
        }));
        all.add(done(
                "HF-CPY-04",
                "forgets the disk of a copy",
                (task, done) -> task.lane().region().equals("east")
                        ? new Observation.Done(
                                done.outputs(),
                                done.members().stream()
                                        .map(member ->
                                                new Member("x", member.cloudId(), member.state(), member.facts()))
                                        .toList())
                        : done));
        all.add(remembering("HF-CPY-05", "shows progress that falls", () -> {
            int[] count = {90};
            return observations(
                    "",
                    "",
                    (task, seen) -> seen instanceof Observation.Running running
                            ? new Observation.Running(Math.max(0, count[0] -= 10), running.lookAgain())
                            : seen);
        }));
        all.add(requests(
                "HF-CPY-06",
                "leaves a snapshot shared",
                Action.CopyReplica.class,
                list -> list.stream()
                        .filter(primitive -> !primitive.name().endsWith("unshare"))
                        .toList()));
    }

    private static void restores(List<Broken> all) {
        all.add(starts(
                "HF-RST-02",
                "ignores the size",
                (call, context, good) -> good.start(
                        with(
                                call,
                                call.primitive().type().equals("ec2:CreateVolume") ? "bytes" : null,
                                Payload.of(1 << 20)),
                        context)));
        all.add(starts(
                "HF-RST-03",
                "ignores the tags",
                (call, context, good) -> good.start(
                        with(
                                call,
                                call.primitive().type().equals("ec2:RunInstances") ? "tags" : null,
                                Payload.Fields.EMPTY),
                        context)));
        all.add(each(
                "HF-RST-05",
                "undoes something else",
                Action.RestoreDisk.class,
                primitive -> primitive.toBuilder()
                        .undo(primitive.undo().stream()
                                .map(undo -> undo.withArguments(undo.arguments().with("disk", "other")))
                                .toList())
                        .build()));
        all.add(starts("HF-RST-06", "says done when a machine only begins to stop", (call, context, good) -> {
                    Answer right = good.start(call, context);
                    return call.primitive().type().equals("ec2:StopInstances") ? Answer.done() : right;
                })
                .and("HF-RPT-08"));
        all.add(lowers(
                "HF-RST-07",
                "rolls nothing back",
                (group, facts, good) -> group.actions().get(0) instanceof Action.RollBackDisk back
                                && group.actions().size() == 1
                        ? new LoweredGroup(List.of(), List.of(), List.of(), List.of(back.id()))
                        : good.lowering().lower(group, facts)));
        all.add(requests(
                "HF-RST-08",
                "keeps the disks of a deleted machine",
                Action.DeleteMachine.class,
                list -> list.stream()
                        .filter(primitive -> primitive.arguments().get("disksToo") != null)
                        .map(primitive ->
                                primitive.withArguments(primitive.arguments().with("disksToo", Payload.of(false))))
                        .toList()));
        all.add(starts("HF-RST-04", "mixes up the disks", (call, context, good) -> {
            if (!call.primitive().type().equals("ec2:RegisterImage")) {
                return good.start(call, context);
            }
            List<Payload> disks = new ArrayList<>(call.primitive().arguments().items("disks"));
            Payload.Fields one = (Payload.Fields) disks.get(1);
            Payload.Fields two = (Payload.Fields) disks.get(2);
            disks.set(1, one.with("snapshot", two.text("snapshot")));
            disks.set(2, two.with("snapshot", one.text("snapshot")));
            return good.start(with(call, "disks", new Payload.Items(disks)), context);
        }));
    }

    private static void repeats(List<Broken> all) {
        all.add(remembering("HF-RPT-01", "sends another token each time", () -> {
                    int[] count = {1_000};
                    return starts(
                            "",
                            "",
                            (call, context, good) -> good.start(
                                    call.primitive().product() == ProductKind.SNAPSHOT
                                            ? rekeyed(call, count[0]++)
                                            : call,
                                    context));
                })
                .on(CloudProfile.aliyun())
                .and("HF-RPT-14"));
        all.add(finds(
                        "HF-RPT-02",
                        "finds nothing by a token's mark",
                        (traces, cursor, context, good) ->
                                traces.get(0).primitive().repeat() == RepeatClass.TOKEN
                                        ? new FindPage(List.of(), null, true)
                                        : good.find(traces, cursor, context))
                .on(CloudProfile.aliyun())
                .and("HF-FND-04", "HF-FND-05", "HF-FND-06"));
        all.add(sightings(
                        "HF-RPT-03",
                        "finds another id",
                        (trace, seen) -> seen instanceof Sighting.Ours ours
                                        && trace.primitive().product() == ProductKind.SNAPSHOT
                                ? new Sighting.Ours(ours.key(), "other", ours.task(), ours.outputs(), ours.members())
                                : seen)
                .on(CloudProfile.azure()));
        all.add(sightings(
                        "HF-RPT-04",
                        "takes a stranger's thing for its own",
                        (trace, seen) -> seen instanceof Sighting.Foreign foreign
                                ? new Sighting.Ours(
                                        foreign.key(), foreign.cloudId(), null, Payload.Fields.EMPTY, List.of())
                                : seen)
                .on(CloudProfile.azure()));
        all.add(starts("HF-RPT-05", "takes another name when one is taken", (call, context, good) -> {
                    try {
                        return good.start(call, context);
                    } catch (CallFailure failure) {
                        if (failure.kind() == FailureKind.TAKEN) {
                            return good.start(rekeyed(call, 1_000), context);
                        }
                        throw failure;
                    }
                })
                .on(CloudProfile.azure()));
        all.add(sightings(
                "HF-RPT-06",
                "loses a member of a set",
                (trace, seen) ->
                        seen instanceof Sighting.Ours ours && ours.members().size() > 1
                                ? new Sighting.Ours(
                                        ours.key(),
                                        ours.cloudId(),
                                        ours.task(),
                                        ours.outputs(),
                                        ours.members().subList(0, 1))
                                : seen));
        all.add(finds("HF-RPT-07", "hides twins", (traces, cursor, context, good) -> {
            FindPage right = good.find(traces, cursor, context);
            Map<StepKey, Sighting> first = new LinkedHashMap<>();
            right.sightings().forEach(sighting -> first.putIfAbsent(sighting.key(), sighting));
            return new FindPage(List.copyOf(first.values()), right.next(), right.complete());
        }));
        all.add(sightings(
                "HF-RPT-08",
                "does not see that a goal is reached",
                (trace, seen) -> trace.primitive().type().equals("ec2:StopInstances") && seen instanceof Sighting.Ours
                        ? null
                        : seen));
        all.add(sightings(
                "HF-RPT-09",
                "fails to delete what is gone",
                (trace, seen) -> trace.primitive().type().equals("ec2:DeleteSnapshot")
                        ? new Sighting.Gone(seen.key(), "snapshot")
                        : seen));
        all.add(sightings(
                "HF-RPT-10",
                "does not see that its target is gone",
                (trace, seen) -> seen instanceof Sighting.Gone ? null : seen));
        all.add(sightings(
                        "HF-RPT-11",
                        "does not read its guard",
                        (trace, seen) -> seen instanceof Sighting.Unmet ? null : seen)
                .on(CloudProfile.aliyun()));
        all.add(each(
                        "HF-RPT-12",
                        "names no guard",
                        Action.RollBackDisk.class,
                        primitive ->
                                primitive.toBuilder().expectations(List.of()).build())
                .on(CloudProfile.aliyun()));
        all.add(finds(
                "HF-RPT-13",
                "claims a command that was never sent",
                (traces, cursor, context, good) -> traces.get(0).primitive().repeat() == RepeatClass.ONCE
                        ? phantom(traces.get(0))
                        : good.find(traces, cursor, context)));
        all.add(wrapped("HF-RPT-14", "does not look for what it lost", provider -> losing(provider, false)));
        all.add(wrapped("HF-RPT-15", "imagines what it lost", provider -> losing(provider, true)));
    }

    private static void looks(List<Broken> all) {
        all.add(wrapped("HF-FND-01", "shows what is not there", provider -> new Forwarding(provider) {
            private boolean started;

            @Override
            public Answer start(Call call, CallContext context) {
                started = true;
                return good.start(call, context);
            }

            @Override
            public FindPage find(List<Trace> traces, @Nullable String cursor, CallContext context) {
                return started || traces.get(0).primitive().repeat() != RepeatClass.MARKED
                        ? good.find(traces, cursor, context)
                        : phantom(traces.get(0));
            }
        }));
        all.add(asIf(
                "HF-FND-02",
                "takes any installation's things",
                key -> new StepKey("stranger", key.operation(), key.step(), key.generation())));
        all.add(asIf(
                "HF-FND-03",
                "takes earlier generations' things",
                key -> new StepKey(key.installation(), key.operation(), key.step(), 1)));
        all.add(finds("HF-FND-04", "answers all with the first key", (traces, cursor, context, good) -> {
            FindPage right = good.find(traces, cursor, context);
            List<Sighting> wrong = new ArrayList<>();
            for (Sighting seen : right.sightings()) {
                wrong.add(
                        seen instanceof Sighting.Ours ours
                                ? keyed(ours, traces.get(0).key())
                                : seen);
            }
            return new FindPage(wrong, right.next(), right.complete());
        }));
        all.add(sightings("HF-FND-05", "gives a task that nobody knows", (trace, seen) -> {
            RemoteTask task = seen instanceof Sighting.Ours ours ? ours.task() : null;
            return task != null
                            && seen instanceof Sighting.Ours ours
                            && trace.primitive().repeat() == RepeatClass.MARKED
                    ? new Sighting.Ours(
                            ours.key(),
                            ours.cloudId(),
                            RemoteTask.of(
                                    "snapshot",
                                    task.lane(),
                                    "x",
                                    Payload.Fields.EMPTY.with("members", Payload.Fields.EMPTY.with("x", "x"))),
                            ours.outputs(),
                            ours.members())
                    : seen;
        }));
        all.add(sightings(
                "HF-FND-06",
                "finds other outputs",
                (trace, seen) ->
                        seen instanceof Sighting.Ours ours && trace.primitive().repeat() == RepeatClass.MARKED
                                ? new Sighting.Ours(
                                        ours.key(), ours.cloudId(), ours.task(), Payload.Fields.EMPTY, ours.members())
                                : seen));
        all.add(finds("HF-FND-07", "never says that it saw all", (traces, cursor, context, good) -> {
            FindPage right = good.find(traces, cursor, context);
            return new FindPage(right.sightings(), right.next(), false);
        }));
        all.add(observes("HF-OBS-01", "answers in the wrong order", (tasks, context, good) -> {
            List<Observation> wrong = new ArrayList<>(good.observe(tasks, context));
            if (wrong.stream().allMatch(Observation.Done.class::isInstance)) {
                Collections.reverse(wrong);
            }
            return wrong;
        }));
        all.add(observes("HF-OBS-02", "throws for one bad id", (tasks, context, good) -> {
            List<Observation> right = good.observe(tasks, context);
            if (tasks.size() > 1 && right.contains(new Observation.Missing())) {
                throw failure(FailureKind.GONE, "no such snapshot");
            }
            return right;
        }));
        all.add(observations(
                "HF-OBS-03",
                "never says that something is missing",
                (task, seen) -> seen instanceof Observation.Missing && task.id().startsWith("kit-")
                        ? new Observation.Running(0, Duration.ZERO)
                        : seen));
        all.add(observations(
                "HF-OBS-04",
                "calls missing what is in work",
                (task, seen) ->
                        seen instanceof Observation.Running && task.kind().equals("snapshot")
                                ? new Observation.Missing()
                                : seen));
        all.add(observations(
                "HF-OBS-06",
                "does not say what it left",
                (task, seen) -> seen instanceof Observation.Failed failed
                        ? new Observation.Failed(failed.failure(), List.of())
                        : seen));
        all.add(wrapped("HF-OBS-07", "keeps its tasks in memory", provider -> new Forwarding(provider) {
                    private final Set<RemoteTask> mine = Collections.newSetFromMap(new IdentityHashMap<>());

                    @Override
                    public Answer start(Call call, CallContext context) {
                        Answer answer = good.start(call, context);
                        if (answer instanceof Answer.Started started) {
                            mine.add(started.task());
                        }
                        return answer;
                    }

                    @Override
                    public List<Observation> observe(List<RemoteTask> tasks, CallContext context) {
                        List<Observation> right = good.observe(tasks, context);
                        RemoteTask first = tasks.get(0);
                        boolean written = !mine.contains(first) && mine.stream().anyMatch(first::equals);
                        boolean done = tasks.size() == 1 && right.get(0) instanceof Observation.Done;
                        return written && done && first.kind().equals("snapshot")
                                ? List.of(new Observation.Missing())
                                : right;
                    }
                })
                .and("HF-FND-05"));
    }

    private static void failures(List<Broken> all) {
        all.add(refusals(
                "HF-FLR-01",
                "names an unknown limit",
                failure -> failure.kind() == FailureKind.THROTTLED
                                && String.valueOf(failure.getMessage()).contains("script")
                        ? copy(failure, failure.kind(), failure.effect())
                                .limit("unknown")
                                .build()
                        : failure));
        all.add(refusals(
                        "HF-FLR-02",
                        "calls a lost answer surely without effect",
                        failure -> failure.effect() == CallFailure.Effect.POSSIBLE
                                ? copy(failure, failure.kind(), CallFailure.Effect.NONE)
                                        .build()
                                : failure)
                .and("HF-RPT-14", "HF-RPT-15"));
        all.add(refusals(
                "HF-FLR-03",
                "calls gone things invalid",
                failure -> failure.kind() == FailureKind.GONE
                        ? copy(failure, FailureKind.INVALID, failure.effect()).build()
                        : failure));
        all.add(refusals(
                "HF-FLR-04",
                "does not recognise an unknown request",
                failure -> failure.kind() == FailureKind.UNSUPPORTED
                        ? copy(failure, FailureKind.UNRECOGNISED, failure.effect())
                                .build()
                        : failure));
        all.add(wrapped("HF-FLR-05", "prices looks for anything", provider -> new Forwarding(provider) {
            @Override
            public ReadProfile finding(Primitive primitive) {
                try {
                    return good.finding(primitive);
                } catch (IllegalArgumentException e) {
                    return good.reading(new FactQuery.Disks(primitive.lane(), List.of("x")));
                }
            }
        }));
        all.add(lowers("HF-FLR-06", "writes user data into its requests", (group, facts, good) -> {
            LoweredGroup right = good.lowering().lower(group, facts);
            Secret secret = group.actions().get(0) instanceof Action.RecoverMachine recover
                    ? recover.spec().userData()
                    : null;
            return secret == null
                    ? right
                    : new LoweredGroup(
                            right.primitives().stream()
                                    .map(each ->
                                            each.withArguments(each.arguments().with("userData", secret.reveal())))
                                    .toList(),
                            right.sections(),
                            right.refusals(),
                            right.satisfied());
        }));
        all.add(refusals(
                "HF-FLR-07",
                "names no limit of a quota",
                failure -> failure.limit() != null
                                && !String.valueOf(failure.getMessage()).contains("script")
                        ? copy(failure, failure.kind(), failure.effect())
                                .limit(null)
                                .build()
                        : failure));
        all.add(wrapped("HF-FLR-08", "cannot be closed twice", provider -> new Forwarding(provider) {
            private boolean closed;

            @Override
            public void close() {
                if (closed) {
                    throw new IllegalStateException("closed already");
                }
                closed = true;
            }
        }));
        all.add(starts(
                        "HF-DEL-01",
                        "deletes nothing",
                        (call, context, good) -> call.primitive().type().equals("ec2:DeleteSnapshot")
                                ? Answer.done()
                                : good.start(call, context))
                .and("HF-DEL-03"));
        all.add(refusals(
                "HF-DEL-02",
                "calls what is in use busy",
                failure -> failure.code().equals("VolumeInUse")
                        ? copy(failure, FailureKind.BUSY, failure.effect()).build()
                        : failure));
        all.add(starts(
                "HF-DEL-04",
                "changes no marks",
                (call, context, good) ->
                        call.primitive().type().equals("ec2:CreateTags") ? Answer.done() : good.start(call, context)));
    }

    // ---- parts

    private static Broken dropsMarks(String rule, String type) {
        return starts(rule, "drops a mark at " + type, (call, context, good) -> {
            SortedMap<String, String> marks = new TreeMap<>(call.marks());
            if (call.primitive().type().equals(type)) {
                marks.remove(Marks.POINT);
            }
            return good.start(new Call(call.primitive(), call.key(), marks, call.intendedAt(), call.seen()), context);
        });
    }

    private static Broken done(String rule, String what, BiFunction<RemoteTask, Observation.Done, Observation> twist) {
        return observations(
                rule, what, (task, seen) -> seen instanceof Observation.Done done ? twist.apply(task, done) : seen);
    }

    private static Broken refusals(String rule, String what, UnaryOperator<CallFailure> twist) {
        return starts(rule, what, (call, context, good) -> {
            try {
                return good.start(call, context);
            } catch (CallFailure failure) {
                throw twist.apply(failure);
            }
        });
    }

    private static Broken asIf(String rule, String what, UnaryOperator<StepKey> other) {
        return finds(rule, what, (traces, cursor, context, good) -> {
            List<Sighting> shown =
                    new ArrayList<>(good.find(traces, cursor, context).sightings());
            for (Trace trace : traces) {
                StepKey key = other.apply(trace.key());
                if (!key.equals(trace.key()) && trace.primitive().repeat() == RepeatClass.MARKED) {
                    Trace wrong = new Trace(trace.primitive(), key, trace.notBefore(), trace.lane());
                    for (Sighting seen :
                            good.find(List.of(wrong), null, context).sightings()) {
                        shown.add(seen instanceof Sighting.Ours ours ? keyed(ours, trace.key()) : seen);
                    }
                }
            }
            return new FindPage(shown, null, true);
        });
    }

    private static Sighting keyed(Sighting.Ours ours, StepKey key) {
        return new Sighting.Ours(key, ours.cloudId(), ours.task(), ours.outputs(), ours.members());
    }

    private static FindPage phantom(Trace trace) {
        Payload.Fields outputs = Payload.Fields.EMPTY.with("id", "phantom");
        return new FindPage(List.of(new Sighting.Ours(trace.key(), "phantom", null, outputs, List.of())), null, true);
    }

    private static BackupProvider losing(BackupProvider provider, boolean imagining) {
        return new Forwarding(provider) {
            private boolean lost;

            @Override
            public Answer start(Call call, CallContext context) {
                try {
                    return good.start(call, context);
                } catch (CallFailure failure) {
                    lost |= failure.effect() == CallFailure.Effect.POSSIBLE;
                    throw failure;
                }
            }

            @Override
            public FindPage find(List<Trace> traces, @Nullable String cursor, CallContext context) {
                FindPage right = good.find(traces, cursor, context);
                if (!lost) {
                    return right;
                }
                return imagining
                        ? right.sightings().isEmpty() ? phantom(traces.get(0)) : right
                        : new FindPage(List.of(), null, true);
            }
        };
    }

    private static BackupProvider blocks(BackupProvider provider, boolean bytes) {
        return new Forwarding(provider) {
            @Override
            public Optional<BlockAccess> blocks() {
                BlockAccess right = good.blocks().orElseThrow();
                return Optional.of(new BlockAccess() {
                    @Override
                    public BlockPage list(
                            Lane lane,
                            String cloudId,
                            @Nullable String since,
                            @Nullable String cursor,
                            CallContext context) {
                        BlockPage page = right.list(lane, cloudId, since, cursor, context);
                        return bytes || since == null
                                ? page
                                : new BlockPage(List.of(), page.blockBytes(), page.diskBytes(), null);
                    }

                    @Override
                    public ByteBuffer read(Lane lane, String cloudId, Block block, CallContext context) {
                        ByteBuffer read = right.read(lane, cloudId, block, context);
                        return bytes ? ByteBuffer.allocate(read.remaining()) : read;
                    }
                });
            }
        };
    }

    private static Call with(Call call, @Nullable String name, Payload value) {
        if (name == null) {
            return call;
        }
        Primitive primitive =
                call.primitive().withArguments(call.primitive().arguments().with(name, value));
        return new Call(primitive, call.key(), call.marks(), call.intendedAt(), call.seen());
    }

    private static Call rekeyed(Call call, int step) {
        StepKey key = call.key();
        return new Call(
                call.primitive(),
                new StepKey(key.installation(), key.operation(), step, key.generation()),
                call.marks(),
                call.intendedAt(),
                call.seen());
    }

    private static Map<String, String> tagged(Map<String, String> tags, int read) {
        Map<String, String> more = new TreeMap<>(tags);
        more.put("read", "" + read);
        return more;
    }

    private static CallFailure failure(FailureKind kind, String message) {
        return CallFailure.builder(kind, CallFailure.Effect.NONE, message).build();
    }

    private static CallFailure.Builder copy(CallFailure failure, FailureKind kind, CallFailure.Effect effect) {
        return CallFailure.builder(kind, effect, String.valueOf(failure.getMessage()))
                .code(failure.code())
                .limit(failure.limit())
                .limitKey(failure.limitKey());
    }
}
