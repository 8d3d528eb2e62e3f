// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Hosts in processes of their own, killed and frozen. With short leases; with the ones that hosts have by default, and for
 * longer, with {@code -Dholdfast.proof=full}.
 */
class JdbcClusterProcessTest {
    private static final boolean FULL = "full".equals(System.getProperty("holdfast.proof"));

    private static final HostProcess.Setting SHORT =
            new HostProcess.Setting(Duration.ofMillis(200), 8, Duration.ofMillis(50), Duration.ofHours(1));
    private static final HostProcess.Setting DEFAULT =
            new HostProcess.Setting(Duration.ofSeconds(2), 10, Duration.ofMillis(500), Duration.ofHours(1));

    /** What a loaded machine may take on top, to start threads and connections. */
    private static final Duration SLACK = Duration.ofMillis(1500);

    private static LaneDatabase database;
    private static int started;

    private final List<HostProcess> hosts = new ArrayList<>();

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
    void killAll() throws Exception {
        for (HostProcess host : hosts) {
            host.kill();
        }
    }

    private HostProcess host(HostProcess.Setting setting) throws Exception {
        HostProcess host = HostProcess.start(database, "host-" + ++started, setting);
        hosts.add(host);
        return host;
    }

    private static String[] lanes(int count) {
        return IntStream.range(0, count).mapToObj(i -> "lane/" + i).toArray(String[]::new);
    }

    /** Turns that have begun on a host and have not ended. */
    private static long turnsOf(HostProcess host) {
        return database.number(
                "select count(*) from holdfast_scheduled_tasks where picked and picked_by = '" + host.name() + "'");
    }

    private static boolean hasJoined(HostProcess host) {
        return database.number("select count(*) from joined where host = '" + host.name() + "'") == 1;
    }

    private static void await(Duration atMost, BooleanSupplier condition) throws Exception {
        assertThat(Soon.holds(atMost, condition)).isTrue();
    }

    @Test
    void theLanesOfAKilledHostHaveAnotherInTime() throws Exception {
        takeOver("killed", SHORT, FULL ? 6 : 2, HostProcess::kill);
    }

    @Test
    void theLanesOfAFrozenHostHaveAnotherInTime() throws Exception {
        takeOver("frozen", SHORT, FULL ? 6 : 2, HostProcess::freeze);
    }

    @Test
    void byDefaultLanesHaveAnotherHostWithin25Seconds() throws Exception {
        assumeTrue(FULL, "long: only with -Dholdfast.proof=full");
        assertThat(DEFAULT.takeOver()).isLessThanOrEqualTo(Duration.ofSeconds(25));
        takeOver("killed, by default", DEFAULT, 4, HostProcess::kill);
        killAll();
        database.empty();
        takeOver("frozen, by default", DEFAULT, 4, HostProcess::freeze);
    }

    private interface Blow {
        void to(HostProcess host) throws Exception;
    }

    private void takeOver(String name, HostProcess.Setting setting, int rounds, Blow blow) throws Exception {
        List<Long> times = new ArrayList<>();
        HostProcess first = host(setting);
        HostProcess holder = first;
        database.wake(lanes(4));
        await(Duration.ofSeconds(20), () -> turnsOf(first) == 4);
        for (int round = 0; round < rounds; round++) {
            HostProcess next = host(setting);
            await(Duration.ofSeconds(20), () -> hasJoined(next));
            Soon.pass(setting.beat().multipliedBy(round + 1).dividedBy(rounds));
            String turns = "select count(distinct lane) from turns where host = '" + next.name() + "'";
            Instant before = database.now();
            blow.to(holder);
            await(setting.takeOver().plus(SLACK).plus(SLACK), () -> database.number(turns) == 4);
            long began = database.number(
                    "select extract(epoch from max(began)) * 1000 from turns where host = '" + next.name() + "'");
            times.add(began - before.toEpochMilli());
            holder.kill();
            holder = next;
        }
        report("take-over, " + name + ": after " + times + " ms, at most "
                + setting.takeOver().toMillis() + " ms by " + setting.beat() + " x " + setting.missed()
                + " and a poll of "
                + setting.poll());
        assertThat(times)
                .allSatisfy(time -> assertThat(time)
                        .isBetween(
                                setting.beat()
                                        .multipliedBy(setting.missed() - 2)
                                        .toMillis(),
                                setting.takeOver()
                                        .plus(FULL ? Duration.ofMillis(500) : SLACK)
                                        .toMillis()));
        assertThat(database.overlaps()).isEmpty();
    }

    @Test
    void aHostThatWasFrozenPastItsLeasesKnowsItAtOnce() throws Exception {
        HostProcess frozen = host(SHORT);
        database.wake(lanes(3));
        await(Duration.ofSeconds(20), () -> turnsOf(frozen) == 3 && hasJoined(frozen));
        HostProcess other = host(SHORT);
        await(Duration.ofSeconds(20), () -> hasJoined(other));
        frozen.freeze();
        // Else a heartbeat could renew the leases, so soon after that nobody would have noticed.
        await(Duration.ofSeconds(20), () -> turnsOf(other) == 3);
        frozen.thaw();
        await(Duration.ofSeconds(20), () -> database.number("select count(*) from frozen") >= 3);
        assertThat(database.number("select count(*) from frozen where lasts")).isZero();
        assertThat(database.overlaps()).isEmpty();
    }

    @Test
    void whoeverIsKilledOrFrozenNoTurnsOverlapAndNoWakeIsLost() throws Exception {
        HostProcess.Setting setting =
                new HostProcess.Setting(SHORT.beat(), SHORT.missed(), SHORT.poll(), Duration.ofMillis(300));
        SplittableRandom random = new SplittableRandom(11);
        List<HostProcess> running = new ArrayList<>(List.of(host(setting), host(setting), host(setting)));
        String[] lanes = lanes(16);
        database.wake(lanes);
        await(Duration.ofSeconds(20), () -> database.number("select count(*) from turns") > 3);
        int killed = 0;
        int frozen = 0;
        for (int blow = 0; blow < (FULL ? 60 : 6); blow++) {
            HostProcess victim = running.get(random.nextInt(running.size()));
            boolean isKilled = random.nextInt(3) == 0;
            if (isKilled) {
                killed++;
                victim.kill();
                running.remove(victim);
                running.add(host(setting));
            } else {
                frozen++;
                victim.freeze();
            }
            for (int i = 0; i < 6; i++) {
                database.wake(lanes[random.nextInt(lanes.length)], lanes[random.nextInt(lanes.length)]);
                Soon.pass(SHORT.lease().multipliedBy(random.nextInt(1, 4)).dividedBy(12));
            }
            if (!isKilled) {
                victim.thaw();
            }
        }
        await(Duration.ofSeconds(30), () -> database.unseenWakes() == 0);
        assertThat(database.overlaps()).isEmpty();
        report("hosts in trouble: " + killed + " killed, " + frozen + " frozen, "
                + database.number("select count(*) from turns") + " turns, "
                + database.number("select count(*) from acts") + " acts, "
                + database.number("select count(*) from turns where ended is null")
                + " turns cut short, 0 overlaps, 0 of "
                + database.number("select sum(wakes) from holdfast_lane_wake")
                + " wakes lost");
    }

    private static void report(String line) {
        System.out.println("proof " + line);
    }
}
