// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.holdfast.testkit.host.SimulatedCluster;
import dev.holdfast.testkit.profile.CloudProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several hosts on one store, in one world. */
class ClusterTest {
    static Stream<CloudProfile> profiles() {
        return Stream.of(CloudProfile.aws(), CloudProfile.aliyun(), CloudProfile.azure());
    }

    private static List<Shop.Host> hosts(Shop shop, SimulatedCluster cluster, int count) {
        List<Shop.Host> hosts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Shop.Host host = shop.member(cluster, builder -> {});
            host.holdfast().start();
            hosts.add(host);
        }
        return hosts;
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void threeHostsDoTheMainJobTogether(CloudProfile profile) {
        Shop shop = new Shop(profile);
        SimulatedCluster cluster = new SimulatedCluster(shop.cloud.world(), shop.store);
        List<Shop.Host> hosts = hosts(shop, cluster, 3);

        List<RecoveryPoint> points = hosts.get(0)
                .holdfast()
                .submit(Backup.of(
                        ResourceSelector.machines("db", "web-1", "web-2").in(shop.west)))
                .result();
        assertThat(points)
                .hasSize(3)
                .allSatisfy(point -> assertThat(point.goodFor(Loss.ZONE)).isTrue());
        List<RecoveryPoint> copied = hosts.get(1)
                .holdfast()
                .submit(Replication.of(points)
                        .to(ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey)))
                .result();
        assertThat(copied)
                .hasSize(3)
                .allSatisfy(point -> assertThat(point.goodFor(Loss.REGION)).isTrue());
        hosts.get(2).holdfast().plans().save(shop.plan());
        RecoveryReport drill = hosts.get(0).holdfast().submit(Drill.of("shop")).result();
        assertThat(drill.met()).as(drill.summary()).isTrue();

        shop.cloud.kill("west");
        RecoveryReport failover = hosts.get(1)
                .holdfast()
                .submit(Failover.of("shop").source(SourceState.LOST))
                .result();
        assertThat(failover.met()).as(failover.summary()).isTrue();
        assertThat(failover.machines()).hasSize(3);
    }
}
