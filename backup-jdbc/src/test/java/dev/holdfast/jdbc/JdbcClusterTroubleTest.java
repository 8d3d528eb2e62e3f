// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.failure.BackupException;
import dev.holdfast.spi.Cluster;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clocks that are wrong, and a database that is away. */
class JdbcClusterTroubleTest {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration BEAT = Duration.ofMillis(100);
    private static final Duration LEASE = BEAT.multipliedBy(6);
    private static final Instant NEVER = Instant.MAX;

    private final List<JdbcCluster> joined = new ArrayList<>();

    @AfterEach
    void leave() {
        joined.forEach(cluster -> cluster.leave(Duration.ZERO));
    }

    private void join(JdbcClusterBuilder settings, Cluster.Host host) {
        JdbcCluster cluster = settings.polling(POLL).heartbeats(BEAT, 6).build();
        joined.add(cluster);
        cluster.join(host);
    }

    private static boolean soon(BooleanSupplier condition) throws InterruptedException {
        return Soon.holds(Duration.ofSeconds(8), condition);
    }

    @Test
    void aHostWhoseClockIsWrongIsToldOnceAndWorksAllTheSame() throws Exception {
        try (LaneDatabase database = LaneDatabase.open()) {
            AtomicReference<Duration> wrong = new AtomicReference<>(Duration.ofHours(1));
            InstantSource clock = () -> HostTime.clock().instant().plus(wrong.get());
            List<JdbcCluster.HostClock> told = new CopyOnWriteArrayList<>();
            DiaryHost host = new DiaryHost(database.source(), "a", (self, turn) -> {
                self.over(turn);
                turn.end(database.turns() == 1 ? clock.instant().plusMillis(500) : NEVER);
            });
            join(
                    database.cluster("a").clocks(clock, HostTime.ticks()).hostClock(Duration.ofSeconds(2), told::add),
                    host);
            database.wake("aws/1");
            assertThat(soon(() -> database.turns() == 2)).isTrue();
            assertThat(database.number("select extract(epoch from max(began) - min(ended)) * 1000 from turns"))
                    .as("half a second by the host's clock is half a second by the database's")
                    .isBetween(450L, 2000L);
            assertThat(told).hasSize(1).allSatisfy(reading -> {
                assertThat(reading.agrees()).isFalse();
                assertThat(Duration.between(reading.database(), reading.host()))
                        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
            });
            wrong.set(Duration.ofMillis(100));
            assertThat(soon(() -> told.size() == 2)).isTrue();
            assertThat(told.get(1).agrees()).isTrue();
            Soon.pass(BEAT.multipliedBy(4));
            assertThat(told).as("told once each time").hasSize(2);
        }
    }

    @Test
    void hostsWhoseClocksDifferByAnHourTakeNoLivingLane() throws Exception {
        try (LaneDatabase database = LaneDatabase.open()) {
            List<DiaryHost> hosts = new ArrayList<>();
            for (long hours : new long[] {-1, 0, 1}) {
                DiaryHost host = new DiaryHost(database.source(), "host" + hours, (self, turn) -> {});
                InstantSource clock = () -> HostTime.clock().instant().plus(Duration.ofHours(hours));
                join(database.cluster("host" + hours).turns(1).clocks(clock, HostTime.ticks()), host);
                hosts.add(host);
            }
            database.wake("aws/1", "aws/2", "aws/3");
            assertThat(soon(() -> database.turns() == 3)).isTrue();
            for (int i = 0; i < 3 * 6; i++) {
                Soon.pass(BEAT);
                assertThat(hosts).allSatisfy(host -> {
                    assertThat(host.begun).hasSize(1);
                    assertThat(host.begun.element().lasts(BEAT)).isTrue();
                });
            }
        }
    }

    @Test
    void aMachineThatWasSuspendedDoesNotTrustItsTicks() throws Exception {
        try (LaneDatabase database = LaneDatabase.open()) {
            AtomicReference<Duration> suspended = new AtomicReference<>(Duration.ZERO);
            InstantSource clock = () -> HostTime.clock().instant().plus(suspended.get());
            DiaryHost host = new DiaryHost(database.source(), "a", (self, turn) -> {});
            join(database.cluster("a").clocks(clock, HostTime.ticks()), host);
            database.wake("aws/1");
            assertThat(soon(() -> database.turns() == 1)).isTrue();
            Cluster.Turn turn = host.begun.element();
            assertThat(turn.lasts(BEAT)).isTrue();
            suspended.set(LEASE);
            assertThat(turn.lasts(BEAT)).isFalse();
            assertThat(soon(() -> turn.lasts(BEAT)))
                    .as("the database says what time it is")
                    .isTrue();
        }
    }

    @Test
    void connectionsThatAreCutAgainAndAgainCostNoWakeAndNoLane() throws Exception {
        try (LaneDatabase database = LaneDatabase.open()) {
            for (String name : List.of("a", "b")) {
                join(
                        JdbcCluster.builder(new FewConnections(
                                        LaneDatabase.plain(database.port(), database.schema(), "cut"), true))
                                .schema(database.schema())
                                .name(name),
                        new DiaryHost(database.source(), name, (self, turn) -> {
                            self.over(turn);
                            turn.end(NEVER);
                        }));
            }
            for (int i = 0; i < 8; i++) {
                database.wake("lane/" + i % 5, "lane/" + i % 3);
                database.run("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cut'");
                Soon.pass(POLL);
            }
            assertThat(soon(() -> database.unseenWakes() == 0)).isTrue();
            assertThat(soon(() -> database.number("select count(*) from holdfast_scheduled_tasks where picked") == 0))
                    .isTrue();
            assertThat(database.overlaps()).isEmpty();
        }
    }

    private static EmbeddedPostgres server(Path directory, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(directory)
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    @Test
    void aDatabaseThatIsAwayForAWhileEndsNothingAndFillsNoLog(@TempDir Path directory) throws Exception {
        EmbeddedPostgres server = server(directory.resolve("data"), 0);
        PrintStream error = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (LaneDatabase database = LaneDatabase.on(server.getPort())) {
            DiaryHost host = new DiaryHost(database.source(), "a", (self, turn) -> {
                if (!turn.lane().equals("held")) {
                    self.over(turn);
                    turn.end(NEVER);
                }
            });
            join(database.cluster("a"), host);
            database.wake("held");
            assertThat(soon(() -> database.turns() == 1)).isTrue();
            Cluster.Turn held = host.begun.element();
            System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
            server.close();
            assertThat(soon(() -> !held.lasts(Duration.ZERO))).isTrue();
            Soon.pass(LEASE.multipliedBy(2));
            assertThat(held.lasts(Duration.ZERO)).isFalse();
            server = server(directory.resolve("data"), server.getPort());
            assertThat(soon(() -> held.lasts(BEAT)))
                    .as("nobody else has taken it")
                    .isTrue();
            assertThat(soon(() -> wakes(database, "aws/1"))).isTrue();
            assertThat(soon(() -> database.unseenWakes() == 0)).isTrue();
            assertThat(host.begun).extracting(Cluster.Turn::lane).containsExactly("held", "aws/1");
            assertThat(held.lasts(BEAT)).isTrue();
        } finally {
            System.setErr(error);
            server.close();
        }
        String text = log.toString(StandardCharsets.UTF_8);
        assertThat(text).contains("The database does not answer (");
        assertThat(text.lines()
                        .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                        .count())
                .as(text)
                .isLessThanOrEqualTo(6);
    }

    private static boolean wakes(LaneDatabase database, String lane) {
        try {
            database.wake(lane);
            return true;
        } catch (BackupException e) {
            return false;
        }
    }
}
