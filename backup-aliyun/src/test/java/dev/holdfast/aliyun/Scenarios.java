// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.protection.Lock;
import dev.holdfast.protection.Loss;
import dev.holdfast.protection.ProtectionPolicy;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.protection.RetentionPolicy;
import dev.holdfast.protection.Schedule;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.DiskAttachment;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.MachineState;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.resource.Secret;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.ReplicaRef;
import dev.holdfast.spi.ReplicationDescription;
import dev.holdfast.spi.ReplicationDescription.Operation;
import dev.holdfast.spi.StockLevel;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The operations that the probes try, each with the facts it is lowered from. */
final class Scenarios {
    static final Location HANGZHOU = Location.of("aliyun", "1234567890", "cn-hangzhou");
    static final Location SHANGHAI = Location.of("aliyun", "1234567890", "cn-shanghai");
    static final Location FRANKFURT = Location.of("aliyun", "1234567890", "eu-central-1");
    static final Lane HERE = Lane.of(HANGZHOU);
    static final Lane THERE = Lane.of(SHANGHAI);
    static final RecoveryPointId POINT = new RecoveryPointId("p-1");
    static final ResourceId MACHINE = ResourceId.machine(HANGZHOU, "i-1");
    static final Disk SYSTEM = disk("d-1", "cloud_essd", 40).build();
    static final Disk DATA = disk("d-2", "cloud_essd", 100).build();
    static final GuestHooks HOOKS = new GuestHooks(
            List.of("/opt/db", "freeze", "it's"), List.of("/opt/db", "thaw"), GuestHooks.DEFAULT_DEAD_MAN);
    static final DiskSpec SPEC = new DiskSpec("/dev/xvdb", false, 100 * Grammar.GIB, "cloud_essd", null);

    private Scenarios() {}

    /** All of them by name, in the order in which they are shown. */
    static Map<String, LoweredGroup> all() {
        Map<String, LoweredGroup> all = new LinkedHashMap<>();
        List<ResourceId> both = List.of(SYSTEM.id(), DATA.id());
        Facts running = machine(MachineState.RUNNING);
        all.put("snapshot-group", lower(take(List.of(MACHINE), both, ConsistencyLevel.CRASH, null), running));
        all.put("snapshot", lower(take(List.of(), List.of(DATA.id()), ConsistencyLevel.CRASH, null), running));
        all.put(
                "snapshot-full",
                lower(
                        take(List.of(), List.of(DATA.id()), ConsistencyLevel.CRASH, null),
                        KnownFacts.answering(
                                List.of(DATA),
                                List.of(),
                                StockLevel.class,
                                List.of(new StockLevel(
                                        EcsLimits.SNAPSHOTS_PER_DISK, "d-2", 256, 256, List.of("s-1"))))));
        Disk fresh = DATA.toBuilder()
                .attributes(Map.of(SnapshotLowering.EVER_ATTACHED, "false"))
                .build();
        all.put(
                "never-attached",
                lower(take(List.of(), List.of(DATA.id()), ConsistencyLevel.CRASH, null), disks(fresh)));
        Disk slow = disk("d-2", "cloud_efficiency", 100).build();
        all.put(
                "no-essd-of-a-machine",
                lower(take(List.of(MACHINE), both, ConsistencyLevel.CRASH, null), disks(SYSTEM, slow)));
        all.put("no-essd-one-by-one", lower(take(List.of(), both, ConsistencyLevel.CRASH, null), disks(SYSTEM, slow)));
        Disk[] many = IntStream.range(0, 17)
                .mapToObj(i -> disk("d-" + i, "cloud_essd", 2048)
                        .zone(i == 0 ? "cn-hangzhou-a" : "cn-hangzhou-b")
                        .attributes(i == 1 ? Map.of(SnapshotLowering.MULTI_ATTACH, "Enabled") : Map.of())
                        .build())
                .toArray(Disk[]::new);
        List<ResourceId> manyIds = List.of(many).stream().map(Disk::id).toList();
        all.put("too-much", lower(take(List.of(MACHINE), manyIds, ConsistencyLevel.CRASH, null), disks(many)));
        all.put(
                "frozen-snapshot-group",
                lower(take(List.of(MACHINE), both, ConsistencyLevel.APPLICATION, HOOKS), running));
        all.put("no-hooks", lower(take(List.of(MACHINE), both, ConsistencyLevel.APPLICATION, null), running));

        EncryptionKey key = new EncryptionKey(SHANGHAI, "key-1");
        Facts snapshots = replicas(seen(HERE, "s-2", "d-2").build());
        all.put("copy", lower(copy(ProductKind.SNAPSHOT, "s-2", SHANGHAI, key), snapshots));
        all.put("copy-without-facts", lower(copy(ProductKind.SNAPSHOT, "s-2", SHANGHAI, null), replicas()));
        all.put("copy-abroad", lower(copy(ProductKind.SNAPSHOT, "s-2", FRANKFURT, null), snapshots));
        all.put(
                "copy-here",
                lower(copy(ProductKind.SNAPSHOT, "s-2", HANGZHOU, new EncryptionKey(HANGZHOU, "key-2")), snapshots));
        all.put("image-copy", lower(copy(ProductKind.IMAGE, "m-1", SHANGHAI, null), snapshots));

        all.put(
                "roll-back",
                lower(back(MachineState.RUNNING), withReplica(MachineState.RUNNING, seen(HERE, "s-2", "d-2"))));
        all.put(
                "roll-back-stopped",
                lower(back(MachineState.STOPPED), withReplica(MachineState.STOPPED, seen(HERE, "s-2", "d-2"))));
        all.put(
                "roll-back-interrupted",
                lower(back(MachineState.RUNNING), withReplica(MachineState.STOPPED, seen(HERE, "s-2", "d-2"))));
        all.put(
                "roll-back-to-a-copy",
                lower(
                        back(MachineState.RUNNING),
                        withReplica(
                                MachineState.RUNNING,
                                seen(HERE, "s-2", "d-2").attributes(Map.of(RollBackLowering.COPIED_FROM, "s-9")))));

        Schedule daily = Schedule.daily(ZoneId.of("Asia/Shanghai"), LocalTime.of(1, 0), LocalTime.of(13, 0));
        all.put("schedule-new", lower(schedule(daily), answers()));
        Payload.Fields known = Payload.Fields.EMPTY
                .with(EcsCalls.ID, "sp-1")
                .with("name", "holdfast-daily")
                .with("disks", Payload.ofTexts(List.of("d-2", "d-9")));
        all.put("schedule-changed", lower(schedule(daily), answers(known)));
        all.put(
                "schedule-as-it-is",
                lower(
                        schedule(daily),
                        answers(known.with("hours", Payload.ofTexts(List.of("1", "13")))
                                .with("days", Payload.ofTexts(List.of("1", "2", "3", "4", "5", "6", "7")))
                                .with("keepDays", 30)
                                .with("copyTo", "cn-shanghai")
                                .with("copyDays", 30)
                                .with("copyKey", "key-1")
                                .with("disks", Payload.ofTexts(List.of("d-1", "d-2"))))));
        all.put(
                "schedule-in-summer-time",
                lower(schedule(Schedule.daily(ZoneId.of("Europe/Berlin"), LocalTime.of(1, 0))), answers()));

        ReplicationDescription pair = pair("normal", Operation.FAILOVER);
        ReplicationDescription over = pair("failovered", Operation.COMMIT, Operation.CANCEL, Operation.REPROTECT);
        all.put(
                "pair-enrol",
                lower(
                        new Action.Enrol("a", DATA.id(), SHANGHAI.inZone("cn-shanghai-e"), Payload.Fields.EMPTY),
                        running));
        all.put("pair-failover", lower(failover(Action.FailOverReplication.Mode.FAILOVER), pairs(pair)));
        all.put("pair-drill", lower(failover(Action.FailOverReplication.Mode.DRILL), pairs(pair)));
        all.put("pair-busy", lower(failover(Action.FailOverReplication.Mode.FAILOVER), pairs(over)));
        all.put("pair-reprotect", lower(goOn(Action.ContinueReplication.Stage.REPROTECT), pairs(over)));
        all.put("pair-cancel", lower(goOn(Action.ContinueReplication.Stage.CANCEL), pairs(over)));
        all.put("pair-commit", lower(goOn(Action.ContinueReplication.Stage.COMMIT), pairs(over)));

        ReplicaRef point = ReplicaRef.of(HERE, ProductKind.SNAPSHOT, "s-2", DATA.id(), 100 * Grammar.GIB);
        Lock lock = new Lock(Lock.Mode.COMPLIANCE, Instant.parse("2026-11-01T00:00:00Z"), null);
        all.put(
                "lock",
                lower(
                        new Action.LockReplica(
                                "a",
                                point,
                                Lock.Mode.COMPLIANCE,
                                Duration.ofDays(31),
                                Duration.ofHours(12).plusMinutes(30)),
                        snapshots));
        all.put(
                "lock-with-four-days-to-take-it-back",
                lower(
                        new Action.LockReplica(
                                "a", point, Lock.Mode.COMPLIANCE, Duration.ofDays(31), Duration.ofDays(4)),
                        snapshots));
        all.put(
                "lock-for-ever",
                lower(
                        new Action.LockReplica(
                                "a", point, Lock.Mode.COMPLIANCE, Duration.ofDays(40_000), Duration.ZERO),
                        snapshots));
        all.put(
                "image",
                lower(
                        new Action.TakeImage(
                                "a", POINT, MACHINE, both, ConsistencyLevel.CRASH, ConsistencyLevel.CRASH, null),
                        running));
        all.put("delete", lower(new Action.DeleteReplica("a", point), snapshots));
        all.put(
                "delete-shared",
                lower(
                        new Action.DeleteReplica("a", point),
                        replicas(seen(HERE, "s-2", "d-2")
                                .sharedWith(List.of("9876543210"))
                                .build())));
        all.put(
                "delete-gone",
                lower(
                        new Action.DeleteReplica("a", point),
                        KnownFacts.answering(List.of(), List.of(), ReplicaDescription.class, List.of())));
        all.put(
                "delete-locked",
                lower(
                        new Action.DeleteReplica("a", point),
                        replicas(seen(HERE, "s-2", "d-2").lock(lock).build())));
        all.put(
                "delete-used-by-an-image",
                lower(
                        new Action.DeleteReplica("a", point),
                        replicas(seen(HERE, "s-2", "d-2").usedBy(List.of("m-1")).build())));
        all.put(
                "delete-image",
                lower(
                        new Action.DeleteReplica("a", ReplicaRef.of(HERE, ProductKind.IMAGE, "m-1", MACHINE, 0)),
                        replicas(ReplicaDescription.builder(HERE, ProductKind.IMAGE, "m-1")
                                .parts(List.of("s-1", "s-2"))
                                .build())));
        all.put(
                "recover",
                lower(
                        recover(),
                        replicas(
                                seen(THERE, "s-11", "d-1").build(),
                                seen(THERE, "s-12", "d-2").build())));
        return all;
    }

    static LoweredGroup named(String name) {
        return Objects.requireNonNull(all().get(name), name);
    }

    private static LoweredGroup lower(Action action, Facts facts) {
        return new EcsLowering().lower(new ActionGroup(Purpose.PROTECT, List.of(action)), facts);
    }

    static Action take(
            List<ResourceId> machines, List<ResourceId> disks, ConsistencyLevel level, @Nullable GuestHooks hooks) {
        return new Action.TakeSnapshots("a", POINT, machines, disks, level, level, hooks);
    }

    private static Action copy(ProductKind kind, String id, Location to, @Nullable EncryptionKey key) {
        return new Action.CopyReplica(
                "a", POINT, ReplicaRef.of(HERE, kind, id, DATA.id(), 100 * Grammar.GIB), to, key, null);
    }

    private static Action back(MachineState then) {
        return new Action.RollBackDisk(
                "a", DATA.id(), MACHINE, ReplicaRef.of(HERE, ProductKind.SNAPSHOT, "s-2", DATA.id(), 0), SPEC, then);
    }

    private static Action schedule(Schedule schedule) {
        ProtectionPolicy policy = new ProtectionPolicy(
                "daily",
                ResourceSelector.tag("app", "shop").in(HANGZHOU),
                schedule,
                ConsistencyLevel.CRASH,
                RetentionPolicy.keepFor(Duration.ofDays(30)),
                List.of(ReplicationTarget.to(SHANGHAI).encryptedWith(new EncryptionKey(SHANGHAI, "key-1"))),
                Loss.REGION);
        return new Action.ApplySchedule("a", policy, List.of(SYSTEM.id(), DATA.id()));
    }

    private static Action recover() {
        MachineSpec spec = MachineSpec.builder()
                .name("db")
                .type("ecs.g7.large")
                .zone("cn-shanghai-e")
                .subnet("vsw-1")
                .securityGroups(List.of("sg-1"))
                .userData(Secret.named("db-user-data"))
                .tags(Map.of("app", "shop"))
                .disks(List.of(
                        new DiskSpec("/dev/xvda", true, 40 * Grammar.GIB, "cloud_essd", null),
                        new DiskSpec("/dev/xvdb", false, 90 * Grammar.GIB, "cloud_essd", null)))
                .build();
        return new Action.RecoverMachine(
                "a",
                MACHINE,
                List.of(
                        ReplicaRef.of(THERE, ProductKind.SNAPSHOT, "s-11", SYSTEM.id(), 40 * Grammar.GIB),
                        ReplicaRef.of(THERE, ProductKind.SNAPSHOT, "s-12", DATA.id(), 100 * Grammar.GIB)),
                SHANGHAI,
                spec);
    }

    static Disk.Builder disk(String id, String type, long gib) {
        return Disk.builder(ResourceId.disk(HANGZHOU, id))
                .zone("cn-hangzhou-b")
                .type(type)
                .sizeBytes(gib * Grammar.GIB);
    }

    private static ReplicaDescription.Builder seen(Lane lane, String id, String disk) {
        return ReplicaDescription.builder(lane, ProductKind.SNAPSHOT, id)
                .examined(Set.of(ReplicaDescription.Aspect.values()))
                .sourceId(disk);
    }

    private static Facts machine(MachineState state) {
        return new KnownFacts(List.of(SYSTEM, DATA), List.of(inState(state)), List.of(), Optional.empty());
    }

    private static Machine inState(MachineState state) {
        return Machine.builder(MACHINE)
                .state(state)
                .disks(List.of(new DiskAttachment(DATA.id(), MACHINE, "/dev/xvdb", false)))
                .build();
    }

    private static Facts withReplica(MachineState state, ReplicaDescription.Builder replica) {
        return new KnownFacts(
                List.of(SYSTEM, DATA), List.of(inState(state)), List.of(replica.build()), Optional.empty());
    }

    private static Facts disks(Disk... disks) {
        return new KnownFacts(List.of(disks), List.of(inState(MachineState.RUNNING)), List.of(), Optional.empty());
    }

    private static Facts replicas(ReplicaDescription... replicas) {
        return new KnownFacts(List.of(), List.of(), List.of(replicas), Optional.empty());
    }

    private static Facts pairs(ReplicationDescription pair) {
        return KnownFacts.answering(List.of(), List.of(), ReplicationDescription.class, List.of(pair));
    }

    private static ReplicationDescription pair(String state, Operation... allowed) {
        return new ReplicationDescription(
                "pair-1", "d-2", HANGZHOU, SHANGHAI, state, Instant.parse("2026-10-01T00:00:00Z"), Set.of(allowed));
    }

    private static Action failover(Action.FailOverReplication.Mode mode) {
        return new Action.FailOverReplication("a", "pair-1", SHANGHAI, mode, null, null, Payload.Fields.EMPTY);
    }

    private static Action goOn(Action.ContinueReplication.Stage stage) {
        return new Action.ContinueReplication("a", "pair-1", SHANGHAI, stage, Payload.Fields.EMPTY);
    }

    private static Facts answers(Payload.Fields... answers) {
        return new KnownFacts(List.of(), List.of(), List.of(), Optional.of(List.of(answers)));
    }
}
