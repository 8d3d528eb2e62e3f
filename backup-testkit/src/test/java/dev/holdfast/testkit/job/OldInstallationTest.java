// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Holdfast;
import dev.holdfast.failure.BackupException;
import dev.holdfast.operation.Operation;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.Outcome;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Drill;
import dev.holdfast.request.Failover;
import dev.holdfast.request.Replication;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.KitStore;
import dev.holdfast.spi.Store;
import dev.holdfast.testkit.host.CrashPoint;
import dev.holdfast.testkit.profile.CloudProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An installation that was cut off, and was taken over meanwhile: when it returns it starts, stops and deletes nothing. And
 * one that was only cut off from some of its kit stores goes on.
 */
class OldInstallationTest {
    private static final Duration DAY = Duration.ofDays(1);

    /** What cannot be taken back. */
    private static final Set<String> DECISIVE = decisive();

    private final Shop shop = new Shop(CloudProfile.aws());
    private final Traffic traffic = new Traffic(shop);
    private final KitLines kits = new KitLines();
    private final KitLines.Lines lines = kits.lines();
    private final List<EventRow> events = new ArrayList<>();

    private static Set<String> decisive() {
        Set<String> all = new TreeSet<>();
        Stream.of(Traffic.STARTS, Traffic.STOPS, Traffic.REMOVALS).forEach(all::addAll);
        return all;
    }

    /** The host of the installation, with a point in the east and a saved plan. */
    private Shop.Host first() {
        Shop.Host host = host();
        Holdfast holdfast = host.holdfast();
        List<RecoveryPoint> points = holdfast.submit(backup()).result();
        holdfast.submit(Replication.of(points)
                        .to(ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey)))
                .result();
        holdfast.plans().save(shop.plan());
        return host;
    }

    private Shop.Host host() {
        Shop.Host host = shop.host(builder -> {
            lines.kits().accept(builder);
            builder.listener(events::add);
        });
        host.holdfast().start();
        return host;
    }

    private Backup backup() {
        return Backup.of(ResourceSelector.machines("db", "web-1", "web-2").in(shop.west));
    }

    private Shop.Host rescuer() {
        Shop.Host rescuer = shop.rescuer(Store.inMemory(), kits.lines().from());
        rescuer.holdfast().start();
        return rescuer;
    }

    private static void await(Shop.Host host, BooleanSupplier condition) {
        try {
            assertThat(host.runtime().await(condition, DAY)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void rest(Shop.Host host, Duration time) {
        try {
            assertThat(host.runtime().await(() -> false, time)).isFalse();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> Outcome<T> end(Operation<T> operation) {
        try {
            return operation.await(DAY).orElseThrow(() -> new AssertionError(operation.status()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private long running(String region) {
        List<?> there = shop.cloud.region(region).machines().shelf().actual();
        return shop.cloud.world().running().stream().filter(there::contains).count();
    }

    private List<Traffic.Request> decisiveOf(Shop.Host host, Instant since) {
        return traffic.by(host.runtime().host(), DECISIVE).stream()
                .filter(request -> request.at().isAfter(since))
                .toList();
    }

    private Instant now() {
        return shop.cloud.world().loop().now();
    }

    private List<String> told(String type) {
        return events.stream()
                .map(EventRow::body)
                .filter(body -> body.text("type").equals(type))
                .map(body -> body.canonical())
                .toList();
    }

    @Test
    void anOldHostThatReturnsAfterATakeOverStartsStopsAndDeletesNothing() {
        Shop.Host old = first();
        // In the middle of a drill: machines to start, and to remove again.
        Operation<RecoveryReport> drill = old.holdfast().submit(Drill.of("shop"));
        rest(old, Duration.ofSeconds(20));
        lines.cut();
        rest(old, Duration.ofMinutes(6));
        shop.cloud.kill("west");
        Instant takenOver = now();

        Shop.Host rescuer = rescuer();
        RecoveryReport report = rescuer.holdfast()
                .submit(Failover.of("shop").source(SourceState.LOST))
                .result();
        assertThat(report.met()).as(report.summary()).isTrue();
        rest(old, Duration.ofHours(12));
        assertThat(decisiveOf(old, takenOver)).as("cut off still").isEmpty();
        assertThat(told("waiting"))
                .anySatisfy(event -> assertThat(event)
                        .contains("fewer than 2 of 3 kit stores have shown within 5 min")
                        .contains("the line is cut"));

        lines.mend();
        rest(old, Duration.ofDays(2));
        assertThat(decisiveOf(old, takenOver)).as("returned").isEmpty();
        assertThat(told("taken-over"))
                .singleElement()
                .satisfies(event -> assertThat(event).contains("host rescuer"));
        assertThat(drill.status().state()).isEqualTo(OperationState.RUNNING);
        assertThatThrownBy(drill::result).isInstanceOf(BackupException.class).hasMessageContaining("has taken it over");
        assertThatThrownBy(() -> old.holdfast().submit(backup()))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("has taken it over");
        assertThat(old.holdfast().points()).hasSize(3);
        long serving = running("east");

        // For good: also in another process, also when no kit store can be asked.
        old.runtime().stop();
        lines.cut();
        Shop.Host again = host();
        int before = traffic.to("east").size();
        rest(again, Duration.ofDays(2));
        assertThat(traffic.by(again.runtime().host(), DECISIVE)).isEmpty();
        assertThat(again.holdfast().points()).hasSize(3);
        assertThatThrownBy(() -> again.holdfast().submit(Drill.of("shop")))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("has taken it over");
        assertThat(running("east")).isEqualTo(serving);
        assertThat(traffic.to("east").stream()
                        .skip(before)
                        .filter(request -> request.host().equals(again.runtime().host())))
                .isEmpty();
    }

    @Test
    void anOldHostThatIsStartedAgainAfterATakeOverOnlyReads() {
        Shop.Host old = first();
        Operation<RecoveryReport> drill = old.holdfast().submit(Drill.of("shop"));
        await(old, () -> running("east") > 0);
        old.runtime().stop();
        shop.cloud.kill("west");
        Shop.Host rescuer = rescuer();
        rescuer.holdfast().submit(Failover.of("shop").source(SourceState.LOST)).result();
        shop.cloud.world().revive("west", true);
        await(rescuer, () -> running("west") == 0);

        Shop.Host again = host();
        rest(again, Duration.ofDays(1));
        assertThat(traffic.by(again.runtime().host(), DECISIVE)).isEmpty();
        assertThat(again.holdfast().operation(drill.id())).isPresent();
        assertThatThrownBy(() -> again.holdfast().plans().save(shop.plan())).isInstanceOf(BackupException.class);
        assertThat(running("west")).isZero();
    }

    @Test
    void backupsAndCopiesGoOnWithoutTheKitStoresAndDestructiveStepsWait() {
        Shop.Host host = first();
        kits.down(0, 1);
        rest(host, Duration.ofMinutes(6));
        List<RecoveryPoint> points = host.holdfast().submit(backup()).result();
        assertThat(end(host.holdfast()
                                .submit(Replication.of(points)
                                        .to(ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey))))
                        .state())
                .isEqualTo(OperationState.SUCCEEDED);

        Operation<RecoveryReport> drill = host.holdfast().submit(Drill.of("shop"));
        rest(host, Duration.ofHours(2));
        assertThat(traffic.to("east", DECISIVE)).isEmpty();
        assertThat(told("waiting")).anySatisfy(event -> assertThat(event).contains("fewer than 2 of 3"));

        kits.up();
        assertThat(end(drill).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(running("east")).isZero();
    }

    @Test
    void oneKitStoreOfThreeThatIsDownHoldsNothingUp() {
        kits.down(1);
        Shop.Host host = first();
        RecoveryReport drill = host.holdfast().submit(Drill.of("shop")).result();
        assertThat(drill.met()).as(drill.summary()).isTrue();
        assertThat(kits.versions().get(1)).isZero();

        kits.up();
        rest(host, Duration.ofMinutes(5));
        assertThat(kits.texts().get(1)).isEqualTo(kits.texts().get(0));
    }

    @Test
    void aTakeOverNeedsAMajorityAndWritesNothingWithoutOne() {
        Shop.Host old = first();
        rest(old, Duration.ofMinutes(1));
        old.runtime().stop();
        kits.down(0, 2);
        List<String> before = kits.texts();
        assertThatThrownBy(this::rescuer)
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("only 1 of 3 kit stores answer");
        assertThat(kits.texts()).isEqualTo(before);

        kits.up();
        kits.down(2);
        Shop.Host rescuer = rescuer();
        assertThat(rescuer.holdfast().plans().find("shop")).isPresent();
        assertThat(rescuer.holdfast().points()).hasSize(3);
    }

    @Test
    void theNewestKitIsTakenAlsoWhereOneStoreMissedIt() {
        Shop.Host old = host();
        kits.down(2);
        old.holdfast().plans().save(shop.plan());
        old.runtime().stop();
        kits.up();
        kits.down(0);
        assertThat(rescuer().holdfast().plans().find("shop")).isPresent();
    }

    @Test
    void aPlanThatAMajorityOfKitStoresLacksIsReportedAndWrittenLater() {
        Shop.Host host = host();
        kits.down(0, 1);
        assertThatThrownBy(() -> host.holdfast().plans().save(shop.plan()))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("only 1 of 3 kit stores have it");
        assertThat(host.holdfast().plans().find("shop")).isPresent();
        kits.up();
        rest(host, Duration.ofMinutes(5));
        assertThat(kits.texts()).allSatisfy(text -> assertThat(text).contains("\"shop\""));
        assertThat(new TreeSet<>(kits.texts())).hasSize(1);
    }

    @Test
    void anEmptyStoreDoesNotOverwriteTheKitOfAnInstallation() {
        Shop.Host old = first();
        rest(old, Duration.ofMinutes(1));
        old.runtime().stop();
        List<String> before = kits.texts();
        Shop other = shop;
        assertThatThrownBy(() -> other.rescuer(
                                Store.inMemory(), builder -> lines.kits().accept(builder.installation("shop")))
                        .holdfast()
                        .start())
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("take over with fromKit");
        assertThat(kits.texts()).isEqualTo(before);
    }

    @Test
    void whoTakesOverLastOwnsTheInstallation() {
        Shop.Host old = first();
        old.runtime().stop();
        shop.cloud.kill("west");
        Shop.Host one = rescuer();
        Shop.Host two = rescuer();
        Instant then = now();
        RecoveryReport report = two.holdfast()
                .submit(Failover.of("shop").source(SourceState.LOST))
                .result();
        assertThat(report.met()).as(report.summary()).isTrue();
        Operation<RecoveryReport> late =
                one.holdfast().submit(Failover.of("shop").source(SourceState.LOST));
        assertThatThrownBy(late::result).isInstanceOf(BackupException.class).hasMessageContaining("taken it over");
        rest(one, Duration.ofHours(12));
        assertThat(decisiveOf(one, then)).isEmpty();
        assertThat(running("east")).isEqualTo(3);
    }

    @Test
    void aKitStoreCountsOnce() {
        KitStore kit = KitStore.inMemory();
        assertThatThrownBy(() -> Holdfast.builder().kitStore(kit).fromKit(kit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("add each once");
    }

    static Stream<CrashPoint> crashes() {
        // The start of a host that takes over reads three kit stores and writes three.
        List<CrashPoint> points = new ArrayList<>();
        for (long call = 1; call <= 2 * KitLines.COUNT; call++) {
            for (CrashPoint.Moment moment : CrashPoint.Moment.values()) {
                points.add(CrashPoint.call(call, moment));
            }
        }
        for (long write = 1; write <= 6; write++) {
            for (CrashPoint.Moment moment : CrashPoint.Moment.values()) {
                if (moment != CrashPoint.Moment.LATE) {
                    points.add(CrashPoint.store(write, moment));
                }
            }
        }
        return points.stream();
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void aHostStoppedAnywhereInATakeOverLeavesTheInstallationToTheNext(CrashPoint crash) {
        Shop.Host old = first();
        rest(old, Duration.ofMinutes(1));
        Store own = Store.inMemory();
        Shop.Host broken = shop.rescuer(own, kits.lines().from());
        broken.runtime().crashAt(crash);
        try {
            broken.holdfast().start();
        } catch (BackupException e) {
            assertThat(broken.runtime().isStopped()).as("%s", e).isTrue();
        }
        shop.cloud.kill("west");
        Instant then = now().plus(Duration.ofMinutes(5));
        broken.runtime().stop();
        // With what the first one wrote, or without it, by turns.
        Shop.Host next = shop.rescuer(
                crash.number() % 2 == 0 ? own : Store.inMemory(), kits.lines().from());
        next.holdfast().start();
        RecoveryReport report = next.holdfast()
                .submit(Failover.of("shop").source(SourceState.LOST))
                .result();
        assertThat(report.met()).as(report.summary()).isTrue();

        assertThatThrownBy(() -> old.holdfast().submit(Drill.of("shop")).result())
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("taken it over");
        rest(old, Duration.ofHours(6));
        assertThat(decisiveOf(old, then)).isEmpty();
        assertThat(running("east")).isEqualTo(3);
    }
}
