// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static dev.holdfast.testkit.job.BadInput.asked;
import static dev.holdfast.testkit.job.BadInput.said;

import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.protection.RetentionPolicy;
import dev.holdfast.protection.Snapshot;
import dev.holdfast.recovery.HealthCheck;
import dev.holdfast.recovery.RecoveryGroup;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Drill;
import dev.holdfast.request.Failover;
import dev.holdfast.request.Prune;
import dev.holdfast.request.Replication;
import dev.holdfast.request.Request;
import dev.holdfast.request.RequestKey;
import dev.holdfast.request.Restore;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.KitStore;
import dev.holdfast.testkit.job.BadInput.Kind;
import dev.holdfast.testkit.job.BadInput.Scene;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is wrong with requests and plans. */
final class BadRequests {
    private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();
    private static final String MEBIBYTE = "x".repeat(1 << 20);

    private BadRequests() {}

    static List<BadInput> cycles() {
        return List.of(
                said(
                        Kind.CYCLE,
                        "groups that wait for each other",
                        in -> plan(in).group("a", g -> g.machines("web-1").after("b"))
                                .group("b", g -> g.machines("web-2").after("a"))
                                .build(),
                        "Recovery plan 'shop' lets groups wait for each other in a circle: a after b after a",
                        "remove one of these"),
                said(
                        Kind.CYCLE,
                        "a group that waits for itself",
                        in -> plan(in).group("a", g -> g.machines("web-1").after("a"))
                                .build(),
                        "a after a",
                        "remove one of these"));
    }

    static List<BadInput> unknownPlaces() {
        return List.of(
                unknown("drill of a plan that is not saved", in -> Drill.of("no-plan"), "'no-plan'", "plans().save"),
                unknown("failover by such a plan", in -> Failover.of("no-plan"), "'no-plan'", "plans().save"),
                said(
                        Kind.UNKNOWN_REFERENCE,
                        "a group after one that is not there",
                        in -> plan(in).group("a", g -> g.machines("web-1").after("dat"))
                                .build(),
                        "lets group 'a' wait for 'dat'",
                        "name one of [data, a]"),
                said(
                        Kind.UNKNOWN_REFERENCE,
                        "an override of a machine in no group",
                        in -> plan(in).override("nobody", MachineSpec.builder().build())
                                .build(),
                        "overrides machine 'nobody'",
                        "add it to one, or remove the override"),
                said(
                        Kind.UNKNOWN_REFERENCE,
                        "a key of another region",
                        in -> ReplicationTarget.to(in.shop().west).encryptedWith(in.shop().eastKey),
                        "east-key",
                        "name a key of the target's region"),
                said(
                        Kind.UNKNOWN_REFERENCE,
                        "a health check by an action that nobody registered",
                        in -> saved(
                                in,
                                RecoveryPlan.named("asks")
                                        .from(in.shop().west)
                                        .to(in.shop().east)
                                        .group(
                                                "data",
                                                g -> g.machines("db")
                                                        .healthCheck(HealthCheck.hostAction("orders-flow")))
                                        .subnet("prod", "dr")),
                        "by host action [orders-flow]",
                        "register each with hostAction(...)"),
                unknown(
                        "backup in no region",
                        in -> Backup.of(ResourceSelector.machines("db")),
                        "The selector",
                        "add .in(region)"),
                unknown(
                        "replication to no region",
                        in -> Replication.of(in.points()),
                        "names no target",
                        "add .to(target)"),
                unknown(
                        "backup in a region that is not there",
                        in -> Backup.of(ResourceSelector.machines("db").in(mars(in))),
                        "there is no region mars; there are [west, east]",
                        "correct the value named"),
                unknown(
                        "replication to a region that is not there",
                        in -> Replication.of(in.points()).to(ReplicationTarget.to(mars(in))),
                        "there is no region mars; there are [west, east]",
                        "correct the value named"),
                unknown(
                        "restore into a subnet that is not there",
                        in -> Restore.machine(in.point())
                                .as(MachineSpec.builder().subnet("no-net").build()),
                        "subnet no-net",
                        "one that is there"),
                unknown(
                        "drill without a subnet for it",
                        in -> saved(in, plan(in)),
                        "Cannot drill plan 'shop'",
                        "drillSubnet(...)"),
                unknown(
                        "restore where no replica lies",
                        in -> Restore.machine(in.point()).at(in.shop().east),
                        "it does not lie in simulated/acme/east",
                        "name one of these with at(...), or replicate it there first"));
    }

    static List<BadInput> unknownThings() {
        return List.of(
                unknown(
                        "backup of a machine that is not there",
                        in -> Backup.of(ResourceSelector.machines("nobody").in(in.shop().west)),
                        "machines [nobody]",
                        "check names, tags and regions"),
                unknown(
                        "backup of machines of which one is not there",
                        in -> Backup.of(
                                ResourceSelector.machines("db", "nobody").in(in.shop().west)),
                        "not there: [nobody]",
                        "leave out what is gone"),
                unknown(
                        "backup of machines by id of which one is not there",
                        in -> Backup.of(ResourceSelector.of(
                                ResourceId.machine(
                                        in.shop().west, in.shop().database.id()),
                                ResourceId.machine(in.shop().west, "i-nobody"))),
                        "/machine/i-nobody]",
                        "leave out what is gone"),
                unknown(
                        "backup of disks of which one is not there",
                        in -> Backup.of(ResourceSelector.of(
                                ResourceId.disk(in.shop().west, disk(in)),
                                ResourceId.disk(in.shop().west, "vol-none"))),
                        "/disk/vol-none]",
                        "leave out what is gone"),
                unknown(
                        "backup of what no tag names",
                        in -> Backup.of(ResourceSelector.tag("app", "none").in(in.shop().west)),
                        "tag app=none",
                        "check names, tags and regions"),
                unknown(
                        "replication of a point that is not there",
                        in -> Replication.of(List.of(gone(in))).to(ReplicationTarget.to(in.shop().east)),
                        "[gone-point]",
                        "leave out the points that are gone"),
                unknown(
                        "restore of a point that is not there",
                        in -> Restore.disks(gone(in)),
                        "gone-point",
                        "choose one of points()"),
                unknown(
                        "restore of disks that the point does not hold",
                        in -> Restore.disks(in.point()).only(List.of(ResourceId.disk(in.shop().west, "vol-none"))),
                        "/disk/vol-none",
                        "name some of ["),
                unknown(
                        "drill of machines that have no point there",
                        in -> saved(in, plan(in).drillSubnet("isolated")),
                        "machine 'db' by plan 'shop'",
                        "replicate a backup of it"));
    }

    static List<BadInput> unsupported() {
        return List.of(
                asked(
                        Kind.UNSUPPORTED,
                        "more than a crash without hooks",
                        in -> db(in).consistency(ConsistencyLevel.APPLICATION),
                        "Cannot do TakeSnapshots",
                        "give guest hooks, or accept CRASH"),
                said(
                        Kind.UNSUPPORTED,
                        "a floor above what is asked",
                        in -> db(in).orAtLeast(ConsistencyLevel.APPLICATION),
                        "asks for CRASH cannot insist on APPLICATION",
                        "ask for that"),
                said(
                        Kind.UNSUPPORTED,
                        "a restore in place elsewhere",
                        in -> Restore.inPlace(in.point()).at(in.shop().east),
                        "not in simulated/acme/east",
                        "happens where the disks are"));
    }

    static List<BadInput> absurd() {
        return List.of(
                absurd("a request key", in -> new RequestKey("x".repeat(129)), "A request key", "1 to 128 characters"),
                absurd("a region", in -> Location.of("aws", "1", MEBIBYTE), "region 'xxx", "longer than 128"),
                absurd(
                        "a plan's name",
                        in -> RecoveryPlan.named(MEBIBYTE)
                                .from(in.shop().west)
                                .to(in.shop().east)
                                .group("g", g -> g.machines("db"))
                                .build(),
                        "name of a recovery plan",
                        "shorten it"),
                absurd("a policy's name", in -> db(in).policy(MEBIBYTE), "name of a policy", "1 to 128 characters"),
                absurd(
                        "a machine's name",
                        in -> MachineSpec.builder().name(MEBIBYTE).build(),
                        "machine 'xxx",
                        "shorten it"),
                absurd(
                        "a machine's tags",
                        in -> MachineSpec.builder()
                                .name("m")
                                .tags(tags(1_000, "x"))
                                .build(),
                        "Machine 'm' has 1000 tags",
                        "keep at most"),
                absurd(
                        "a tag",
                        in -> MachineSpec.builder()
                                .name("m")
                                .tags(tags(1, MEBIBYTE))
                                .build(),
                        "Tag 'tag-0' of machine 'm'",
                        "shorten it"),
                absurd(
                        "a disk",
                        in -> new DiskSpec("/dev/sda", true, -1, "", null),
                        "sizeBytes of /dev/sda",
                        "must be positive"),
                absurd("the last none", in -> RetentionPolicy.keepLast(0), "would keep nothing", "say keepLast(n)"),
                absurd(
                        "the last minus one",
                        in -> RetentionPolicy.keepLast(-1),
                        "A retention policy",
                        "positive count"),
                absurd("for ever", in -> RetentionPolicy.keepFor(FOREVER), "A retention policy", "do not prune them"),
                absurd(
                        "a prune of nothing",
                        in -> Prune.keeping(RetentionPolicy.keepLast(1)).atMost(0),
                        "not 0",
                        "at least 1 replica"),
                absurd("a hold for ever", in -> hooks(FOREVER), "dead-man of guest hooks", "from PT1S to PT1H"),
                absurd(
                        "a hold of a nanosecond",
                        in -> hooks(Duration.ofNanos(1)),
                        "dead-man of guest hooks",
                        "from PT1S to PT1H"),
                absurd(
                        "a health check for ever",
                        in -> HealthCheck.tcp(1).within(FOREVER),
                        "A health check",
                        "within a day at most"),
                absurd("a port", in -> HealthCheck.tcp(1 << 20), "has 1048576", "between 1 and 65535"),
                absurd(
                        "a kit of garbage",
                        in -> {
                            long version = in.shop()
                                    .kit
                                    .get()
                                    .map(KitStore.Kit::version)
                                    .orElse(0L);
                            in.shop().kit.put(version, MEBIBYTE);
                            in.shop().rescuer().holdfast().start();
                        },
                        "the recovery kit in memory",
                        "take a copy of it from another kit store"),
                asked(
                        Kind.ABSURD_SIZE,
                        "a name to look for",
                        in -> Backup.of(ResourceSelector.machines(MEBIBYTE).in(in.shop().west)),
                        "machines [xxx",
                        "check names, tags and regions"),
                asked(
                        Kind.ABSURD_SIZE,
                        "names to look for",
                        in -> Backup.of(ResourceSelector.machines(names()).in(in.shop().west)),
                        "and 49980 more",
                        "leave out what is gone"));
    }

    private static BadInput unknown(
            String name, java.util.function.Function<Scene, Request<?>> request, String place, String cure) {
        return asked(Kind.UNKNOWN_REFERENCE, name, request, place, cure);
    }

    private static BadInput absurd(String name, BadInput.Doing doing, String place, String cure) {
        return said(Kind.ABSURD_SIZE, name, doing, place, cure);
    }

    static Backup db(Scene in) {
        return Backup.of(ResourceSelector.machines("db").in(in.shop().west));
    }

    static GuestHooks hooks(Duration deadMan) {
        return new GuestHooks(List.of("freeze"), List.of("thaw"), deadMan);
    }

    static RecoveryPlan.Builder plan(Scene in) {
        return plan(in, in.shop().east, group -> group.machines("db"));
    }

    static RecoveryPlan.Builder plan(Scene in, Location to, Consumer<RecoveryGroup.Builder> group) {
        return RecoveryPlan.named("shop")
                .from(in.shop().west)
                .to(to)
                .group("data", group)
                .subnet("prod", "dr");
    }

    static Request<?> saved(Scene in, RecoveryPlan.Builder plan) {
        in.holdfast().plans().save(plan.build());
        return Drill.of("shop");
    }

    private static Location mars(Scene in) {
        return Location.of(in.shop().west.provider().value(), in.shop().west.account(), "mars");
    }

    private static String disk(Scene in) {
        return in.shop().database.attachments().get(0).disk();
    }

    private static RecoveryPoint gone(Scene in) {
        return Snapshot.builder(new RecoveryPointId("gone-point"), in.point().resource())
                .moment(in.point().moment())
                .build();
    }

    private static Map<String, String> tags(int count, String value) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "tag-" + i, i -> value));
    }

    private static String[] names() {
        return IntStream.rangeClosed(0, 50_000)
                .mapToObj(i -> i == 0 ? "db" : "nobody-" + i)
                .toArray(String[]::new);
    }
}
