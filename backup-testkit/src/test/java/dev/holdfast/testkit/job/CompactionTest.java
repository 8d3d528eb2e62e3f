// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Holdfast;
import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.InvalidRequestException;
import dev.holdfast.operation.CancelMode;
import dev.holdfast.operation.Operation;
import dev.holdfast.operation.OperationFailedException;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.OperationStatus;
import dev.holdfast.operation.Outcome;
import dev.holdfast.operation.Progress;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Drill;
import dev.holdfast.request.Failover;
import dev.holdfast.request.Replication;
import dev.holdfast.request.RequestKey;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.Store;
import dev.holdfast.testkit.host.CrashPoint;
import dev.holdfast.testkit.host.SimulatedCluster;
import dev.holdfast.testkit.host.WorldRuntime;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.proof.Proof;
import dev.holdfast.testkit.world.fault.Fault;
import dev.holdfast.testkit.world.fault.FaultScript;
import dev.holdfast.testkit.world.fault.Match;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What ended long ago leaves its evidence and nothing else, and is known all the same. */
class CompactionTest {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final RequestKey KEY = new RequestKey("monday");

    private Shop shop = new Shop(CloudProfile.aws());

    private Shop.Host started() {
        Shop.Host host = shop.host();
        host.holdfast().start();
        return host;
    }

    private static void rest(Shop.Host host, Duration time) {
        try {
            assertThat(host.runtime().await(() -> false, time)).isFalse();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Backup backup() {
        return Backup.of(ResourceSelector.machines("web-1").in(shop.west)).key(KEY);
    }

    private void protect(Holdfast holdfast) {
        List<RecoveryPoint> points = holdfast.submit(Backup.of(
                        ResourceSelector.machines("db", "web-1", "web-2").in(shop.west)))
                .result();
        holdfast.submit(Replication.of(points)
                        .to(ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey)))
                .result();
        holdfast.plans().save(shop.plan());
    }

    private List<OperationId> stored(Store store) {
        return store.recentOperations(100).stream().map(OperationRow::id).toList();
    }

    @Test
    void whatEndedAWeekAgoIsForgottenAndKnownByItsEvidence() throws InterruptedException {
        Shop.Host host = started();
        Operation<List<RecoveryPoint>> operation = host.holdfast().submit(backup());
        List<RecoveryPoint> points = operation.result();
        OperationStatus whole = operation.status();
        rest(host, WEEK.minusHours(1));
        assertThat(stored(shop.store)).containsExactly(operation.id());
        assertThat(operation.status()).isEqualTo(whole);

        rest(host, Duration.ofHours(2));
        assertThat(stored(shop.store)).isEmpty();
        assertThat(shop.store.steps(operation.id())).isEmpty();
        OperationStatus left = operation.status();
        assertThat(left.title()).isEqualTo(whole.title());
        assertThat(left.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(left.steps()).isEmpty();
        assertThat(left.forgotten()).isEqualTo(whole.progress());
        assertThat(left.progress()).isEqualTo(new Progress(1, 0, 1));
        assertThat(operation.result()).isEqualTo(points);
        assertThat(operation.waiting()).isEmpty();
        assertThat(operation.cancel(CancelMode.KEEP)).isFalse();
        assertThat(operation.pause()).isFalse();

        Operation<?> found = host.holdfast().operation(operation.id()).orElseThrow();
        assertThat(found.status()).isEqualTo(left);
        Outcome<?> outcome = found.await(Duration.ofMinutes(1)).orElseThrow();
        assertThat(outcome.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(String.valueOf(outcome.value())).contains(points.get(0).id().value());
        assertThat(host.holdfast().evidence().verify().whole()).isTrue();
    }

    @Test
    void aRequestKeyIsKnownForGood() {
        Shop.Host host = started();
        Operation<List<RecoveryPoint>> operation = host.holdfast().submit(backup());
        List<RecoveryPoint> points = operation.result();
        rest(host, WEEK.plusHours(1));
        assertThat(stored(shop.store)).isEmpty();
        host.runtime().stop();

        Holdfast next = started().holdfast();
        Operation<List<RecoveryPoint>> again = next.submit(backup());
        assertThat(again.id()).isEqualTo(operation.id());
        assertThat(again.result()).isEqualTo(points);
        assertThat(stored(shop.store)).isEmpty();
        assertThatThrownBy(() -> next.submit(
                        Backup.of(ResourceSelector.machines("db").in(shop.west)).key(KEY)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("'monday'")
                .hasMessageContaining(operation.id().value());
    }

    @Test
    void twoHostsThatAreAskedTheSameAtOnceDoItOnce() {
        TrickStore store = new TrickStore(shop.store);
        Holdfast holdfast =
                shop.host(builder -> builder.kitStore(shop.kit).store(store)).holdfast();
        holdfast.start();
        Operation<List<RecoveryPoint>> first = holdfast.submit(backup());
        store.late(1);
        Operation<List<RecoveryPoint>> second = holdfast.submit(backup());
        assertThat(second.id()).isEqualTo(first.id());
        store.late(1);
        Backup other = Backup.of(ResourceSelector.machines("db").in(shop.west)).key(KEY);
        assertThatThrownBy(() -> holdfast.submit(other))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(first.id().value());
        assertThat(second.result()).hasSize(1);
        assertThat(shop.store.recentOperations(10)).hasSize(1);
    }

    @Test
    void hostsThatShareAStoreForgetOnceAndAllOfThemKnow() {
        SimulatedCluster cluster = new SimulatedCluster(shop.cloud.world(), shop.store);
        Shop.Host one = sharing(cluster, "one");
        Shop.Host two = sharing(cluster, "two");
        Operation<List<RecoveryPoint>> operation = one.holdfast().submit(backup());
        assertThat(two.holdfast().submit(backup()).id()).isEqualTo(operation.id());
        List<RecoveryPoint> points = operation.result();
        two.holdfast().preview(Backup.of(ResourceSelector.machines("db").in(shop.west)));
        rest(one, Duration.ofHours(2));
        assertThat(stored(shop.store)).containsExactly(operation.id());

        rest(one, Duration.ofHours(23));
        assertThat(stored(shop.store)).isEmpty();
        assertThat(shop.store.steps(operation.id())).isEmpty();
        assertThat(two.holdfast().submit(backup()).result()).isEqualTo(points);
        assertThat(operation.status().forgotten()).isNotNull();
        assertThat(one.holdfast().evidence().of(operation.id())).hasSize(1);
        assertThat(two.holdfast().evidence().verify().whole()).isTrue();
    }

    private Shop.Host sharing(SimulatedCluster cluster, String name) {
        WorldRuntime runtime = shop.cloud.runtime(name);
        Holdfast holdfast = Holdfast.builder()
                .installation("shop")
                .host(name)
                .provider(shop.cloud.provider(name))
                .store(cluster.store())
                .cluster(cluster.host(runtime))
                .keepOperations(Duration.ofHours(24))
                .trust(shop.trust)
                .runtime(runtime)
                .seed(name.hashCode())
                .build();
        holdfast.start();
        return new Shop.Host(holdfast, runtime);
    }

    @Test
    void whatWentWrongIsKnownForGood() {
        FaultScript faults = new FaultScript(1);
        shop = new Shop(CloudProfile.aws(), 1, faults);
        faults.when(
                Match.any().where(call -> call.api().startsWith("CreateSnapshot")),
                new Fault.HardError("UnauthorizedOperation", 403));
        Shop.Host host = started();
        Operation<List<RecoveryPoint>> operation = host.holdfast().submit(backup());
        String before = failure(operation);
        rest(host, WEEK.plusHours(1));
        assertThat(stored(shop.store)).isEmpty();
        assertThat(failure(operation)).isEqualTo(before).contains("UnauthorizedOperation");
    }

    private static String failure(Operation<?> operation) {
        try {
            operation.result();
            throw new AssertionError("it went well");
        } catch (OperationFailedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void aDrillOfLongAgoStillReports() {
        Shop.Host host = started();
        protect(host.holdfast());
        Operation<RecoveryReport> drill = host.holdfast().submit(Drill.of("shop"));
        String report = drill.result().summary();
        rest(host, WEEK.plusHours(1));
        assertThat(stored(shop.store)).isEmpty();
        assertThat(drill.result().summary()).isEqualTo(report);
    }

    @Test
    void howLongOperationsAreKeptCanBeSaid() {
        Shop.Host host = shop.host(builder -> builder.kitStore(shop.kit).keepOperations(Duration.ofDays(2)));
        host.holdfast().start();
        host.holdfast().submit(backup()).result();
        rest(host, Duration.ofHours(47));
        assertThat(stored(shop.store)).hasSize(1);
        rest(host, Duration.ofHours(2));
        assertThat(stored(shop.store)).isEmpty();
        assertThatThrownBy(() -> Holdfast.builder().keepOperations(Duration.ofHours(23)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("24 hours");
    }

    @Test
    void whatAnEarlierHostEndedIsForgottenByTheNext() {
        Shop.Host host = started();
        host.holdfast().submit(backup()).result();
        host.runtime().stop();
        rest(started(), WEEK.plusHours(1));
        assertThat(stored(shop.store)).isEmpty();
    }

    @Test
    void whatIsOpenIsNeverForgotten() throws InterruptedException {
        Shop.Host host = started();
        protect(host.holdfast());
        Operation<RecoveryReport> waits = host.holdfast().submit(Failover.of("shop"));
        rest(host, WEEK.plusDays(3));
        assertThat(stored(shop.store)).containsExactly(waits.id());
        int step = waits.waiting().get(0).number();
        waits.refuse(step, () -> "ann@shop", "it is well again");
        assertThat(waits.await(Duration.ofHours(1)).orElseThrow().state()).isEqualTo(OperationState.FAILED);
        rest(host, WEEK.plusHours(1));
        assertThat(stored(shop.store)).isEmpty();
    }

    @Test
    void whatTheTwinWatchNamesIsKeptUntilThatIsOver() throws InterruptedException {
        FaultScript faults = new FaultScript(1);
        shop = new Shop(CloudProfile.aws(), 1, faults);
        faults.when(Match.api("CopySnapshot").nth(1), new Fault.LoseRequest());
        faults.when(Match.api("CopySnapshot").nth(2), new Fault.HardError("UnauthorizedOperation", 403));
        Shop.Host host = started();
        List<RecoveryPoint> images = host.holdfast().submit(backup()).result();
        Operation<List<RecoveryPoint>> copy = host.holdfast()
                .submit(Replication.of(images)
                        .to(ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey)));
        assertThat(copy.await(Duration.ofHours(1)).orElseThrow().state()).isEqualTo(OperationState.FAILED);
        assertThat(watched()).allMatch(key -> key.contains(copy.id().value())).isNotEmpty();

        // Nobody can look there.
        String lane =
                shop.store.records(RecordRow.Kind.WATCH, null, null, 1).get(0).group();
        String region = lane.contains("east") ? "east" : "west";
        shop.cloud.kill(region);
        rest(host, WEEK.plusDays(3));
        assertThat(stored(shop.store)).containsExactly(copy.id());
        assertThat(watched()).isNotEmpty();

        shop.cloud.world().revive("east", true);
        rest(host, Duration.ofHours(2));
        assertThat(watched()).isEmpty();
        assertThat(stored(shop.store)).isEmpty();
    }

    private List<String> watched() {
        return shop.store.records(RecordRow.Kind.WATCH, null, null, 100).stream()
                .map(RecordRow::key)
                .toList();
    }

    @Test
    void whatAnObligationNamesIsKeptUntilThatIsOver() {
        Shop.Host host = started();
        protect(host.holdfast());
        Operation<List<RecoveryPoint>> backup = host.holdfast()
                .submit(Backup.of(
                        ResourceSelector.machines("db", "web-1", "web-2").in(shop.west)));
        rest(host, Duration.ofSeconds(5));
        shop.cloud.kill("west");
        rest(host, Duration.ofSeconds(5));
        Operation<RecoveryReport> failover =
                host.holdfast().submit(Failover.of("shop").source(SourceState.LOST));
        failover.result();
        assertThat(host.holdfast().obligations().all()).isNotEmpty();
        rest(host, WEEK.plusDays(3));
        assertThat(stored(shop.store)).contains(failover.id()).hasSizeLessThanOrEqualTo(2);
        assertThat(shop.store.records(RecordRow.Kind.COMPACTION, "named", null, 10))
                .isNotEmpty();

        host.holdfast()
                .obligations()
                .all()
                .forEach(owed -> host.holdfast().obligations().waive(owed.id(), "bob: all of it is scrap"));
        rest(host, Duration.ofHours(2));
        assertThat(stored(shop.store)).doesNotContain(failover.id());
        assertThat(backup.status().state().ended()).isTrue();
        assertThat(shop.store.records(RecordRow.Kind.COMPACTION, "named", null, 10))
                .isEmpty();
    }

    @Test
    void aPreviewThatWasReadIsForgotten() {
        Shop.Host host = started();
        protect(host.holdfast());
        int before = stored(shop.store).size();
        host.holdfast().preview(Drill.of("shop"));
        rest(host, Duration.ofSeconds(1));
        assertThat(stored(shop.store)).hasSize(before);
        assertThat(shop.store.records(RecordRow.Kind.COMPACTION, "preview", null, 10))
                .isEmpty();
    }

    @Test
    void aPreviewOfAHostThatWasStoppedIsForgottenByTheNext() {
        Shop.Host calm = started();
        protect(calm.holdfast());
        long writes = calm.runtime().writes();
        calm.holdfast().preview(Drill.of("shop"));
        long last = calm.runtime().writes();
        calm.runtime().stop();
        int ran = 0;
        for (long write = writes + 1; write <= last; write++) {
            shop = new Shop(CloudProfile.aws());
            Shop.Host host = started();
            protect(host.holdfast());
            host.runtime().crashAt(CrashPoint.store(write, CrashPoint.Moment.EFFECT));
            assertThatThrownBy(() -> host.holdfast().preview(Drill.of("shop")))
                    .as("write %s", write)
                    .isInstanceOf(BackupException.class);
            rest(started(), Duration.ofHours(3));
            assertThat(stored(shop.store)).as("write %s", write).hasSize(2);
            assertThat(shop.store.records(RecordRow.Kind.COMPACTION, "preview", null, 10))
                    .isEmpty();
            ran++;
        }
        assertThat(ran).isGreaterThan(5);
    }

    @Test
    void aHostStoppedAtAnyWriteOfACompactionLeavesTheRestToTheNext() {
        List<CrashPoint> points = LongStream.rangeClosed(1, compacting(null))
                .boxed()
                .flatMap(write -> List.of(
                        CrashPoint.store(write, CrashPoint.Moment.BEFORE),
                        CrashPoint.store(write, CrashPoint.Moment.EFFECT),
                        CrashPoint.store(write, CrashPoint.Moment.ANSWER))
                        .stream())
                .toList();
        for (CrashPoint point : points) {
            compacting(point);
        }
        Proof.of("crash in compaction", "crash points", 12).covered(points.size(), points.size());
    }

    /** Three operations; then hosts that only compact, the first of which is stopped somewhere. How much it wrote. */
    private long compacting(@Nullable CrashPoint crash) {
        shop = new Shop(CloudProfile.aws());
        Shop.Host busy = started();
        protect(busy.holdfast());
        Operation<List<RecoveryPoint>> last = busy.holdfast().submit(backup());
        List<RecoveryPoint> points = last.result();
        rest(busy, WEEK.minusHours(1));
        busy.runtime().stop();
        assertThat(stored(shop.store)).hasSize(3);

        Shop.Host host = shop.host();
        if (crash != null) {
            host.runtime().crashAt(crash);
        }
        try {
            host.holdfast().start();
            rest(host, Duration.ofHours(3));
        } catch (BackupException e) {
            assertThat(host.runtime().isStopped()).as("%s", crash).isTrue();
        }
        if (host.runtime().isStopped()) {
            host = started();
            rest(host, Duration.ofHours(3));
        }
        long writes = host.runtime().writes();
        assertThat(stored(shop.store)).as("%s", crash).isEmpty();
        assertThat(host.holdfast().evidence().verify().whole()).as("%s", crash).isTrue();
        assertThat(host.holdfast().submit(backup()).result()).as("%s", crash).isEqualTo(points);
        assertThat(host.holdfast().evidence().of(last.id())).hasSize(1);
        return writes;
    }
}
