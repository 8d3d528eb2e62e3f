// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Holdfast;
import dev.holdfast.failure.BackupException;
import dev.holdfast.operation.CancelMode;
import dev.holdfast.operation.Operation;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.Outcome;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.Obligation;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Drill;
import dev.holdfast.request.Failover;
import dev.holdfast.request.Replication;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.EventRow;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.fault.Fault;
import dev.holdfast.testkit.world.fault.Match;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A source that is lost: what was at work there, what is owed there, and what happens when it comes back. */
class LostSourceTest {
    private static final Duration DAY = Duration.ofDays(1);

    static Stream<CloudProfile> profiles() {
        return Stream.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    private static final class Case {
        final Shop shop;
        final Traffic traffic;
        final List<EventRow> events = new ArrayList<>();
        final Shop.Host host;
        final Holdfast holdfast;

        /** A shop with a point in the east and a saved plan. */
        Case(CloudProfile profile) {
            shop = new Shop(profile);
            traffic = new Traffic(shop);
            host = shop.host(builder -> builder.kitStore(shop.kit).listener(events::add));
            holdfast = host.holdfast();
            holdfast.start();
            List<RecoveryPoint> points = holdfast.submit(backup(shop.west)).result();
            holdfast.submit(Replication.of(points)
                            .to(ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey)))
                    .result();
            holdfast.plans().save(shop.plan());
        }

        Backup backup(Location where) {
            return Backup.of(ResourceSelector.machines("db", "web-1", "web-2").in(where));
        }

        Operation<RecoveryReport> failover() {
            return holdfast.submit(Failover.of("shop").source(SourceState.LOST));
        }

        long running(String region) {
            return shop.cloud.world().running().stream()
                    .filter(machine -> shop.cloud
                            .region(region)
                            .machines()
                            .shelf()
                            .actual()
                            .contains(machine))
                    .count();
        }

        void await(java.util.function.BooleanSupplier condition) {
            try {
                assertThat(host.runtime().await(condition, DAY)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        void rest(Duration time) {
            try {
                assertThat(host.runtime().await(() -> false, time)).isFalse();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        List<String> told(String type) {
            return events.stream()
                    .map(EventRow::body)
                    .filter(body -> body.text("type").equals(type))
                    .map(body -> body.canonical())
                    .toList();
        }
    }

    private static <T> Outcome<T> end(Operation<T> operation) {
        try {
            return operation.await(DAY).orElseThrow(() -> new AssertionError(operation.status()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aBackupStuckOnTheDeadSourceEndsThereAndHoldsNoFailoverUp(CloudProfile profile) {
        Case at = new Case(profile);
        int before = at.traffic.to("west", Traffic.SNAPSHOTS).size();
        Operation<List<RecoveryPoint>> stuck = at.holdfast.submit(at.backup(at.shop.west));
        at.await(() -> at.traffic.to("west", Traffic.SNAPSHOTS).size() > before);
        at.shop.cloud.kill("west");
        at.rest(Duration.ofSeconds(5));

        Operation<RecoveryReport> failover = at.failover();
        int then = at.traffic.to("west").size();
        RecoveryReport report = failover.result();

        assertThat(report.met()).as(report.summary()).isTrue();
        assertThat(at.traffic.to("west")).as("no call to the dead side").hasSize(then);
        Outcome<List<RecoveryPoint>> ended = end(stuck);
        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(ended.failures())
                .anySatisfy(failure -> assertThat(failure.toString()).contains("source lost"));
        assertThat(at.holdfast.obligations().all())
                .as("the stop of the machines, and what the backup may have made")
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(owed -> assertThat(owed.where()).isEqualTo(at.shop.west));
        assertThat(report.obligations()).isNotEmpty();
        assertThat(report.summary()).contains("owed: OPEN: stop db, web-1, web-2");
        assertThat(at.told("obligation")).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void whatIsOwedIsDoneBeforeAnythingElseTouchesTheReturnedSource(CloudProfile profile) {
        Case at = new Case(profile);
        at.shop.cloud.kill("west");
        RecoveryReport report = at.failover().result();
        assertThat(report.met()).as(report.summary()).isTrue();
        Operation<List<RecoveryPoint>> waiting = at.holdfast.submit(at.backup(at.shop.west));
        at.rest(Duration.ofHours(3));
        assertThat(waiting.status().state()).isEqualTo(OperationState.RUNNING);
        assertThat(at.told("waiting")).anySatisfy(event -> assertThat(event).contains("obligations come first"));
        int asked = at.traffic.to("west").size();

        at.shop.cloud.world().revive("west", true);
        assertThat(at.running("west")).isEqualTo(3);
        Outcome<List<RecoveryPoint>> backup = end(waiting);

        assertThat(backup.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(at.running("west")).as("the source's machines are stopped").isZero();
        assertThat(at.running("east")).isEqualTo(3);
        assertThat(at.holdfast.obligations().all()).isEmpty();
        List<Traffic.Request> since =
                at.traffic.to("west").subList(asked, at.traffic.to("west").size());
        List<String> order = since.stream()
                .map(Traffic.Request::api)
                .filter(api -> Traffic.STOPS.contains(api) || Traffic.SNAPSHOTS.contains(api))
                .toList();
        assertThat(Traffic.STOPS).contains(order.get(0));
        assertThat(order.lastIndexOf(order.get(0)))
                .as("all stops before the first snapshot: %s", order)
                .isLessThan(order.stream()
                        .filter(Traffic.SNAPSHOTS::contains)
                        .findFirst()
                        .map(order::indexOf)
                        .orElseThrow());
    }

    @Test
    void aDeadSourceIsAskedAtGrowingIntervals() {
        Case at = new Case(CloudProfile.aws());
        at.shop.cloud.kill("west");
        at.failover().result();
        int before = at.traffic.to("west").size();
        at.rest(Duration.ofHours(24));
        List<Traffic.Request> asked =
                at.traffic.to("west").subList(before, at.traffic.to("west").size());
        assertThat(asked).hasSizeBetween(90, 110);
        Duration first = Duration.between(asked.get(0).at(), asked.get(1).at());
        Duration last = Duration.between(
                asked.get(asked.size() - 2).at(), asked.get(asked.size() - 1).at());
        assertThat(first).isLessThan(Duration.ofMinutes(1));
        assertThat(last).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(16));
    }

    @Test
    void whatIsOwedSurvivesTheLossOfTheHostAndItsStoreInTheKit() {
        Case at = new Case(CloudProfile.aws());
        at.shop.cloud.kill("west");
        at.failover().result();
        List<Obligation> owed = at.holdfast.obligations().all();
        assertThat(owed).hasSize(1);
        at.rest(Duration.ofSeconds(1));
        at.host.runtime().stop();

        Shop.Host rescuer = at.shop.rescuer();
        rescuer.holdfast().start();
        assertThat(rescuer.holdfast().obligations().all()).isEqualTo(owed);
        at.shop.cloud.world().revive("west", true);
        try {
            assertThat(rescuer.runtime().await(() -> at.running("west") == 0, DAY))
                    .isTrue();
            assertThat(rescuer.runtime().await(() -> false, Duration.ofMinutes(5)))
                    .isFalse();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(rescuer.holdfast().obligations().all()).isEmpty();
    }

    @Test
    void anObligationThatFailsWaitsForAPersonAndKeepsTheLane() {
        Case at = new Case(CloudProfile.aws());
        at.shop.cloud.kill("west");
        at.failover().result();
        boolean[] denied = {true};
        at.shop
                .cloud
                .faults()
                .when(
                        Match.api("StopInstances").where(request -> denied[0]),
                        new Fault.HardError("UnauthorizedOperation", 403));
        at.shop.cloud.world().revive("west", true);
        at.await(() -> !at.told("obligation").isEmpty()
                && at.told("obligation").get(at.told("obligation").size() - 1).contains("PARKED"));

        assertThat(at.holdfast.obligations().all()).singleElement().satisfies(owed -> {
            assertThat(owed.state()).isEqualTo(Obligation.State.PARKED);
            assertThat(owed.toString()).contains("UnauthorizedOperation").contains("grant the permission");
        });
        Operation<List<RecoveryPoint>> waiting = at.holdfast.submit(at.backup(at.shop.west));
        at.rest(Duration.ofHours(2));
        assertThat(waiting.status().state()).isEqualTo(OperationState.RUNNING);
        assertThat(at.running("west")).isEqualTo(3);

        denied[0] = false;
        String id = at.holdfast.obligations().all().get(0).id();
        assertThat(at.holdfast.obligations().retry("no such thing", "ops")).isFalse();
        assertThat(at.holdfast.obligations().retry(id, "ops: the role may stop machines now"))
                .isTrue();
        assertThat(end(waiting).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(at.running("west")).isZero();
    }

    @Test
    void anObligationThatIsWaivedKeepsTheLaneNoLonger() {
        Case at = new Case(CloudProfile.aws());
        at.shop.cloud.kill("west");
        at.failover().result();
        String id = at.holdfast.obligations().all().get(0).id();
        assertThat(at.holdfast.obligations().waive(id, "ops: the region is given up"))
                .isTrue();
        assertThat(at.holdfast.obligations().waive(id, "ops")).isFalse();
        assertThat(at.holdfast.obligations().all()).isEmpty();
        at.shop.cloud.world().revive("west", true);
        assertThat(end(at.holdfast.submit(at.backup(at.shop.west))).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(at.running("west")).isEqualTo(3);
        assertThat(at.told("obligation")).anySatisfy(event -> assertThat(event).contains("WAIVED"));
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aFailoverTakesThePlanOverFromADrillWhichCleansUp(CloudProfile profile) {
        Case at = new Case(profile);
        Operation<RecoveryReport> drill = at.holdfast.submit(Drill.of("shop"));
        at.await(() -> at.running("east") > 0);
        assertThatThrownBy(() -> at.holdfast.submit(Drill.of("shop")))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("plan/shop is claimed by operation " + drill.id());
        at.shop.cloud.kill("west");

        Operation<RecoveryReport> failover = at.failover();
        assertThatThrownBy(at::failover)
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("plan/shop is claimed by operation " + failover.id());
        RecoveryReport report = failover.result();

        assertThat(report.met()).as(report.summary()).isTrue();
        assertThat(end(drill).state()).isEqualTo(OperationState.CANCELLED);
        assertThat(at.running("east"))
                .as("the failover's machines, none of the drill")
                .isEqualTo(3);
    }

    @Test
    void aFailoverWaitsForADrillThatDoesNotEndOnlyForAWhile() {
        Case at = new Case(CloudProfile.aws());
        Operation<RecoveryReport> drill = at.holdfast.submit(Drill.of("shop"));
        at.await(() -> at.running("east") > 0);
        boolean[] broken = {true};
        at.shop
                .cloud
                .faults()
                .when(
                        Match.api("TerminateInstances").where(request -> broken[0]),
                        new Fault.HardError("InternalError", 500));
        at.shop.cloud.kill("west");
        Instant ordered = at.shop.cloud.world().loop().now();
        Set<String> first = Set.of("RegisterImage");
        int before = at.traffic.to("east", first).size();
        RecoveryReport report = at.failover().result();
        assertThat(report.met()).as(report.summary()).isTrue();
        Instant begun = at.traffic.to("east", first).get(before).at();
        assertThat(Duration.between(ordered, begun)).isBetween(Duration.ofMinutes(2), Duration.ofSeconds(140));
        assertThat(drill.status().state()).isEqualTo(OperationState.CANCELLING);
        broken[0] = false;
        assertThat(end(drill).state()).isEqualTo(OperationState.CANCELLED);
        at.rest(Duration.ofHours(1));
        assertThat(at.running("east")).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aDrillThatIsCancelledAnywhereLeavesNothing(CloudProfile profile) {
        Case at = new Case(profile);
        int before = at.shop.cloud.world().billed().size();
        for (int seconds = 5; seconds < 200; seconds += 30) {
            Operation<RecoveryReport> drill = at.holdfast.submit(Drill.of("shop"));
            at.rest(Duration.ofSeconds(seconds));
            boolean open = drill.cancel(CancelMode.KEEP);
            OperationState state = end(drill).state();
            at.rest(Duration.ofHours(1));
            assertThat(state).isEqualTo(open ? OperationState.CANCELLED : OperationState.SUCCEEDED);
            assertThat(at.shop.cloud.world().billed())
                    .as("cancelled after %s s", seconds)
                    .hasSize(before);
        }
    }

    @Test
    void protectionWaitsInTheTargetWhileAFailoverRuns() {
        Case at = new Case(CloudProfile.aws());
        at.shop.cloud.scene("east").database("own", "dr", "10.0.2.77");
        at.shop.cloud.settle();
        at.shop.cloud.kill("west");
        Operation<RecoveryReport> failover = at.failover();
        Operation<List<RecoveryPoint>> backup =
                at.holdfast.submit(Backup.of(ResourceSelector.machines("own").in(at.shop.east)));
        RecoveryReport report = failover.result();
        assertThat(end(backup).state()).isEqualTo(OperationState.SUCCEEDED);
        Instant up = report.upAt();
        assertThat(up).isNotNull();
        assertThat(at.traffic.to("east", Traffic.SNAPSHOTS))
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.at()).isAfter(up));
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aReachableSourceThatCannotBeStoppedStopsTheFailover(CloudProfile profile) {
        Case at = new Case(profile);
        at.shop
                .cloud
                .faults()
                .when(
                        Match.any().where(request -> Traffic.STOPS.contains(request.api())),
                        new Fault.HardError(denial(profile), 403));
        Outcome<RecoveryReport> outcome =
                end(at.holdfast.submit(Failover.of("shop").source(SourceState.REACHABLE)));
        assertThat(outcome.state()).isEqualTo(OperationState.FAILED);
        assertThat(outcome.failures())
                .anySatisfy(failure -> assertThat(failure.toString()).contains("Cannot stop what runs at the source"));
        assertThat(at.traffic.to("east", Traffic.STARTS)).isEmpty();
        assertThat(at.running("west")).isEqualTo(3);
    }

    private static String denial(CloudProfile profile) {
        return switch (profile.name()) {
            case "aws" -> "UnauthorizedOperation";
            case "aliyun" -> "Forbidden.RAM";
            default -> "AuthorizationFailed";
        };
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aReachableSourceIsStoppedBeforeAnythingIsStarted(CloudProfile profile) {
        Case at = new Case(profile);
        RecoveryReport report = at.holdfast
                .submit(Failover.of("shop").source(SourceState.REACHABLE))
                .result();
        assertThat(report.met()).as(report.summary()).isTrue();
        assertThat(report.obligations()).isEmpty();
        assertThat(at.running("west")).isZero();
        Instant stopped = at.traffic.to("west", Traffic.STOPS).get(2).at();
        assertThat(at.traffic.to("east", Traffic.STARTS))
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.at()).isAfter(stopped));
    }

    @Test
    void withAnUnsureSourceNothingIsOwedThereBeforeAPersonHasApproved() {
        Case at = new Case(CloudProfile.aws());
        Operation<RecoveryReport> failover =
                at.holdfast.submit(Failover.of("shop").source(SourceState.UNSURE));
        at.rest(Duration.ofHours(2));
        assertThat(at.holdfast.obligations().all()).isEmpty();
        assertThat(at.running("west")).isEqualTo(3);

        int asked = failover.waiting().get(0).number();
        assertThat(failover.approve(asked, () -> "ann@shop", "nobody can reach it"))
                .isTrue();
        assertThat(failover.result().machines()).hasSize(3);
        at.rest(Duration.ofHours(1));
        assertThat(at.running("west"))
                .as("it answers after all, and is stopped")
                .isZero();
        assertThat(at.holdfast.obligations().all()).isEmpty();
    }

    @Test
    void aFailoverThatFindsNoPointOwesNothing() {
        Shop shop = new Shop(CloudProfile.aws());
        Holdfast holdfast = shop.host().holdfast();
        holdfast.start();
        holdfast.plans().save(shop.plan());
        shop.cloud.kill("west");
        Outcome<RecoveryReport> outcome =
                end(holdfast.submit(Failover.of("shop").source(SourceState.LOST)));
        assertThat(outcome.state()).isEqualTo(OperationState.FAILED);
        assertThat(holdfast.obligations().all()).isEmpty();
    }

    @Test
    void withAnUndoneFailoverTheSourceIsNotStoppedAtItsReturn() {
        Case at = new Case(CloudProfile.aws());
        at.shop.cloud.kill("west");
        Operation<RecoveryReport> failover = at.failover();
        at.await(() -> at.running("east") > 0);
        assertThat(failover.cancel(CancelMode.UNDO)).isTrue();
        assertThat(end(failover).state()).isEqualTo(OperationState.UNDONE);
        assertThat(at.running("east")).isZero();
        at.shop.cloud.world().revive("west", true);
        at.rest(Duration.ofHours(2));
        assertThat(at.running("west")).isEqualTo(3);
        assertThat(at.holdfast.obligations().all()).isEmpty();
    }
}
