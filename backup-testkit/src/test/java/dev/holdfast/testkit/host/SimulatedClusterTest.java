// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.Store;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.profile.CloudProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatedClusterTest {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration TAKE_OVER = SimulatedCluster.LEASE.plus(SimulatedCluster.HEARTBEAT);

    private final List<TurnTaker.Seen> all = new ArrayList<>();
    private SimulatedCloud cloud = cloud(1);
    private SimulatedCluster cluster = new SimulatedCluster(cloud.world(), Store.inMemory());
    private long epoch = cluster.store().join("shop", "test");

    private static SimulatedCloud cloud(long seed) {
        return SimulatedCloud.builder(CloudProfile.aws())
                .region("west")
                .seed(seed)
                .build();
    }

    private TurnTaker host(String name) {
        WorldRuntime runtime = cloud.runtime(name);
        return new TurnTaker(cluster.host(runtime), runtime, all);
    }

    private void wake(String... lanes) {
        List<ChangeSet> sets = new ArrayList<>();
        for (String lane : lanes) {
            sets.add(ChangeSet.of(new Change.Wake(lane)));
        }
        assertThat(cluster.store().write(epoch, sets)).containsOnlyNulls();
    }

    private Instant now() {
        return cloud.world().loop().now();
    }

    private List<String> turns() {
        return all.stream()
                .map(seen -> seen.turn.lane() + " " + seen.turn.number())
                .toList();
    }

    /** Two hosts that both work in a lane; a host that is frozen does not know better. */
    private List<String> overlaps() {
        List<String> overlaps = new ArrayList<>();
        for (TurnTaker.Seen one : all) {
            for (TurnTaker.Seen two : all) {
                if (one != two && one.turn.lane().equals(two.turn.lane()) && one.covers(two.begun)) {
                    overlaps.add(one.host + " and " + two.host + " in " + one.turn.lane() + " at " + two.begun);
                }
            }
        }
        return overlaps;
    }

    @Test
    void aLaneThatWasNeverWokenHasNoTurns() {
        host("one");
        cloud.advance(MINUTE);
        assertThat(all).isEmpty();
        assertThat(cluster.lanes()).isEmpty();
    }

    @Test
    void aWokenLaneGetsATurnSoonAndTheNextOneWhenItIsDue() {
        TurnTaker one = host("one");
        one.pause = Duration.ofSeconds(30);
        wake("a");
        cloud.advance(SOON);
        assertThat(turns()).containsExactly("a 1");
        cloud.advance(Duration.ofSeconds(30));
        assertThat(turns()).containsExactly("a 1");
        cloud.advance(Duration.ofSeconds(3));
        assertThat(turns()).containsExactly("a 1", "a 2");
    }

    @Test
    void aLaneThatIsWokenBetweenTurnsIsDueAtOnce() {
        host("one");
        wake("a");
        cloud.advance(MINUTE);
        assertThat(turns()).containsExactly("a 1");
        wake("a");
        cloud.advance(SOON);
        assertThat(turns()).containsExactly("a 1", "a 2");
    }

    @Test
    void aLaneThatIsWokenDuringItsTurnGetsAnotherOneRightAfter() {
        host("one");
        host("two");
        wake("a");
        cloud.advance(SOON);
        wake("a", "a");
        cloud.advance(SOON);
        assertThat(turns()).containsExactly("a 1");
        cloud.advance(SOON);
        assertThat(turns()).containsExactly("a 1", "a 2");
        cloud.advance(MINUTE);
        assertThat(turns()).as("woken twice during one turn, had one more").hasSize(2);
        assertThat(overlaps()).isEmpty();
    }

    @Test
    void aWakeInARefusedSetWakesNobody() {
        host("one");
        List<ChangeSet> refused =
                List.of(ChangeSet.of(new Change.Wake("a"), new Change.RequireRecord(RecordRow.Kind.PLAN, "none", 3)));
        assertThat(cluster.store().write(epoch, refused)).doesNotContainNull();
        cloud.advance(MINUTE);
        assertThat(all).isEmpty();
    }

    @Test
    void aLaneWokenBeforeAnyHostHasJoinedWaitsForTheFirst() {
        wake("a");
        cloud.advance(MINUTE);
        host("one");
        cloud.advance(SOON);
        assertThat(turns()).containsExactly("a 1");
    }

    @Test
    void threeHostsShareSixtyLanesFairly() {
        List<TurnTaker> hosts = List.of(host("one"), host("two"), host("three"));
        hosts.forEach(host -> host.pause = Duration.ZERO);
        wake(IntStream.range(0, 60).mapToObj(lane -> "lane-" + lane).toArray(String[]::new));
        cloud.advance(Duration.ofMinutes(10));
        Map<String, Long> byLane = all.stream()
                .collect(Collectors.groupingBy(seen -> seen.turn.lane(), TreeMap::new, Collectors.counting()));
        assertThat(byLane).hasSize(60);
        long least = byLane.values().stream().mapToLong(Long::longValue).min().orElse(0);
        long most = byLane.values().stream().mapToLong(Long::longValue).max().orElse(0);
        // 24 places, 60 lanes, 2 s each and a little to change hands: some 118 turns of each, and who is a little
        // earlier
        // once in a while has one more.
        assertThat(least).as(byLane.toString()).isGreaterThan(110);
        assertThat(most).as(byLane.toString()).isLessThan(130);
        for (TurnTaker host : hosts) {
            assertThat(host.seen.size()).isBetween(all.size() * 30 / 100, all.size() * 37 / 100);
            assertThat(host.most).isEqualTo(SimulatedCluster.TURNS);
        }
        assertThat(overlaps()).isEmpty();
        assertThat(cluster.takeOvers()).isEmpty();
    }

    @Test
    void theNumberOfTurnsRisesWhicheverHostHasThem() {
        host("one").pause = Duration.ZERO;
        host("two").pause = Duration.ZERO;
        wake("a");
        cloud.advance(MINUTE);
        assertThat(all.stream().map(seen -> seen.turn.number()))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, all.size())
                        .mapToObj(Long::valueOf)
                        .toList());
        assertThat(all.stream().map(seen -> seen.host)).contains("one", "two");
    }

    @Test
    void theLeaseIsRenewedAsLongAsTheHostLives() {
        TurnTaker one = host("one");
        host("two");
        one.work = Duration.ofMinutes(5);
        wake("a");
        cloud.await(() -> !all.isEmpty(), MINUTE);
        TurnTaker.Seen first = all.get(0);
        Duration least = SimulatedCluster.LEASE.minus(SimulatedCluster.HEARTBEAT);
        for (int i = 0; i < 20; i++) {
            cloud.advance(Duration.ofSeconds(1));
            if (first.ended == null) {
                assertThat(first.turn.lasts(least)).isTrue();
                assertThat(first.turn.lasts(SimulatedCluster.LEASE.plusMillis(1)))
                        .isFalse();
            }
        }
        assertThat(cluster.takeOvers()).isEmpty();
    }

    @Test
    void aStoppedHostsLanesAreTakenOverWhenItsLeaseIsOver() {
        TurnTaker one = host("one");
        one.work = Duration.ofHours(1);
        wake("a", "b", "c");
        cloud.advance(Duration.ofSeconds(12));
        assertThat(one.seen).hasSize(3);
        TurnTaker two = host("two");
        cloud.advance(Duration.ofSeconds(6));
        Instant stopped = now();
        one.runtime.stop();
        cloud.advance(MINUTE);
        assertThat(two.seen).hasSize(3);
        assertThat(cluster.takeOvers()).hasSize(3).allSatisfy(over -> {
            assertThat(over.from()).isEqualTo("one");
            assertThat(over.to()).isEqualTo("two");
            assertThat(over.number()).isEqualTo(2);
            assertThat(Duration.between(over.renewed(), over.at())).isGreaterThanOrEqualTo(SimulatedCluster.LEASE);
            assertThat(Duration.between(stopped, over.at())).isLessThan(TAKE_OVER);
        });
    }

    @Test
    void aFrozenHostLosesItsLanesAndLearnsItWhenItHasThawed() {
        TurnTaker one = host("one");
        one.work = Duration.ofSeconds(10);
        wake("a");
        cloud.advance(SOON);
        TurnTaker two = host("two");
        two.work = Duration.ofHours(1);
        Instant frozen = now();
        one.runtime.freeze(Duration.ofMinutes(2));
        cloud.advance(Duration.ofSeconds(90));
        assertThat(two.seen).singleElement().satisfies(seen -> {
            assertThat(seen.turn.number()).isEqualTo(2);
            assertThat(Duration.between(frozen, seen.begun)).isLessThan(TAKE_OVER);
        });
        TurnTaker.Seen lost = one.seen.get(0);
        assertThat(lost.ended).as("its timer has not come yet").isNull();
        assertThat(lost.turn.lasts(Duration.ZERO)).isFalse();
        cloud.advance(MINUTE);
        assertThat(lost.ended).isEqualTo(frozen.plus(Duration.ofMinutes(2)));
        assertThat(lost.turn.lasts(Duration.ZERO)).isFalse();
        assertThat(two.seen.get(0).turn.lasts(Duration.ofSeconds(10)))
                .as("what the late host ended was its own turn only")
                .isTrue();
        wake("b");
        cloud.advance(SOON);
        assertThat(turns())
                .as("a thawed host takes turns again, or the other does")
                .contains("b 1");
    }

    @Test
    void aFrozenHostThatNobodyMissedGoesOn() {
        TurnTaker one = host("one");
        one.work = Duration.ofMinutes(3);
        wake("a");
        cloud.advance(SOON);
        one.runtime.freeze(MINUTE);
        cloud.advance(Duration.ofSeconds(59));
        assertThat(one.seen.get(0).turn.lasts(Duration.ZERO)).isFalse();
        cloud.advance(Duration.ofSeconds(5));
        assertThat(one.seen.get(0).turn.lasts(Duration.ofSeconds(10))).isTrue();
        assertThat(one.seen).hasSize(1);
    }

    @Test
    void lanesThatCameDueWhileTheOnlyHostWasFrozenAreTakenWhenItHasThawed() {
        TurnTaker one = host("one");
        cloud.advance(SOON);
        one.runtime.freeze(Duration.ofSeconds(3));
        wake("a");
        cloud.advance(Duration.ofSeconds(2));
        assertThat(all).isEmpty();
        cloud.advance(Duration.ofSeconds(2));
        assertThat(turns()).containsExactly("a 1");
    }

    @Test
    void aHostThatLeavesGetsNoTurnsAndKeepsThoseItHasUntilTheyEnd() {
        TurnTaker one = host("one");
        one.work = Duration.ofSeconds(40);
        wake("a");
        cloud.advance(SOON);
        TurnTaker two = host("two");
        Instant before = now();
        one.cluster.leave(MINUTE);
        assertThat(one.draining).isTrue();
        assertThat(one.seen.get(0).ended).isNotNull();
        assertThat(Duration.between(before, now())).isLessThan(Duration.ofSeconds(40));
        wake("a", "b", "c");
        cloud.advance(MINUTE);
        assertThat(one.seen).hasSize(1);
        assertThat(two.seen).hasSize(3);
        assertThat(cluster.takeOvers()).isEmpty();
    }

    @Test
    void whatIsNotEndedInTimeIsFreeWhenItsLeaseIsOver() {
        TurnTaker one = host("one");
        one.work = Duration.ofHours(1);
        wake("a");
        cloud.advance(SOON);
        TurnTaker two = host("two");
        one.cluster.leave(Duration.ofSeconds(10));
        Instant left = now();
        cloud.advance(MINUTE);
        assertThat(two.seen)
                .singleElement()
                .satisfies(
                        seen -> assertThat(Duration.between(left, seen.begun)).isLessThan(TAKE_OVER));
    }

    @Test
    void aTurnThatEndsWhenItsHostIsStoppedHasNotEnded() {
        TurnTaker one = host("one");
        wake("a");
        cloud.await(() -> !all.isEmpty(), MINUTE);
        host("two");
        cloud.await(() -> one.seen.get(0).ended != null, MINUTE);
        one.runtime.stop();
        cloud.advance(MINUTE);
        assertThat(cluster.takeOvers()).hasSize(1);
    }

    @Test
    void whatAThawedHostStillHadToEndIsNobodyElsesTurn() {
        TurnTaker one = host("one");
        wake("a");
        cloud.await(() -> !all.isEmpty(), MINUTE);
        TurnTaker two = host("two");
        two.work = Duration.ofHours(1);
        cloud.await(() -> one.seen.get(0).ended != null, MINUTE);
        one.runtime.freeze(Duration.ofMinutes(2));
        cloud.advance(Duration.ofMinutes(3));
        assertThat(cluster.takeOvers()).hasSize(1);
        assertThat(all).hasSize(2);
        assertThat(two.seen.get(0).turn.lasts(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void callsOfATurnRunOneAfterTheOtherUntilItIsOver() {
        TurnTaker one = host("one");
        one.work = Duration.ofSeconds(5);
        wake("a");
        cloud.advance(SOON);
        List<Integer> ran = new ArrayList<>();
        var turn = one.seen.get(0).turn;
        for (int i = 0; i < 3; i++) {
            int number = i;
            turn.calls().execute(() -> ran.add(number));
        }
        assertThat(ran).isEmpty();
        cloud.advance(SOON);
        assertThat(ran).containsExactly(0, 1, 2);
        cloud.advance(MINUTE);
        assertThatThrownBy(() -> turn.calls().execute(() -> ran.add(3)))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("turn 1 of a is over");
    }

    @Test
    void aHostJoinsOnce() {
        TurnTaker one = host("one");
        assertThatThrownBy(() -> one.cluster.join(one))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("host one has joined already");
    }

    @Test
    void aHostHasNoMoreTurnsThanItMay() {
        WorldRuntime runtime = cloud.runtime("small");
        TurnTaker small = new TurnTaker(cluster.host(runtime, 2), runtime, all);
        wake("a", "b", "c", "d", "e");
        cloud.advance(MINUTE);
        assertThat(small.most).isEqualTo(2);
        assertThat(small.seen).hasSize(5);
        assertThatThrownBy(() -> cluster.host(runtime, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Hosts are killed, started again and frozen; every lane is woken now and then. */
    private String storm(long seed) {
        cloud = cloud(seed);
        cluster = new SimulatedCluster(cloud.world(), Store.inMemory());
        epoch = cluster.store().join("shop", "test");
        all.clear();
        var chance = cloud.world().chance().named("storm");
        List<TurnTaker> hosts = new ArrayList<>(List.of(host("one"), host("two"), host("three")));
        List<TurnTaker> ever = new ArrayList<>(hosts);
        for (int round = 0; round < 120; round++) {
            wake("lane-" + chance.below(20), "lane-" + chance.below(20), "lane-" + chance.below(20));
            int which = chance.below(hosts.size());
            TurnTaker host = hosts.get(which);
            switch (chance.below(6)) {
                case 0 -> {
                    host.runtime.stop();
                    hosts.set(which, host(host.runtime.host()));
                    ever.add(hosts.get(which));
                }
                case 1 -> host.runtime.freeze(chance.between(SOON, MINUTE));
                default -> host.pause = chance.between(Duration.ZERO, MINUTE);
            }
            cloud.advance(chance.between(SOON, Duration.ofSeconds(20)));
        }
        hosts.forEach(host -> host.runtime.thaw());
        cloud.advance(Duration.ofMinutes(2));
        assertThat(ever).allSatisfy(host -> assertThat(host.broken).isEmpty());
        return cloud.truth().trace().hash();
    }

    @Test
    void nothingIsLostAndNoTwoWorkInALaneWithALeaseWhateverHappensToHosts() {
        String hash = storm(7);
        assertThat(cluster.takeOvers())
                .isNotEmpty()
                .allSatisfy(over -> assertThat(Duration.between(over.renewed(), over.at()))
                        .isGreaterThanOrEqualTo(SimulatedCluster.LEASE));
        Map<String, Long> last = new TreeMap<>();
        for (TurnTaker.Seen seen : all) {
            assertThat(last.merge(seen.turn.lane(), seen.turn.number(), Math::max))
                    .as("turns begin in the order of their numbers")
                    .isEqualTo(seen.turn.number());
        }
        assertThat(last.keySet()).hasSameElementsAs(cluster.lanes());
        assertThat(storm(7)).isEqualTo(hash);
        assertThat(storm(8)).isNotEqualTo(hash);
    }
}
