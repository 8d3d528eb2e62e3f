// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.Cluster;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several hosts in one process, on a real server. */
class JdbcClusterTest {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration BEAT = Duration.ofMillis(100);
    private static final Duration LEASE = BEAT.multipliedBy(5);
    private static final Instant NEVER = Instant.MAX;

    private static LaneDatabase database;

    private final List<JdbcCluster> joined = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        database = LaneDatabase.open();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.empty();
    }

    @AfterEach
    void leave() {
        joined.forEach(cluster -> cluster.leave(Duration.ZERO));
    }

    private JdbcClusterBuilder settings(String name) {
        return database.cluster(name).polling(POLL).heartbeats(BEAT, 5);
    }

    private DiaryHost join(String name, BiConsumer<DiaryHost, Cluster.Turn> work) {
        return join(settings(name), name, work);
    }

    private DiaryHost join(JdbcClusterBuilder settings, String name, BiConsumer<DiaryHost, Cluster.Turn> work) {
        JdbcCluster cluster = settings.build();
        DiaryHost host = new DiaryHost(database.source(), name, work);
        joined.add(cluster);
        cluster.join(host);
        return host;
    }

    private static void endAt(DiaryHost host, Cluster.Turn turn, Instant next) {
        host.over(turn);
        turn.end(next);
    }

    private static boolean soon(BooleanSupplier condition) throws InterruptedException {
        return Soon.holds(Duration.ofSeconds(5), condition);
    }

    @Test
    void aLaneThatIsWokenHasATurnWithinAPoll() throws Exception {
        DiaryHost host = join("a", (self, turn) -> endAt(self, turn, NEVER));
        List<Long> milliseconds = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            int turns = i;
            database.wake("aws/1");
            Instant woken = database.now();
            assertThat(soon(() -> database.turns() == turns)).isTrue();
            assertThat(soon(() -> database.number("select count(*) from holdfast_scheduled_tasks where picked") == 0))
                    .isTrue();
            milliseconds.add(
                    database.number("select extract(epoch from max(began)) * 1000 from turns") - woken.toEpochMilli());
        }
        System.out.println("proof wake to turn: after " + milliseconds + " ms by a poll of " + POLL);
        assertThat(host.begun).hasSize(10);
        assertThat(milliseconds).allSatisfy(time -> assertThat(time).isLessThan(1000));
    }

    @Test
    void aWakeDuringATurnLeadsToAnotherOne() throws Exception {
        CountDownLatch woken = new CountDownLatch(1);
        DiaryHost host = join("a", (self, turn) -> {
            await(woken);
            endAt(self, turn, NEVER);
        });
        database.wake("aws/1");
        assertThat(soon(() -> host.begun.size() == 1)).isTrue();
        database.wake("aws/1");
        woken.countDown();
        assertThat(soon(() -> host.begun.size() == 2)).isTrue();
        Soon.pass(POLL.multipliedBy(4));
        assertThat(host.begun).as("one wake, one more turn").hasSize(2);
        assertThat(new TreeSet<>(host.begun.stream().map(Cluster.Turn::number).toList()))
                .as("numbers rise")
                .containsExactlyElementsOf(
                        host.begun.stream().map(Cluster.Turn::number).toList());
    }

    @Test
    void aWakeWhoseTransactionIsOpenWhenTheTurnEndsIsNotLost() throws Exception {
        CountDownLatch woken = new CountDownLatch(1);
        DiaryHost host = join("a", (self, turn) -> {
            await(woken);
            endAt(self, turn, NEVER);
        });
        database.wake("aws/1");
        assertThat(soon(() -> host.begun.size() == 1)).isTrue();
        try (Connection writer = database.source().getConnection()) {
            database.wake(writer, "aws/1");
            woken.countDown();
            Soon.pass(LEASE.plus(BEAT.multipliedBy(3)));
            writer.commit();
        }
        assertThat(soon(() -> host.begun.size() == 2)).isTrue();
        assertThat(database.overlaps()).isEmpty();
    }

    @Test
    void aWakeThatIsRolledBackWakesNobody() throws Exception {
        DiaryHost host = join("a", (self, turn) -> endAt(self, turn, NEVER));
        try (Connection writer = database.source().getConnection()) {
            database.wake(writer, "aws/1", "aws/2");
            writer.rollback();
        }
        Soon.pass(POLL.multipliedBy(6));
        assertThat(host.begun).isEmpty();
    }

    @Test
    void aLaneSleepsUntilItIsDueOrWoken() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        DiaryHost host = join(
                "a",
                (self, turn) -> endAt(
                        self,
                        turn,
                        first.getAndSet(false) ? HostTime.clock().instant().plusMillis(600) : NEVER));
        database.wake("aws/1");
        assertThat(soon(() -> database.turns() == 2)).isTrue();
        assertThat(database.number("select extract(epoch from max(began) - min(ended)) * 1000 from turns"))
                .isBetween(550L, 1600L);
        database.wake("aws/1");
        assertThat(soon(() -> host.begun.size() == 3)).isTrue();
    }

    @Test
    void moreLanesThanThreadsAllHaveTheirTurns() throws Exception {
        String[] lanes = IntStream.range(0, 60).mapToObj(i -> "lane/" + i).toArray(String[]::new);
        database.wake(lanes);
        // Each is due again at once, so that the first could crowd out the last.
        DiaryHost host =
                join("a", (self, turn) -> endAt(self, turn, HostTime.clock().instant()));
        assertThat(soon(() -> database.number("select count(distinct lane) from turns") == 60))
                .isTrue();
        assertThat(database.number("select max(n) from (select count(*) as n from turns where began <="
                        + " (select max(first) from (select min(began) as first from turns group by lane) f)"
                        + " group by lane) c"))
                .as("turns of one lane before the last lane had its first")
                .isLessThanOrEqualTo(2);
        assertThat(host.begun).hasSizeGreaterThanOrEqualTo(60);
    }

    @Test
    void turnsOfALaneNeverOverlapWhoeverTakesThem() throws Exception {
        BiConsumer<DiaryHost, Cluster.Turn> work = (self, turn) -> {
            pause(Duration.ofMillis(turn.number() % 7));
            endAt(self, turn, turn.number() % 3 == 0 ? HostTime.clock().instant() : NEVER);
        };
        List<DiaryHost> hosts = List.of(join("a", work), join("b", work), join("c", work));
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 150; i++) {
            database.wake(IntStream.range(0, 4)
                    .mapToObj(n -> "lane/" + random.nextInt(12))
                    .distinct()
                    .toArray(String[]::new));
        }
        assertThat(soon(() -> database.unseenWakes() == 0)).isTrue();
        joined.forEach(cluster -> cluster.leave(Duration.ofSeconds(5)));
        assertThat(database.overlaps()).isEmpty();
        assertThat(database.turns()).isGreaterThan(50);
        assertThat(hosts).allSatisfy(host -> assertThat(host.begun).isNotEmpty());
        assertThat(database.number("select count(*) from holdfast_scheduled_tasks where picked"))
                .isZero();
    }

    @Test
    void callsRunOneAfterTheOtherAndAnInterruptMeansOneOfThem() throws Exception {
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        DiaryHost host = join("a", (self, turn) -> {
            turn.calls().execute(() -> {
                Thread.currentThread().interrupt();
                done.add("first on " + Thread.currentThread().getName());
            });
            turn.calls().execute(() -> {
                throw new IllegalStateException("planted: a call that fails");
            });
            turn.calls().execute(() -> {
                done.add((Thread.currentThread().isInterrupted() ? "interrupted" : "second") + " on "
                        + Thread.currentThread().getName());
                self.over(turn);
            });
            turn.end(NEVER);
        });
        database.wake("aws/1");
        assertThat(soon(() -> done.size() == 2)).isTrue();
        assertThat(done).allSatisfy(text -> assertThat(text).contains(" on holdfast-turn-"));
        assertThat(done.get(1)).startsWith("second").endsWith(done.get(0).substring("first".length()));
        Cluster.Turn turn = host.begun.element();
        assertThat(turn.lasts(Duration.ZERO)).isFalse();
        assertThatThrownBy(() -> turn.calls().execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("Turn " + turn.number() + " of aws/1 is over");
        database.wake("aws/1");
        assertThat(soon(() -> host.begun.size() == 2)).as("the lane goes on").isTrue();
    }

    @Test
    void aTurnLastsAsLongAsHeartbeatsAreWritten() throws Exception {
        DiaryHost host = join("a", (self, turn) -> {});
        database.wake("aws/1");
        assertThat(soon(() -> host.begun.size() == 1)).isTrue();
        Cluster.Turn turn = host.begun.element();
        for (int i = 0; i < 20; i++) {
            Soon.pass(LEASE.dividedBy(10));
            assertThat(turn.lasts(BEAT)).isTrue();
            assertThat(turn.lasts(LEASE)).isFalse();
        }
        assertThat(host.begun).hasSize(1);
        assertThat(turn.lasts(Duration.ofDays(100_000))).isFalse();
    }

    @Test
    void connectionsThatDoNotCommitByThemselvesAreCommitted() throws Exception {
        JdbcClusterBuilder settings = JdbcCluster.builder(
                        new FewConnections(LaneDatabase.plain(database.port(), database.schema(), "hosts"), false))
                .schema(database.schema())
                .polling(POLL)
                .heartbeats(BEAT, 5);
        DiaryHost host = join(settings, "a", (self, turn) -> {
            if (turn.lane().equals("short")) {
                endAt(self, turn, NEVER);
            }
        });
        database.wake("long");
        assertThat(soon(() -> host.begun.size() == 1)).isTrue();
        Soon.pass(LEASE.multipliedBy(2));
        assertThat(host.begun.element().lasts(BEAT)).isTrue();
        for (int i = 2; i < 5; i++) {
            int expected = i;
            database.wake("short");
            assertThat(soon(() -> host.begun.size() == expected)).isTrue();
        }
    }

    @Test
    void whoLeavesDrainsAndTakesNoFurtherTurns() throws Exception {
        CountDownLatch drained = new CountDownLatch(1);
        DiaryHost host = join("a", (self, turn) -> {
            while (!self.isDrained()) {
                pause(Duration.ofMillis(5));
            }
            await(drained);
            endAt(self, turn, HostTime.clock().instant());
        });
        database.wake("aws/1");
        assertThat(soon(() -> database.turns() == 1)).isTrue();
        Thread release = new Thread(() -> {
            pause(LEASE.multipliedBy(2));
            drained.countDown();
        });
        release.start();
        joined.get(0).leave(Duration.ofSeconds(10));
        release.join();
        assertThat(database.number("select count(*) from turns where ended is not null"))
                .as("heartbeats went on, and the turn was waited for")
                .isEqualTo(1);
        assertThat(database.number("select count(*) from holdfast_scheduled_tasks where picked"))
                .isZero();
        assertThat(host.begun).hasSize(1);
        DiaryHost other = join("b", (self, turn) -> endAt(self, turn, NEVER));
        assertThat(soon(() -> other.begun.size() == 1)).isTrue();
        assertThat(database.overlaps()).isEmpty();
    }

    @Test
    void aTurnThatDoesNotEndInTimeIsFreeWhenItsLeaseEnds() throws Exception {
        DiaryHost host = join("a", (self, turn) -> {});
        database.wake("aws/1");
        assertThat(soon(() -> database.turns() == 1)).isTrue();
        DiaryHost other = join("b", (self, turn) -> endAt(self, turn, NEVER));
        Cluster.Turn turn = host.begun.element();
        Duration promised = LEASE.dividedBy(2);
        Instant[] asked = {database.now()};
        assertThat(soon(() -> {
                    asked[0] = database.now();
                    return turn.lasts(promised);
                }))
                .isTrue();
        joined.get(0).leave(Duration.ofMillis(50));
        assertThat(Duration.between(asked[0], database.now())).isLessThan(Duration.ofSeconds(2));
        assertThat(turn.lasts(Duration.ZERO)).isFalse();
        assertThat(soon(() -> other.begun.size() == 1)).isTrue();
        assertThat(soon(() -> database.turns() == 2)).isTrue();
        assertThat(database.number("select extract(epoch from max(began)) * 1000 from turns") - asked[0].toEpochMilli())
                .as("what was promised before is kept")
                .isGreaterThanOrEqualTo(promised.toMillis());
    }

    @Test
    void aHostThatFailsToBeginATurnKeepsNoLane() throws Exception {
        JdbcCluster broken = settings("a").build();
        joined.add(broken);
        broken.join(new Cluster.Host() {
            @Override
            public void begin(Cluster.Turn turn) {
                throw new IllegalStateException("planted: a host that cannot begin");
            }

            @Override
            public void drain() {}
        });
        database.wake("aws/1");
        assertThat(soon(() ->
                        database.number("select max(version) from holdfast_scheduled_tasks where not picked") >= 3))
                .isTrue();
        broken.leave(Duration.ofSeconds(5));
        DiaryHost other = join("b", (self, turn) -> endAt(self, turn, NEVER));
        assertThat(soon(() -> other.begun.size() == 1)).isTrue();
    }

    @Test
    void threadsAreFewAndDieWithTheProcess() throws Exception {
        Set<String> before = threads();
        DiaryHost host = join("a", (self, turn) -> {});
        database.wake(IntStream.range(0, 20).mapToObj(i -> "lane/" + i).toArray(String[]::new));
        assertThat(soon(() -> host.begun.size() == 8)).isTrue();
        Soon.pass(POLL.multipliedBy(4));
        assertThat(host.begun).as("turns at a time").hasSize(8);
        Set<String> now = threads();
        now.removeAll(before);
        assertThat(now)
                .hasSizeLessThanOrEqualTo(10)
                .allSatisfy(name -> assertThat(name).matches("holdfast-(turn|due|heartbeat)-[0-9]+ daemon [0-9]+"));
        joined.get(0).leave(Duration.ZERO);
        assertThat(soon(() -> {
                    Set<String> left = threads();
                    left.removeAll(before);
                    return left.isEmpty();
                }))
                .isTrue();
    }

    private static Set<String> threads() {
        Set<String> names = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("holdfast-") || thread.getName().startsWith("db-scheduler")) {
                names.add(thread.getName() + (thread.isDaemon() ? " daemon " : " ") + thread.getId());
            }
        }
        return names;
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Waited in vain");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause(Duration time) {
        try {
            Soon.pass(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
