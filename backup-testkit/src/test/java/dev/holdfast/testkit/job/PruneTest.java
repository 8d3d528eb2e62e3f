// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Holdfast;
import dev.holdfast.operation.OperationFailedException;
import dev.holdfast.operation.OperationState;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.protection.RetentionPolicy;
import dev.holdfast.recovery.PruneReport;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Drill;
import dev.holdfast.request.Prune;
import dev.holdfast.request.Replication;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.host.WorldRuntime;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.Lock;
import dev.holdfast.testkit.world.front.Arrival;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A prune deletes what a policy no longer keeps, and never what one would miss on the bad day. */
class PruneTest {
    static Stream<CloudProfile> profiles() {
        return Stream.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    /** A machine that is backed up once a day. */
    private static final class Days {
        final Shop shop;
        final Shop.Host host;
        final Holdfast holdfast;
        final List<RecoveryPoint> points = new ArrayList<>();

        Days(CloudProfile profile, int days) {
            shop = new Shop(profile);
            host = shop.host();
            holdfast = host.holdfast();
            holdfast.start();
            for (int day = 0; day < days; day++) {
                next();
            }
        }

        void next() {
            points.addAll(
                    holdfast.submit(Backup.of(ResourceSelector.machines("web-1").in(shop.west)))
                            .result());
            pass(host.runtime(), Duration.ofDays(1));
        }

        void copy(int day) {
            holdfast.submit(Replication.of(List.of(points.get(day)))
                            .to(ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey)))
                    .result();
        }

        List<RecoveryPointId> left() {
            return holdfast.points().stream().map(RecoveryPoint::id).toList();
        }

        List<RecoveryPointId> days(int... which) {
            List<RecoveryPointId> ids = new ArrayList<>();
            for (int day : which) {
                ids.add(points.get(day).id());
            }
            return ids;
        }

        long snapshots(String region) {
            return shop.cloud.truth().existing("SNAPSHOT").stream()
                    .filter(thing -> thing.region().equals(region))
                    .count();
        }

        String cloudId(int day) {
            return points.get(day).replicas().get(0).cloudId();
        }

        /** Somebody who works in the account beside Holdfast. */
        Arrival person() {
            return shop.cloud.world().setup(SimulatedCloud.ACCOUNT, "west", Map.of());
        }
    }

    private static void pass(WorldRuntime runtime, Duration time) {
        try {
            runtime.await(() -> false, time);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void theOldestGoAndTheirSnapshotsWithThem(CloudProfile profile) {
        Days days = new Days(profile, 5);

        PruneReport report =
                days.holdfast.submit(Prune.keeping(RetentionPolicy.keepLast(3))).result();

        assertThat(report.deleted()).hasSize(2);
        assertThat(report.failures()).isEmpty();
        assertThat(days.left()).containsExactlyInAnyOrderElementsOf(days.days(2, 3, 4));
        assertThat(days.snapshots("west")).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aPreviewIsTheListOfWhatGoesAndOfWhatIsSpared(CloudProfile profile) {
        Days days = new Days(profile, 5);
        days.copy(0);
        Prune prune = Prune.keeping(RetentionPolicy.keepLast(2)).atMost(10);

        var preview = days.holdfast.preview(prune);

        assertThat(preview.problems()).isEmpty();
        assertThat(preview.requests()).hasSize(2);
        assertThat(preview.notes()).anyMatch(note -> note.contains("loss of the REGION"));
        assertThat(days.left()).hasSize(5);
        assertThat(days.holdfast.submit(preview).result().deleted()).hasSize(2);
        assertThat(days.left()).containsExactlyInAnyOrderElementsOf(days.days(0, 3, 4));
    }

    @Test
    void theFuseBlowsBeforeMoreThanHalfGoes() {
        Days days = new Days(CloudProfile.aws(), 5);

        assertThatThrownBy(() -> days.holdfast
                        .submit(Prune.keeping(RetentionPolicy.keepLast(1)))
                        .result())
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContaining("4 of 5 would go")
                .hasMessageContaining("atMost");
        assertThatThrownBy(() -> days.holdfast
                        .submit(Prune.keeping(RetentionPolicy.keepLast(1)).atMost(3))
                        .result())
                .hasMessageContaining("it may delete 3 at most");
        assertThat(days.snapshots("west")).isEqualTo(5);
    }

    @Test
    void theLastGoodPointForEveryLossStays() {
        Days days = new Days(CloudProfile.aws(), 4);
        days.copy(0);
        days.copy(1);

        PruneReport report = days.holdfast
                .submit(Prune.keeping(RetentionPolicy.keepLast(1)).atMost(10))
                .result();

        assertThat(days.left()).containsExactlyInAnyOrderElementsOf(days.days(1, 3));
        assertThat(report.spared()).anySatisfy(each -> {
            assertThat(each.point()).isEqualTo(days.points.get(1).id());
            assertThat(each.why()).contains("REGION");
        });
        assertThat(days.snapshots("east")).isEqualTo(1);
    }

    @Test
    void theLastVerifiedPointStays() {
        Days days = new Days(CloudProfile.aws(), 1);
        List<RecoveryPoint> others = days.holdfast
                .submit(Backup.of(ResourceSelector.machines("db", "web-2").in(days.shop.west)))
                .result();
        days.copy(0);
        days.holdfast
                .submit(Replication.of(others)
                        .to(ReplicationTarget.to(days.shop.east).encryptedWith(days.shop.eastKey)))
                .result();
        days.holdfast.plans().save(days.shop.plan());
        days.holdfast.submit(Drill.of("shop")).result();
        for (int day = 1; day < 4; day++) {
            days.next();
            days.copy(day);
        }

        PruneReport report = days.holdfast
                .submit(Prune.keeping(RetentionPolicy.keepLast(1)).atMost(10))
                .result();

        assertThat(days.left()).containsAll(days.days(0, 3)).doesNotContainAnyElementsOf(days.days(1, 2));
        assertThat(report.spared()).anySatisfy(each -> assertThat(each.why()).contains("verified"));
    }

    @Test
    void whereNoNewPointArrivesNothingGrowsOldAndNothingFurtherGoes() {
        Days days = new Days(CloudProfile.aws(), 6);
        Prune week = Prune.keeping(RetentionPolicy.keepFor(Duration.ofHours(60)));
        assertThat(days.holdfast.submit(week).result().deleted()).hasSize(3);

        pass(days.host.runtime(), Duration.ofDays(400));

        assertThat(days.holdfast.submit(week).result().deleted()).isEmpty();
        PruneReport tighter = days.holdfast
                .submit(Prune.keeping(RetentionPolicy.keepLast(1)).atMost(10))
                .result();
        assertThat(tighter.deleted()).isEmpty();
        assertThat(tighter.spared()).anySatisfy(each -> assertThat(each.why()).contains("no new point has arrived"));
        days.next();
        assertThat(days.holdfast
                        .submit(Prune.keeping(RetentionPolicy.keepLast(1)).atMost(10))
                        .result()
                        .deleted())
                .hasSize(3);
    }

    @Test
    void aRetiredMachineAgesByTheClockAndKeepsItsLastPoint() {
        Days days = new Days(CloudProfile.aws(), 4);
        ResourceId machine = days.points.get(0).resource();
        pass(days.host.runtime(), Duration.ofDays(100));

        days.holdfast
                .submit(Prune.keeping(RetentionPolicy.keepFor(Duration.ofDays(30)))
                        .of(List.of(machine))
                        .retired()
                        .atMost(10))
                .result();

        assertThat(days.left()).containsExactlyElementsOf(days.days(3));
    }

    @Test
    void aLockedPointStaysUntilItsLockEnds() {
        Days days = new Days(CloudProfile.aws(), 5);
        Instant until = days.host.runtime().wall().instant().plus(Duration.ofDays(10));
        days.shop
                .cloud
                .region("west")
                .snapshots()
                .lock(days.person(), days.cloudId(0), new Lock(Lock.Mode.COMPLIANCE, null, until));

        PruneReport report =
                days.holdfast.submit(Prune.keeping(RetentionPolicy.keepLast(3))).result();

        assertThat(report.deleted()).hasSize(1);
        assertThat(report.spared()).anySatisfy(each -> assertThat(each.why()).contains("locked (COMPLIANCE)"));
        pass(days.host.runtime(), Duration.ofDays(11));
        days.next();
        PruneReport later =
                days.holdfast.submit(Prune.keeping(RetentionPolicy.keepLast(3))).result();
        assertThat(later.deleted()).as(later.summary()).hasSize(2);
    }

    @Test
    void aPointThatIsBeingCopiedIsNotDeleted() {
        Days days = new Days(CloudProfile.aws(), 5);
        var copying = days.holdfast.submit(Replication.of(List.of(days.points.get(0)))
                .to(ReplicationTarget.to(days.shop.east).encryptedWith(days.shop.eastKey)));

        var pruning = days.holdfast.submit(Prune.keeping(RetentionPolicy.keepLast(3)));

        assertThat(copying.result()).hasSize(1);
        assertThatThrownBy(pruning::result)
                .isInstanceOf(OperationFailedException.class)
                .satisfies(
                        e -> assertThat(((OperationFailedException) e).outcome().state())
                                .isEqualTo(OperationState.PARTIAL))
                .hasMessageContaining(copying.id().value());
        assertThat(days.left()).contains(days.points.get(0).id());
    }

    @Test
    void nothingGoesInARegionThatCannotBeListed() {
        Days days = new Days(CloudProfile.aws(), 5);
        for (int day = 0; day < 5; day++) {
            days.copy(day);
        }
        days.shop.cloud.kill("east");

        var pruning = days.holdfast.submit(Prune.keeping(RetentionPolicy.keepLast(3)));

        assertThatThrownBy(pruning::result)
                .isInstanceOf(OperationFailedException.class)
                .satisfies(
                        e -> assertThat(((OperationFailedException) e).outcome().state())
                                .isEqualTo(OperationState.PARTIAL));
        assertThat(days.snapshots("west")).isEqualTo(3);
        assertThat(days.left()).hasSize(5);
    }

    @Test
    void whatSomebodyElseMarkedIsNotTouched() {
        Days days = new Days(CloudProfile.aws(), 5);
        days.shop
                .cloud
                .region("west")
                .snapshots()
                .mark(days.person(), days.cloudId(0), Map.of("holdfast-seal", "1:broken"));

        PruneReport report =
                days.holdfast.submit(Prune.keeping(RetentionPolicy.keepLast(3))).result();

        assertThat(report.deleted()).hasSize(1);
        assertThat(report.spared()).anySatisfy(each -> assertThat(each.why()).contains("does not carry our marks"));
    }
}
