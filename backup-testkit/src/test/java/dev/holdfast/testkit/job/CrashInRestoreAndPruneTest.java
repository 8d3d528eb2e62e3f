// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Holdfast;
import dev.holdfast.failure.BackupException;
import dev.holdfast.operation.Operation;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.Outcome;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.RetentionPolicy;
import dev.holdfast.recovery.PruneReport;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Prune;
import dev.holdfast.request.RequestKey;
import dev.holdfast.request.Restore;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.testkit.host.CrashPoint;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A host is stopped at every call and every write of a restore in place and of a prune: the machine ends up set back and
 * running, nothing is made twice or left, and a prune that was interrupted deletes nothing more by its old plan.
 */
class CrashInRestoreAndPruneTest {
    private static final boolean FULL = "full".equals(System.getProperty("holdfast.proof"));
    private static final int STRIDE = 7;

    static Stream<CloudProfile> profiles() {
        return Stream.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    private record Run(Shop shop, Shop.Host last, Outcome<?> outcome, long calls, long writes) {}

    @ParameterizedTest
    @MethodSource("profiles")
    void aRestoreInPlaceEndsAsIfNothingHadHappened(CloudProfile profile) {
        Run calm = restore(profile, null);
        Map<String, Long> expected = inventory(calm.shop());
        everyPoint("restore in place", calm, crash -> {
            Run run = restore(profile, crash);
            assertThat(inventory(run.shop()))
                    .as("%s, %s", profile.name(), crash)
                    .isEqualTo(expected);
            assertThat(run.shop().database.isUp())
                    .as("%s, %s", profile.name(), crash)
                    .isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aPruneThatWasInterruptedDeletesNothingMoreByItsOldPlan(CloudProfile profile) {
        Run calm = prune(profile, null);
        AtomicInteger refused = new AtomicInteger();
        everyPoint("prune", calm, crash -> {
            Run run = prune(profile, crash);
            List<RecoveryPoint> left = run.last().holdfast().points();
            assertThat(left).as("%s, %s", profile.name(), crash).hasSizeBetween(2, 4);
            if (run.outcome().failures().toString().contains("planned before this host started")) {
                refused.incrementAndGet();
                assertThat(run.outcome().state()).isNotEqualTo(OperationState.SUCCEEDED);
                assertThat(left).hasSizeGreaterThan(2);
            }
            PruneReport again = run.last()
                    .holdfast()
                    .submit(Prune.keeping(RetentionPolicy.keepLast(2)))
                    .result();
            assertThat(again.deleted()).as("%s, %s", profile.name(), crash).hasSize(left.size() - 2);
            assertThat(run.last().holdfast().points())
                    .hasSize(2)
                    .allSatisfy(point -> assertThat(point.complete()).isTrue());
            assertThat(run.shop().cloud.truth().existing("SNAPSHOT")).hasSize(2);
        });
        assertThat(refused).hasPositiveValue();
    }

    private static void everyPoint(String name, Run calm, java.util.function.Consumer<CrashPoint> check) {
        List<CrashPoint> points = new ArrayList<>();
        for (long call = 1; call <= calm.calls(); call++) {
            for (CrashPoint.Moment moment : CrashPoint.Moment.values()) {
                points.add(CrashPoint.call(call, moment));
            }
        }
        for (long write = 1; write <= calm.writes(); write++) {
            for (CrashPoint.Moment moment : CrashPoint.Moment.values()) {
                if (moment != CrashPoint.Moment.LATE) {
                    points.add(CrashPoint.store(write, moment));
                }
            }
        }
        int ran = 0;
        for (int i = 0; i < points.size(); i += FULL ? 1 : STRIDE) {
            try {
                check.accept(points.get(i));
            } catch (RuntimeException e) {
                throw new AssertionError(name + ", " + points.get(i), e);
            }
            ran++;
        }
        System.out.printf(
                "crash in %s, %s: %d crash points, %d ran%n",
                name, calm.shop().cloud.profile().name(), points.size(), ran);
        assertThat(points).hasSizeGreaterThan(60);
    }

    private static Run restore(CloudProfile profile, @Nullable CrashPoint crash) {
        Shop shop = new Shop(profile);
        Shop.Host first = shop.host();
        first.holdfast().start();
        RecoveryPoint point = first.holdfast()
                .submit(Backup.of(ResourceSelector.machines("db").in(shop.west)))
                .result()
                .get(0);
        first.runtime().stop();
        return run(
                shop,
                crash,
                holdfast -> holdfast.submit(Restore.inPlace(point).key(new RequestKey("restore"))),
                OperationState.SUCCEEDED);
    }

    private static Run prune(CloudProfile profile, @Nullable CrashPoint crash) {
        Shop shop = new Shop(profile);
        Shop.Host first = shop.host();
        first.holdfast().start();
        for (int day = 0; day < 4; day++) {
            first.holdfast()
                    .submit(Backup.of(ResourceSelector.machines("web-1").in(shop.west)))
                    .result();
        }
        first.runtime().stop();
        return run(
                shop,
                crash,
                holdfast -> holdfast.submit(
                        Prune.keeping(RetentionPolicy.keepLast(2)).key(new RequestKey("prune"))),
                null);
    }

    private static Run run(
            Shop shop,
            @Nullable CrashPoint crash,
            java.util.function.Function<Holdfast, Operation<?>> ask,
            @Nullable OperationState expected) {
        Shop.Host host = shop.host();
        if (crash != null) {
            host.runtime().crashAt(crash);
        }
        for (int attempt = 0; attempt < 3; attempt++) {
            try {
                host.holdfast().start();
                Operation<?> operation = ask.apply(host.holdfast());
                Outcome<?> outcome = operation.await(Duration.ofHours(5)).orElse(null);
                host.runtime().await(() -> false, Duration.ofHours(30));
                if (!host.runtime().isStopped() && outcome != null) {
                    if (expected != null || crash == null) {
                        assertThat(outcome.state()).as("%s", outcome.failures()).isEqualTo(OperationState.SUCCEEDED);
                    }
                    return new Run(
                            shop,
                            host,
                            outcome,
                            host.runtime().calls(),
                            host.runtime().writes());
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

    private static Map<String, Long> inventory(Shop shop) {
        Map<String, Long> inventory = shop.cloud.truth().everything().stream()
                .filter(thing -> thing.gone() == null)
                .collect(Collectors.groupingBy(
                        thing -> thing.region() + " " + thing.kind(), TreeMap::new, Collectors.counting()));
        for (Machine.Attachment each : shop.database.attachments()) {
            inventory.merge("db has " + each.device(), 1L, Long::sum);
        }
        return inventory;
    }
}
