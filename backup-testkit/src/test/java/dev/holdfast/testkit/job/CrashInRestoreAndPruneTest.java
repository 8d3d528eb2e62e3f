// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.OperationState;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A host is stopped at every call and every write of a restore in place and of a prune: the machine ends up set back and
 * running, nothing is made twice or left, and a prune that was interrupted deletes nothing more by its old plan.
 */
class CrashInRestoreAndPruneTest {
    private static final int STRIDE = 7;

    static Stream<CloudProfile> profiles() {
        return Stream.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aRestoreInPlaceEndsAsIfNothingHadHappened(CloudProfile profile) {
        Crashes.Run calm = restore(profile, null);
        Map<String, Long> expected = inventory(calm.shop());
        Crashes.everyPoint("restore in place", calm, 664, STRIDE, crash -> {
            Crashes.Run run = restore(profile, crash);
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
        Crashes.Run calm = prune(profile, null);
        AtomicInteger refused = new AtomicInteger();
        Crashes.everyPoint("prune", calm, 151, STRIDE, crash -> {
            Crashes.Run run = prune(profile, crash);
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

    private static Crashes.Run restore(CloudProfile profile, @Nullable CrashPoint crash) {
        Shop shop = new Shop(profile);
        Shop.Host first = shop.host();
        first.holdfast().start();
        RecoveryPoint point = first.holdfast()
                .submit(Backup.of(ResourceSelector.machines("db").in(shop.west)))
                .result()
                .get(0);
        first.runtime().stop();
        return Crashes.run(
                shop,
                shop::host,
                crash,
                holdfast -> holdfast.submit(Restore.inPlace(point).key(new RequestKey("restore"))));
    }

    private static Crashes.Run prune(CloudProfile profile, @Nullable CrashPoint crash) {
        Shop shop = new Shop(profile);
        Shop.Host first = shop.host();
        first.holdfast().start();
        for (int day = 0; day < 4; day++) {
            first.holdfast()
                    .submit(Backup.of(ResourceSelector.machines("web-1").in(shop.west)))
                    .result();
        }
        first.runtime().stop();
        return Crashes.run(
                shop,
                shop::host,
                crash,
                holdfast -> holdfast.submit(
                        Prune.keeping(RetentionPolicy.keepLast(2)).key(new RequestKey("prune"))));
    }

    private static Map<String, Long> inventory(Shop shop) {
        Map<String, Long> inventory = Crashes.inventory(shop);
        for (Machine.Attachment each : shop.database.attachments()) {
            inventory.merge("db has " + each.device(), 1L, Long::sum);
        }
        return inventory;
    }
}
