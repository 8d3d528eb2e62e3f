// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.protection.ProtectionPolicy;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.protection.RetentionPolicy;
import dev.holdfast.resource.DiskAttachment;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceKind;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Fact;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Policies handed to the cloud's own scheduler. */
final class ScheduleLowering {
    /** Asks for the policies of a name, with the disks they are applied to. */
    static final String POLICY = "ecs:AutoSnapshotPolicy";

    private ScheduleLowering() {}

    static List<FactQuery<?>> needs(Action.ApplySchedule apply) {
        List<FactQuery<?>> needs = new ArrayList<>();
        needs.add(policyOf(apply));
        List<String> machines = apply.resources().stream()
                .filter(resource -> resource.kind() == ResourceKind.MACHINE)
                .map(ResourceId::id)
                .toList();
        if (!machines.isEmpty()) {
            needs.add(new FactQuery.Machines(apply.lane(), machines));
        }
        return needs;
    }

    private static FactQuery.ProviderQuery policyOf(Action.ApplySchedule apply) {
        return new FactQuery.ProviderQuery(apply.lane(), POLICY, Payload.Fields.EMPTY.with("name", name(apply)));
    }

    private static String name(Action.ApplySchedule apply) {
        return "holdfast-" + apply.policy().name();
    }

    static void lower(Action.ApplySchedule apply, Facts facts, Draft draft) {
        String what = "Schedule '" + apply.policy().name() + "'";
        Timetable timetable = Timetable.of(apply.policy().schedule());
        String problem = problem(apply, timetable);
        if (!problem.isEmpty()) {
            draft.refuse(
                    apply,
                    FailureKind.UNSUPPORTED,
                    what,
                    problem,
                    "let Holdfast keep the schedule, or change it to what an automatic snapshot policy knows");
            return;
        }
        Optional<Fact<Payload.Fields>> known = facts.get(policyOf(apply));
        if (known.isEmpty() || known.get().items().size() > 1) {
            draft.refuse(
                    apply,
                    known.isEmpty() ? FailureKind.TRANSIENT : FailureKind.TAKEN,
                    what,
                    known.isEmpty() ? "the policies there could not be read" : "several policies carry its name",
                    known.isEmpty() ? FailureKind.TRANSIENT.cure() : FailureKind.TAKEN.cure());
            return;
        }
        List<String> disks = disks(apply, facts);
        Payload.Fields wanted = wanted(apply, timetable);
        if (known.get().items().isEmpty()) {
            Primitive create = create(apply, wanted, draft);
            draft.add(create);
            draft.add(apply(apply, new Payload.Ref(create.name(), EcsCalls.ID), disks, create.name(), draft));
            return;
        }
        Payload.Fields there = known.get().items().get(0);
        String id = there.text(EcsCalls.ID);
        List<String> applied = there.items("disks").stream()
                .flatMap(item -> item instanceof Payload.Text text ? Stream.of(text.value()) : Stream.of())
                .toList();
        boolean changed = wanted.fields().entrySet().stream()
                .anyMatch(field -> !field.getValue().equals(there.get(field.getKey())));
        List<String> more =
                disks.stream().filter(disk -> !applied.contains(disk)).toList();
        List<String> fewer =
                applied.stream().filter(disk -> !disks.contains(disk)).toList();
        if (!changed && more.isEmpty() && fewer.isEmpty()) {
            draft.satisfied(apply);
            return;
        }
        String before = "";
        if (changed) {
            Primitive modify = goal(apply, "modify", EcsCalls.MODIFY_POLICY, draft)
                    .arguments(wanted.with("policy", id))
                    .completes(List.of(apply.id()))
                    .subject(id)
                    .expectations(List.of(Expectation.seen(id, "autoSnapshotPolicyName", name(apply))))
                    .build();
            draft.add(modify);
            before = modify.name();
        }
        if (!more.isEmpty()) {
            draft.add(apply(apply, Payload.of(id), more, before, draft));
        }
        if (!fewer.isEmpty()) {
            draft.add(goal(apply, "cancel", EcsCalls.CANCEL_POLICY, draft)
                    .arguments(Payload.Fields.EMPTY.with("policy", id).with("disks", Payload.ofTexts(fewer)))
                    .completes(List.of(apply.id()))
                    .subject(id)
                    .build());
        }
    }

    private static List<String> disks(Action.ApplySchedule apply, Facts facts) {
        return apply.resources().stream()
                .flatMap(resource -> resource.kind() == ResourceKind.DISK
                        ? Stream.of(resource.id())
                        : facts.machine(resource).stream()
                                .flatMap(machine -> machine.disks().stream())
                                .map(DiskAttachment::disk)
                                .map(ResourceId::id))
                .distinct()
                .toList();
    }

    private static String problem(Action.ApplySchedule apply, Timetable timetable) {
        ProtectionPolicy policy = apply.policy();
        if (!timetable.problem().isEmpty()) {
            return timetable.problem();
        }
        if (!ConsistencyLevel.CRASH.satisfies(policy.consistency())) {
            return "automatic snapshots are taken disk by disk and are not " + policy.consistency();
        }
        if (days(policy.retention()) < 1) {
            return "automatic snapshots are kept for whole days, not by count";
        }
        if (policy.targets().size() > 1) {
            return "a policy copies to one region only";
        }
        for (ReplicationTarget target : policy.targets()) {
            RetentionPolicy retention = target.retention();
            if (!target.location().account().equals(apply.lane().account())
                    || target.location().region().equals(apply.lane().region())
                    || (retention != null && days(retention) < 1)) {
                return "a policy copies to another region of its account, for whole days";
            }
        }
        return name(apply).matches("[A-Za-z][A-Za-z0-9._:-]{1,127}") ? "" : "its name is no name in ECS";
    }

    private static long days(RetentionPolicy retention) {
        Duration age = retention.age();
        boolean whole = age != null && age.equals(Duration.ofDays(age.toDays())) && age.toDays() <= 65_535;
        return retention.last() == 0 && age != null && whole ? age.toDays() : 0;
    }

    private static Payload.Fields wanted(Action.ApplySchedule apply, Timetable timetable) {
        ProtectionPolicy policy = apply.policy();
        Payload.Fields wanted = Payload.Fields.EMPTY
                .with("name", name(apply))
                .with("hours", Payload.ofTexts(timetable.hours()))
                .with("days", Payload.ofTexts(timetable.days()))
                .with("keepDays", days(policy.retention()));
        for (ReplicationTarget target : policy.targets()) {
            RetentionPolicy retention = target.retention();
            EncryptionKey key = target.key();
            wanted = wanted.with("copyTo", target.location().region())
                    .with("copyDays", days(retention == null ? policy.retention() : retention))
                    .with("copyKey", key == null ? null : key.id());
        }
        return wanted;
    }

    /** MARKED: ECS offers no token and lets two policies carry one name, so only a tag tells whose it is. */
    private static Primitive create(Action.ApplySchedule apply, Payload.Fields wanted, Draft draft) {
        Lane lane = apply.lane();
        String name = apply.id() + "-create";
        return draft.primitive(apply, "create", EcsCalls.CREATE_POLICY, RepeatClass.MARKED, lane)
                .arguments(wanted)
                .subject(name(apply))
                .product(ProductKind.SUPPORT)
                .limits(EcsLimits.calls("CreateAutoSnapshotPolicy", LimitUse.one(EcsLimits.POLICIES, "")))
                .permissions(List.of(Grammar.ecs(draft.purpose(), lane, "CreateAutoSnapshotPolicy", "snapshotpolicy")))
                .undo(List.of(
                        Primitive.builder(name + "-undo", EcsCalls.DELETE_POLICY, RepeatClass.GOAL, lane, Purpose.PRUNE)
                                .arguments(Payload.Fields.EMPTY.with("policy", new Payload.Ref(name, EcsCalls.ID)))
                                .limits(EcsLimits.calls("DeleteAutoSnapshotPolicy"))
                                .permissions(List.of(
                                        Grammar.ecs(Purpose.PRUNE, lane, "DeleteAutoSnapshotPolicy", "snapshotpolicy")))
                                .build()))
                .build();
    }

    private static Primitive apply(
            Action.ApplySchedule apply, Payload policy, List<String> disks, String before, Draft draft) {
        Payload.Fields arguments = Payload.Fields.EMPTY.with("policy", policy).with("disks", Payload.ofTexts(disks));
        Lane lane = apply.lane();
        return goal(apply, "apply", EcsCalls.APPLY_POLICY, draft)
                .arguments(arguments)
                .completes(List.of(apply.id()))
                .subject(name(apply))
                .limits(Stream.concat(
                                Stream.of(EcsLimits.call("ApplyAutoSnapshotPolicy")),
                                disks.stream().map(disk -> LimitUse.one(EcsLimits.POLICIES_PER_DISK, disk)))
                        .toList())
                .edges(before.isEmpty() ? List.of() : List.of(Edge.after(before)))
                .undo(List.of(Primitive.builder(
                                apply.id() + "-apply-undo",
                                EcsCalls.CANCEL_POLICY,
                                RepeatClass.GOAL,
                                lane,
                                draft.purpose())
                        .arguments(arguments)
                        .limits(EcsLimits.calls("CancelAutoSnapshotPolicy"))
                        .permissions(List.of(
                                Grammar.ecs(draft.purpose(), lane, "CancelAutoSnapshotPolicy", "snapshotpolicy")))
                        .build()))
                .build();
    }

    private static Primitive.Builder goal(Action.ApplySchedule apply, String part, String type, Draft draft) {
        String api = type.substring("ecs:".length());
        return draft.primitive(apply, part, type, RepeatClass.GOAL, apply.lane())
                .limits(EcsLimits.calls(api))
                .permissions(List.of(Grammar.ecs(draft.purpose(), apply.lane(), api, "snapshotpolicy")));
    }
}
