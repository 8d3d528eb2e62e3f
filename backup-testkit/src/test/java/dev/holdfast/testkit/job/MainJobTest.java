// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Holdfast;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.Loss;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Drill;
import dev.holdfast.request.Failover;
import dev.holdfast.request.Replication;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.testkit.profile.CloudProfile;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MainJobTest {
    static Stream<CloudProfile> profiles() {
        return Stream.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aShopIsBackedUpReplicatedDrilledAndFailedOverAfterItsRegionIsLost(CloudProfile profile) {
        Shop shop = new Shop(profile);
        Shop.Host first = shop.host();
        Holdfast holdfast = first.holdfast();
        holdfast.start();

        List<RecoveryPoint> points = holdfast.submit(Backup.of(
                        ResourceSelector.machines("db", "web-1", "web-2").in(shop.west)))
                .result();
        assertThat(points).hasSize(3).allSatisfy(point -> {
            assertThat(point.complete()).isTrue();
            assertThat(point.got()).isEqualTo(ConsistencyLevel.CRASH);
            assertThat(point.goodFor(Loss.ZONE)).isTrue();
            assertThat(point.goodFor(Loss.REGION)).isFalse();
        });

        List<RecoveryPoint> copied = holdfast.submit(Replication.of(points)
                        .to(ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey)))
                .result();
        assertThat(copied)
                .hasSize(3)
                .allSatisfy(point -> assertThat(point.goodFor(Loss.REGION)).isTrue());

        holdfast.plans().save(shop.plan());
        RecoveryReport drill = holdfast.submit(Drill.of("shop")).result();
        assertThat(drill.met()).as(drill.summary()).isTrue();

        shop.cloud.kill("west");
        first.runtime().stop();

        Holdfast rescuer = shop.rescuer().holdfast();
        rescuer.start();
        var preview = rescuer.preview(Failover.of("shop").source(SourceState.LOST));
        assertThat(preview.problems()).isEmpty();
        assertThat(preview.requests()).isNotEmpty();
        assertThat(preview.rpo()).isNotNull();
        assertThat(preview.rto()).isNotNull();
        RecoveryReport failover = rescuer.submit(preview).result();
        assertThat(failover.met()).as(failover.summary()).isTrue();
        assertThat(failover.machines()).hasSize(3);
    }
}
