// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Holdfast;
import dev.holdfast.operation.CancelMode;
import dev.holdfast.operation.Operation;
import dev.holdfast.operation.OperationState;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Drill;
import dev.holdfast.request.RequestKey;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.testkit.host.CrashPoint;
import dev.holdfast.testkit.profile.CloudProfile;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A drill that is cancelled and undone half-way, by hosts that are stopped anywhere. */
class CrashInUndoTest {
    private static final int STRIDE = 11;
    private static final Duration HALF_WAY = Duration.ofSeconds(150);

    static Stream<CloudProfile> profiles() {
        return Stream.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void anUndoIsEndedByWhoeverComesNextAndLeavesNothing(CloudProfile profile) {
        Crashes.Run calm = undone(profile, null);
        assertThat(calm.outcome().state()).isEqualTo(OperationState.UNDONE);
        Map<String, Long> expected = Crashes.inventory(calm.shop());
        Crashes.everyPoint("undo", calm, 365, STRIDE, crash -> {
            Crashes.Run run = undone(profile, crash);
            assertThat(run.outcome().state())
                    .as("%s, %s", profile.name(), crash)
                    .isIn(OperationState.UNDONE, OperationState.SUCCEEDED);
            assertThat(Crashes.inventory(run.shop()))
                    .as("%s, %s", profile.name(), crash)
                    .isEqualTo(expected);
            assertThat(run.shop().store.openOperations())
                    .as("%s, %s", profile.name(), crash)
                    .isEmpty();
            assertThat(run.shop().store.claims())
                    .as("%s, %s", profile.name(), crash)
                    .isEmpty();
        });
    }

    private static Crashes.Run undone(CloudProfile profile, @Nullable CrashPoint crash) {
        Shop shop = new Shop(profile);
        Shop.Host first = shop.host();
        first.holdfast().start();
        first.holdfast()
                .submit(Backup.of(ResourceSelector.machines("db", "web-1", "web-2")
                                .in(shop.west))
                        .copiedTo(ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey)))
                .result();
        first.holdfast().plans().save(shop.plan());
        first.runtime().stop();
        return Crashes.run(shop, shop::host, crash, CrashInUndoTest::cancelledHalfWay);
    }

    private static Operation<?> cancelledHalfWay(Holdfast holdfast) {
        Operation<?> drill = holdfast.submit(Drill.of("shop").key(new RequestKey("drill")));
        try {
            if (drill.await(HALF_WAY).isEmpty()) {
                drill.cancel(CancelMode.UNDO);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return drill;
    }
}
