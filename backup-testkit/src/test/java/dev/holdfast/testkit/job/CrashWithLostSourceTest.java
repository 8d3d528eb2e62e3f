// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Holdfast;
import dev.holdfast.failure.BackupException;
import dev.holdfast.operation.Operation;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.Outcome;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.Replica;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Failover;
import dev.holdfast.request.Replication;
import dev.holdfast.request.RequestKey;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.testkit.host.CrashPoint;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.truth.GroundTruth;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The source dies in the middle of a backup; a host takes the backup's place over by a failover, and does what is owed when
 * the source comes back. It is stopped at every call and every write of that, and the next one goes on from the store alone:
 * one set of machines runs, at the target, nothing is owed any more, and nothing is there that nobody knows of. Every
 * point with {@code -Dholdfast.proof=full}; else every so-manieth.
 */
class CrashWithLostSourceTest {
    private static final int STRIDE = 29;
    private static final Duration DAY = Duration.ofDays(1);

    static Stream<CloudProfile> profiles() {
        return Stream.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aHostStoppedAnywhereInAFailoverGoesOnFromTheStoreAlone(CloudProfile profile) {
        Bad only = new Bad(profile);
        Crashes.Run calm = only.run(null);
        only.check(calm);
        Map<String, Long> expected = Crashes.inventory(calm.shop());
        Crashes.everyPoint("failover with a lost source", calm, 1_352, STRIDE, crash -> {
            Bad day = new Bad(profile);
            try {
                day.check(day.run(crash));
                assertThat(Crashes.inventory(day.shop)).isEqualTo(expected);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(profile.name() + ", " + crash + ": " + e.getMessage(), e);
            }
        });
    }

    /** A bad day. */
    private static final class Bad {
        private final Shop shop;
        private final Traffic traffic;
        private boolean returned;

        Bad(CloudProfile profile) {
            shop = new Shop(profile);
            traffic = new Traffic(shop);
        }

        private Backup backup(String key) {
            return Backup.of(ResourceSelector.machines("db", "web-1", "web-2").in(shop.west))
                    .key(new RequestKey(key));
        }

        /** Runs it to its end, however many hosts it takes. */
        Crashes.Run run(@Nullable CrashPoint crash) {
            try {
                begin();
                for (int attempt = 0; attempt < 3; attempt++) {
                    Shop.Host host = shop.host();
                    if (crash != null && attempt == 0) {
                        host.runtime().crashAt(crash);
                    }
                    try {
                        Crashes.Run run = recover(host);
                        if (run != null && !host.runtime().isStopped()) {
                            return run;
                        }
                    } catch (BackupException e) {
                        if (!host.runtime().isStopped()) {
                            throw e;
                        }
                    }
                }
                throw new AssertionError("never ended");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private void begin() throws InterruptedException {
            Shop.Host first = shop.host();
            first.holdfast().start();
            List<RecoveryPoint> points =
                    first.holdfast().submit(backup("first")).result();
            first.holdfast()
                    .submit(Replication.of(points)
                            .to(ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey)))
                    .result();
            first.holdfast().plans().save(shop.plan());
            int before = traffic.to("west", Traffic.SNAPSHOTS).size();
            Operation<?> stuck = first.holdfast().submit(backup("stuck"));
            assertThat(first.runtime()
                            .await(() -> traffic.to("west", Traffic.SNAPSHOTS).size() > before, DAY))
                    .isTrue();
            shop.cloud.kill("west");
            rest(first, Duration.ofSeconds(3));
            assertThat(stuck.status().state()).isEqualTo(OperationState.RUNNING);
            first.runtime().stop();
        }

        private Crashes.@Nullable Run recover(Shop.Host host) throws InterruptedException {
            Holdfast holdfast = host.holdfast();
            holdfast.start();
            Operation<RecoveryReport> failover =
                    holdfast.submit(Failover.of("shop").source(SourceState.LOST).key(new RequestKey("failover")));
            Outcome<RecoveryReport> outcome = failover.await(DAY).orElse(null);
            if (outcome == null) {
                return null;
            }
            assertThat(outcome.state()).as("%s", outcome.failures()).isEqualTo(OperationState.SUCCEEDED);
            if (!returned) {
                returned = true;
                shop.cloud.world().revive("west", true);
            }
            rest(host, Duration.ofMinutes(30));
            long calls = host.runtime().calls();
            long writes = host.runtime().writes();
            // The twin watch looks for a day for what the backup may have made.
            rest(host, Duration.ofHours(30));
            return new Crashes.Run(shop, host, outcome, calls, writes);
        }

        private static void rest(Shop.Host host, Duration time) throws InterruptedException {
            assertThat(host.runtime().await(() -> false, time)).isFalse();
        }

        void check(Crashes.Run run) {
            assertThat(running("west")).isZero();
            assertThat(running("east")).isEqualTo(3);
            assertThat(run.last().holdfast().obligations().all()).isEmpty();
            assertThat(shop.store.openOperations()).isEmpty();
            Set<String> recorded = run.last().holdfast().points().stream()
                    .flatMap(point -> point.replicas().stream())
                    .map(Replica::cloudId)
                    .collect(Collectors.toCollection(TreeSet::new));
            List<String> unknown = shop.cloud.truth().everything().stream()
                    .filter(thing -> thing.gone() == null
                            && thing.kind().equals("SNAPSHOT")
                            && !thing.marks().isEmpty())
                    .map(GroundTruth.Thing::id)
                    .filter(id -> !recorded.contains(id))
                    .toList();
            assertThat(unknown).as("snapshots that nobody knows of").isEmpty();
        }

        private long running(String region) {
            List<?> there = shop.cloud.region(region).machines().shelf().actual();
            return shop.cloud.world().running().stream().filter(there::contains).count();
        }
    }
}
