// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.world.Disk;
import dev.holdfast.testkit.world.Image;
import dev.holdfast.testkit.world.Lifecycle;
import dev.holdfast.testkit.world.Lock;
import dev.holdfast.testkit.world.Machine;
import dev.holdfast.testkit.world.NewCopy;
import dev.holdfast.testkit.world.NewDisk;
import dev.holdfast.testkit.world.Snapshot;
import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.fault.Fault;
import dev.holdfast.testkit.world.fault.FaultScript;
import dev.holdfast.testkit.world.fault.Match;
import dev.holdfast.testkit.world.request.Envelope;
import dev.holdfast.testkit.world.request.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CloudPhysicsTest {

    private static final int BLOCK = Content.BLOCK;

    static List<CloudProfile> profiles() {
        return List.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void a_machine_recovered_in_the_other_region_serves_the_bytes_of_the_moment(CloudProfile profile) {
        Cloud cloud = new Cloud(profile);
        Machine database = cloud.database();
        cloud.application("10.0.1.20");
        assertThat(cloud.ask("prod", "10.0.1.20", 8_080, "health")).startsWith("healthy open");
        assertThat(cloud.ask("prod", "10.0.1.10", 5_432, "put a 1")).isEqualTo("ok 1");
        Map<String, String> names = new LinkedHashMap<>();
        database.attachments().forEach(a -> names.put(a.disk(), "snap-" + a.disk()));
        List<Snapshot> set = cloud.ok(
                cloud.envelope("west", Action.CREATE_SNAPSHOT_SET)
                        .about(database.id())
                        .weighing(3),
                a -> cloud.west.snapshots().createSet(a, "set", names));
        assertThat(cloud.ask("prod", "10.0.1.10", 5_432, "put a 2")).isEqualTo("ok 2");
        cloud.settle();
        List<Snapshot> copies = new ArrayList<>();
        for (Snapshot snapshot : set) {
            copies.add(cloud.ok(
                    cloud.envelope("east", Action.COPY_SNAPSHOT).about(snapshot.id()),
                    a -> cloud.east
                            .copies()
                            .create(a, new NewCopy("copy-" + snapshot.id(), "west", snapshot.id(), null))));
            cloud.settle();
        }
        cloud.world.kill("west", false);
        assertThat(cloud.send(cloud.envelope("west", Action.DESCRIBE_SNAPSHOTS), a -> 1))
                .isNull();
        List<Machine.Attachment> disks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Snapshot copy = copies.get(i);
            assertThat(copy.content().sameBytes(set.get(i).content())).isTrue();
            Disk disk = cloud.ok(
                    cloud.envelope("east", Action.CREATE_DISK),
                    a -> cloud.east
                            .disks()
                            .create(a, NewDisk.of(copy.id(), "east-a", "any").named("d-" + copy.id())));
            Machine.Attachment old = database.attachments().get(i);
            disks.add(new Machine.Attachment(old.device(), disk.id(), old.boot()));
        }
        cloud.settle();
        Machine recovered = cloud.ok(
                cloud.envelope("east", Action.RUN_MACHINE),
                a -> cloud.east.machines().launch(a, database.spec().in("drill", "10.0.1.10"), disks));
        cloud.settle();
        assertThat(recovered.failure()).isNull();
        assertThat(cloud.ask("drill", "10.0.1.10", 5_432, "get a")).isEqualTo("value 1");
        assertThat(cloud.ask("dr", "10.0.1.10", 5_432, "get a")).isNull();
    }

    @Test
    void snapshots_and_copies_move_only_what_changed_while_the_last_is_there() {
        Cloud cloud = new Cloud(CloudProfile.aws());
        Disk disk = cloud.disk(
                "d", Content.zeros(100L * BLOCK).with(0, new byte[3 * BLOCK]).with(0, bytes(3)));
        cloud.east.keys().add("k1", Cloud.ACCOUNT);
        cloud.east.keys().add("k2", Cloud.ACCOUNT);
        Snapshot one = snapshot(cloud, disk);
        disk.durable(disk.durable().with(50L * BLOCK, bytes(1)));
        Snapshot two = snapshot(cloud, disk);
        assertThat(one.movedBytes()).isEqualTo(3L * BLOCK);
        assertThat(two.movedBytes()).isEqualTo(BLOCK);
        assertThat(copy(cloud, one, "k1").movedBytes()).isEqualTo(3L * BLOCK);
        Snapshot second = copy(cloud, two, "k1");
        assertThat(second.movedBytes()).isEqualTo(BLOCK);
        assertThat(copy(cloud, two, "k2").movedBytes()).isEqualTo(4L * BLOCK);
        assertThat(cloud.west.snapshots().storedBytes(two)).isEqualTo(BLOCK);
        Content before = two.content();
        cloud.ok(cloud.envelope("west", Action.DELETE_SNAPSHOT), a -> {
            cloud.west.snapshots().delete(a, one.id());
            return 1;
        });
        assertThat(cloud.west.snapshots().storedBytes(two)).isEqualTo(4L * BLOCK);
        assertThat(two.content().sameBytes(before)).isTrue();
    }

    @Test
    void twenty_copies_at_once_and_not_one_more() {
        Cloud cloud = new Cloud(CloudProfile.aws());
        List<Snapshot> sources = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            sources.add(snapshot(cloud, cloud.disk("d" + i, Content.zeros(BLOCK))));
        }
        Reason[] last = new Reason[21];
        for (int i = 0; i < 21; i++) {
            Snapshot source = sources.get(i);
            int index = i;
            cloud.world
                    .loop()
                    .post(() -> cloud.world
                            .front()
                            .send(
                                    cloud.envelope("east", Action.COPY_SNAPSHOT),
                                    a -> cloud.east.copies().create(a, NewCopy.of("west", source.id(), null)),
                                    answer -> last[index] = answer
                                                    instanceof
                                                    dev.holdfast.testkit.world.request.Answer.Refused<Snapshot> no
                                            ? no.refusal().reason()
                                            : null));
        }
        cloud.world.loop().advance(Duration.ofSeconds(1));
        assertThat(last).containsOnlyOnce(Reason.SLOTS_FULL);
        assertThat(cloud.east.limits().used("copies-per-destination")).isEqualTo(20);
        cloud.settle();
        assertThat(cloud.east.limits().used("copies-per-destination")).isZero();
    }

    @Test
    void each_cloud_orders_copies_of_one_disk_in_its_own_way() {
        Cloud aliyun = new Cloud(CloudProfile.aliyun());
        Machine database = aliyun.database();
        Disk disk = Objects.requireNonNull(
                aliyun.west.disks().shelf().actual(database.attachments().get(1).disk()));
        Snapshot one = snapshot(aliyun, disk);
        Snapshot two = snapshot(aliyun, disk);
        begin(aliyun, one, "c1");
        assertThat(aliyun.refused(
                        aliyun.envelope("west", Action.COPY_SNAPSHOT),
                        a -> aliyun.east.copies().create(a, NewCopy.of("west", two.id(), null))))
                .isEqualTo(Reason.BUSY);

        Cloud azure = new Cloud(CloudProfile.azure());
        Disk other = azure.disk("d", Content.zeros(BLOCK));
        Snapshot first = snapshot(azure, other);
        Snapshot second = snapshot(azure, other);
        Snapshot c1 = begin(azure, first, "c1");
        Snapshot c2 = begin(azure, second, "c2");
        assertThat(Objects.requireNonNull(c2.job()).state()).isEqualTo(dev.holdfast.testkit.world.Job.State.QUEUED);
        assertThat(azure.refused(azure.envelope("west", Action.DELETE_SNAPSHOT), a -> {
                    azure.west.snapshots().delete(a, first.id());
                    return 1;
                }))
                .isEqualTo(Reason.BUSY);
        azure.settle();
        assertThat(c1.state()).isEqualTo(Lifecycle.READY);
        assertThat(c2.state()).isEqualTo(Lifecycle.READY);
        assertThat(azure.refused(
                        azure.envelope("east", Action.COPY_SNAPSHOT),
                        a -> azure.east.copies().create(a, new NewCopy("c3", "west", first.id(), null))))
                .isEqualTo(Reason.WRONG_STATE);
    }

    @Test
    void a_disk_is_rolled_back_in_place_on_a_stopped_machine_only() {
        Cloud cloud = new Cloud(CloudProfile.aliyun());
        Machine database = cloud.database();
        cloud.ask("prod", "10.0.1.10", 5_432, "put a 1");
        List<Snapshot> points = new ArrayList<>();
        for (Machine.Attachment attachment : database.attachments()) {
            Disk disk = Objects.requireNonNull(cloud.west.disks().shelf().actual(attachment.disk()));
            points.add(snapshot(cloud, disk));
        }
        cloud.ask("prod", "10.0.1.10", 5_432, "put a 2");
        Snapshot first = points.get(0);
        assertThat(cloud.refused(
                        cloud.envelope("west", Action.RESET_DISK),
                        a -> cloud.west.disks().reset(a, first.origin().disk(), first.id())))
                .isEqualTo(Reason.WRONG_STATE);
        act(cloud, Action.STOP_MACHINE, a -> cloud.west.machines().stop(a, database.id(), false));
        for (Snapshot point : points) {
            act(
                    cloud,
                    Action.RESET_DISK,
                    a -> cloud.west.disks().reset(a, point.origin().disk(), point.id()));
        }
        act(cloud, Action.START_MACHINE, a -> cloud.west.machines().start(a, database.id()));
        assertThat(cloud.ask("prod", "10.0.1.10", 5_432, "get a")).isEqualTo("value 1");
    }

    @Test
    void an_image_outlives_its_machine_and_guards_its_boot_snapshot() {
        Cloud cloud = new Cloud(CloudProfile.aws());
        Machine database = cloud.database();
        Image image = cloud.ok(
                cloud.envelope("west", Action.CREATE_IMAGE),
                a -> cloud.west.images().create(a, database.id(), "img"));
        assertThat(cloud.refused(
                        cloud.envelope("west", Action.CREATE_IMAGE),
                        a -> cloud.west.images().create(a, database.id(), "img")))
                .isEqualTo(Reason.TAKEN);
        cloud.settle();
        assertThat(image.state()).isEqualTo(Lifecycle.READY);
        String boot = Objects.requireNonNull(image.members().get(0).snapshot());
        assertThat(cloud.refused(cloud.envelope("west", Action.DELETE_SNAPSHOT), a -> {
                    cloud.west.snapshots().delete(a, boot);
                    return 1;
                }))
                .isEqualTo(Reason.IN_USE);
        act(cloud, Action.TERMINATE_MACHINE, a -> cloud.west.machines().terminate(a, database.id(), true));
        Machine anew = cloud.ok(
                cloud.envelope("west", Action.RUN_MACHINE),
                a -> cloud.west.machines().launch(a, database.spec(), image.id(), "any", null));
        cloud.settle();
        assertThat(anew.isUp()).isTrue();
        act(cloud, Action.DELETE_IMAGE, a -> cloud.west.images().deregister(a, image.id(), false));
        assertThat(cloud.west.snapshots().shelf().actual(boot)).isNotNull();
    }

    @Test
    void a_lost_answer_leaves_a_snapshot_and_a_late_arrival_a_twin() {
        FaultScript script = new FaultScript(1)
                .when(Match.api("CreateSnapshot").nth(1), new Fault.LoseAnswer())
                .when(Match.api("CreateSnapshot").nth(2), new Fault.LateArrival(Duration.ofMinutes(2)));
        Cloud cloud = new Cloud(CloudProfile.aws(), 1, script);
        Disk disk = cloud.disk("d", Content.zeros(BLOCK));
        Envelope marked =
                cloud.envelope("west", Action.CREATE_SNAPSHOT).about(disk.id()).marked(Map.of("holdfast-key", "k"));
        assertThat(cloud.send(marked, a -> cloud.west.snapshots().create(a, disk.id(), null)))
                .isNull();
        assertThat(cloud.world.truth().carrying("k")).hasSize(1);
        cloud.world.loop().post(() -> {
            cloud.world.front().send(marked, a -> cloud.west.snapshots().create(a, disk.id(), null), x -> {});
            cloud.world.front().dropHost("host", FaultScript.UnderWay.ARRIVE, Duration.ZERO);
        });
        cloud.settle();
        assertThat(cloud.world.truth().timesTookEffect("k")).isEqualTo(2);
        assertThat(cloud.world.front().underWay()).isZero();
    }

    @Test
    void a_creation_that_fails_after_its_call_leaves_debris_or_nothing() {
        FaultScript script = new FaultScript(1)
                .when(Match.api("CreateSnapshot").nth(1), new Fault.FailsLater(true))
                .when(Match.api("CreateSnapshot").nth(2), new Fault.FailsLater(false));
        Cloud cloud = new Cloud(CloudProfile.aws(), 1, script);
        Snapshot left = snapshot(cloud, cloud.disk("a", Content.zeros(BLOCK)));
        Snapshot gone = snapshot(cloud, cloud.disk("b", Content.zeros(BLOCK)));
        assertThat(left.state()).isEqualTo(Lifecycle.FAILED);
        assertThat(gone.exists()).isFalse();
        assertThat(cloud.west.limits().used("pending-per-account")).isZero();
    }

    @Test
    void a_just_made_thing_does_not_show_before_its_time() {
        FaultScript script =
                new FaultScript(1).when(Match.api("CreateSnapshot"), new Fault.Invisible(Duration.ofMinutes(10)));
        Cloud cloud = new Cloud(CloudProfile.aws(), 1, script);
        Disk disk = cloud.disk("a", Content.zeros(BLOCK));
        Snapshot made = cloud.ok(
                cloud.envelope("west", Action.CREATE_SNAPSHOT).about(disk.id()),
                a -> cloud.west.snapshots().create(a, disk.id(), null));
        assertThat(cloud.west.snapshots().shelf().describe(Cloud.ACCOUNT, made.id()))
                .isEmpty();
        assertThat(cloud.west.snapshots().shelf().actual(made.id())).isNotNull();
        cloud.world.loop().advance(Duration.ofMinutes(10));
        assertThat(cloud.west.snapshots().shelf().list(Cloud.ACCOUNT, s -> true))
                .containsExactly(made);
        assertThat(cloud.west.snapshots().shelf().list("stranger", s -> true)).isEmpty();
    }

    @Test
    void a_compliance_lock_can_be_taken_off_only_while_it_cools_off() {
        Cloud cloud = new Cloud(CloudProfile.aws());
        Snapshot snapshot = snapshot(cloud, cloud.disk("a", Content.zeros(BLOCK)));
        var now = cloud.world.loop().now();
        Lock lock = new Lock(Lock.Mode.COMPLIANCE, now.plusSeconds(3_600), now.plusSeconds(86_400));
        act(cloud, Action.LOCK_SNAPSHOT, a -> cloud.west.snapshots().lock(a, snapshot.id(), lock));
        act(cloud, Action.LOCK_SNAPSHOT, a -> cloud.west.snapshots().unlock(a, snapshot.id()));
        act(cloud, Action.LOCK_SNAPSHOT, a -> cloud.west.snapshots().lock(a, snapshot.id(), lock));
        cloud.world.loop().advance(Duration.ofHours(2));
        assertThat(cloud.refused(cloud.envelope("west", Action.LOCK_SNAPSHOT), a -> {
                    cloud.west.snapshots().unlock(a, snapshot.id());
                    return 1;
                }))
                .isEqualTo(Reason.LOCKED);
        assertThat(cloud.refused(cloud.envelope("west", Action.DELETE_SNAPSHOT), a -> {
                    cloud.west.snapshots().delete(a, snapshot.id());
                    return 1;
                }))
                .isEqualTo(Reason.LOCKED);
        cloud.world.loop().advance(Duration.ofDays(1));
        act(cloud, Action.DELETE_SNAPSHOT, a -> cloud.west.snapshots().delete(a, snapshot.id()));
    }

    @Test
    void a_token_makes_a_repetition_harmless_and_a_change_of_parameters_an_error() {
        Cloud cloud = new Cloud(CloudProfile.aws());
        Envelope create = cloud.envelope("west", Action.CREATE_DISK).token("t");
        String one = cloud.ok(
                create,
                a -> cloud.west
                        .tokens()
                        .once(
                                a,
                                "size=1",
                                () -> cloud.west
                                        .disks()
                                        .create(a, NewDisk.empty("west-a", "gp3", 1 << 20))
                                        .id()));
        String two = cloud.ok(create, a -> cloud.west.tokens().once(a, "size=1", () -> "another"));
        assertThat(two).isEqualTo(one);
        assertThat(cloud.refused(create, a -> cloud.west.tokens().once(a, "size=2", () -> "another")))
                .isEqualTo(Reason.TOKEN_MISMATCH);
        assertThat(cloud.world.truth().timesTookEffect("t")).isEqualTo(1);
    }

    @Test
    void rates_refuse_beyond_the_bucket_and_can_be_changed_at_run_time() {
        Cloud cloud = new Cloud(CloudProfile.aws());
        assertThat(burst(cloud, 150)).isEqualTo(50);
        cloud.world.loop().advance(Duration.ofMinutes(1));
        cloud.west.limits().scale("describe", 0.5);
        cloud.world.loop().advance(Duration.ofMinutes(1));
        assertThat(burst(cloud, 150)).isEqualTo(100);
        assertThat(cloud.world.truth().ledger().refused(Reason.THROTTLED)).isEqualTo(150);
    }

    @Test
    void a_key_that_cannot_be_used_fails_the_copy_at_once_or_afterwards() {
        Cloud aws = new Cloud(CloudProfile.aws());
        aws.east.keys().add("k", Cloud.ACCOUNT).state(dev.holdfast.testkit.world.Key.State.DISABLED);
        Snapshot source = snapshot(aws, aws.disk("d", Content.zeros(BLOCK)));
        assertThat(copy(aws, source, "k").state()).isEqualTo(Lifecycle.FAILED);
        Cloud azure = new Cloud(CloudProfile.azure());
        Snapshot other = snapshot(azure, azure.disk("d", Content.zeros(BLOCK)));
        assertThat(azure.refused(
                        azure.envelope("east", Action.COPY_SNAPSHOT),
                        a -> azure.east.copies().create(a, new NewCopy("c", "west", other.id(), "k"))))
                .isEqualTo(Reason.KEY_UNUSABLE);
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void the_same_seed_gives_the_same_trace_and_another_seed_another(CloudProfile profile) {
        assertThat(storm(profile, 5)).isEqualTo(storm(profile, 5)).isNotEqualTo(storm(profile, 6));
    }

    @Test
    void ten_thousand_disks_are_set_up_snapshotted_and_listed_in_seconds() {
        Cloud cloud = new Cloud(CloudProfile.azure());
        for (int i = 0; i < 10_000; i++) {
            Disk disk = cloud.disk("d" + i, Content.zeros(64L << 30));
            cloud.west.snapshots().create(cloud.setup("west"), disk.id(), "s" + i);
        }
        cloud.settle();
        assertThat(cloud.west.snapshots().shelf().list(Cloud.ACCOUNT, s -> s.state() == Lifecycle.READY))
                .hasSize(10_000);
    }

    private static String storm(CloudProfile profile, long seed) {
        FaultScript script = new FaultScript(seed)
                .when(Match.any().withProbability(0.1), new Fault.LoseAnswer())
                .when(Match.any().withProbability(0.1), new Fault.LoseRequest())
                .when(Match.any().withProbability(0.1), new Fault.Slow(5))
                .when(Match.any().withProbability(0.1), new Fault.FailsLater(true))
                .at(Duration.ofMinutes(5), new Fault.RegionDies("west", true))
                .at(Duration.ofMinutes(9), new Fault.RegionReturns("west"));
        Cloud cloud = new Cloud(profile, seed, script);
        cloud.database();
        List<Disk> disks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            disks.add(cloud.disk("d" + i, Content.zeros(1 << 20).with(0, bytes(i % 3))));
        }
        for (int round = 0; round < 3; round++) {
            for (Disk disk : disks) {
                String name = "s-" + disk.id() + "-" + round;
                cloud.world
                        .loop()
                        .post(() -> cloud.world
                                .front()
                                .send(
                                        cloud.envelope("west", Action.CREATE_SNAPSHOT)
                                                .about(disk.id()),
                                        a -> cloud.west.snapshots().create(a, disk.id(), name),
                                        answer -> {}));
            }
            cloud.world.loop().advance(Duration.ofMinutes(3));
        }
        cloud.settle();
        return cloud.world.truth().trace().hash();
    }

    private static long burst(Cloud cloud, int count) {
        long before = cloud.world.truth().ledger().refused(Reason.THROTTLED);
        var now = cloud.envelope("west", Action.DESCRIBE_SNAPSHOTS);
        for (int i = 0; i < count; i++) {
            try {
                cloud.west.limits().admit(now);
            } catch (dev.holdfast.testkit.world.request.Refusal refusal) {
                cloud.world.truth().ledger().refused(now.api(), refusal.reason());
            }
        }
        return cloud.world.truth().ledger().refused(Reason.THROTTLED) - before;
    }

    private static Snapshot snapshot(Cloud cloud, Disk disk) {
        String name = "snap-" + disk.id() + "-" + cloud.world.front().sent();
        cloud.world.loop().advance(Duration.ofSeconds(20));
        Snapshot made = cloud.ok(
                cloud.envelope("west", Action.CREATE_SNAPSHOT).about(disk.id()),
                a -> cloud.west.snapshots().create(a, disk.id(), name));
        cloud.settle();
        return made;
    }

    private static Snapshot copy(Cloud cloud, Snapshot source, String key) {
        Snapshot made = cloud.ok(
                cloud.envelope("east", Action.COPY_SNAPSHOT),
                a -> cloud.east.copies().create(a, NewCopy.of("west", source.id(), key)));
        cloud.settle();
        return made;
    }

    private static Snapshot begin(Cloud cloud, Snapshot source, String name) {
        return cloud.ok(
                cloud.envelope("east", Action.COPY_SNAPSHOT),
                a -> cloud.east.copies().create(a, new NewCopy(name, "west", source.id(), null)));
    }

    private static void act(
            Cloud cloud, Action action, java.util.function.Consumer<dev.holdfast.testkit.world.front.Arrival> physics) {
        cloud.ok(cloud.envelope("west", action), a -> {
            physics.accept(a);
            return 1;
        });
        cloud.settle();
    }

    private static byte[] bytes(int blocks) {
        byte[] data = new byte[blocks * BLOCK];
        java.util.Arrays.fill(data, (byte) 7);
        return data;
    }
}
