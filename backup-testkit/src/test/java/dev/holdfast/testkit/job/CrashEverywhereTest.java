// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Holdfast;
import dev.holdfast.failure.BackupException;
import dev.holdfast.protection.Loss;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Drill;
import dev.holdfast.request.Replication;
import dev.holdfast.request.RequestKey;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.testkit.host.CrashPoint;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.proof.Proof;
import dev.holdfast.testkit.world.truth.GroundTruth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A host is stopped at every call and every write of the main job, and goes on from the store alone: the same points come
 * out, nothing is made twice, nothing is left. Every point with {@code -Dholdfast.proof=full}; else every so-manieth.
 */
class CrashEverywhereTest {
    private static final int STRIDE = 23;

    static Stream<CloudProfile> profiles() {
        return Stream.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aHostStoppedAnywhereGoesOnFromTheStoreAlone(CloudProfile profile) {
        Shop calm = new Shop(profile);
        Shop.Host only = run(calm, null);
        Map<String, Long> expected = inventory(calm);
        List<CrashPoint> points = points(only.runtime().calls(), only.runtime().writes());
        int ran = 0;
        for (int i = 0; i < points.size(); i += Proof.FULL ? 1 : STRIDE) {
            try {
                check(profile, points.get(i), expected);
            } catch (RuntimeException e) {
                throw new AssertionError(profile.name() + ", " + points.get(i), e);
            }
            ran++;
        }
        Proof.of("crash everywhere " + profile.name(), "crash points", 1_583)
                .sampled("every " + STRIDE + "rd")
                .covered(points.size(), ran);
    }

    private static List<CrashPoint> points(long calls, long writes) {
        List<CrashPoint> points = new ArrayList<>();
        for (long call = 1; call <= calls; call++) {
            for (CrashPoint.Moment moment : CrashPoint.Moment.values()) {
                points.add(CrashPoint.call(call, moment));
            }
        }
        for (long write = 1; write <= writes; write++) {
            for (CrashPoint.Moment moment : CrashPoint.Moment.values()) {
                if (moment != CrashPoint.Moment.LATE) {
                    points.add(CrashPoint.store(write, moment));
                }
            }
        }
        return points;
    }

    private static void check(CloudProfile profile, CrashPoint crash, Map<String, Long> expected) {
        Shop shop = new Shop(profile);
        Shop.Host last = run(shop, crash);
        assertThat(inventory(shop)).as("%s, %s", profile.name(), crash).isEqualTo(expected);
        List<RecoveryPoint> points = last.holdfast().points();
        assertThat(points).as("%s, %s", profile.name(), crash).hasSize(3).allSatisfy(point -> {
            assertThat(point.complete()).isTrue();
            assertThat(point.goodFor(Loss.REGION)).isTrue();
        });
    }

    /** Runs the job to its end, however many hosts it takes; a day later the twin watch has done its work. */
    private static Shop.Host run(Shop shop, @Nullable CrashPoint crash) {
        Shop.Host host = shop.host();
        if (crash != null) {
            host.runtime().crashAt(crash);
        }
        for (int attempt = 0; attempt < 3; attempt++) {
            try {
                job(shop, host.holdfast());
                host.runtime().await(() -> false, Duration.ofHours(30));
                if (!host.runtime().isStopped()) {
                    return host;
                }
            } catch (BackupException e) {
                if (!host.runtime().isStopped()) {
                    throw e;
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            host = shop.host();
        }
        throw new AssertionError("never ended");
    }

    private static void job(Shop shop, Holdfast holdfast) {
        holdfast.start();
        List<RecoveryPoint> points = holdfast.submit(Backup.of(ResourceSelector.machines("db", "web-1", "web-2")
                                .in(shop.west))
                        .key(new RequestKey("backup")))
                .result();
        holdfast.submit(Replication.of(points)
                        .to(ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey))
                        .key(new RequestKey("copy")))
                .result();
        holdfast.plans().save(shop.plan());
        holdfast.submit(Drill.of("shop").key(new RequestKey("drill"))).result();
    }

    /** What there is, by kind and region. */
    private static Map<String, Long> inventory(Shop shop) {
        return shop.cloud.truth().everything().stream()
                .filter(thing -> thing.gone() == null)
                .collect(Collectors.groupingBy(CrashEverywhereTest::name, TreeMap::new, Collectors.counting()));
    }

    private static String name(GroundTruth.Thing thing) {
        return thing.region() + " " + thing.kind();
    }
}
