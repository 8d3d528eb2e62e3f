// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Holdfast;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.protection.Loss;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Replication;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Trust;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.profile.CloudProfile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Holdfast itself as a host of a served cloud. */
@Timeout(60)
class ServedJobTest {
    @Test
    void aDatabaseIsBackedUpConsistentlyAndCopiedOverTheWire() throws Exception {
        try (SimulatedCloud cloud = SimulatedCloud.builder(CloudProfile.aws())
                .region("west")
                .region("east")
                .build()) {
            cloud.scene("west").subnet("prod", "10.0.1.0/24").database("db", "prod", "10.0.1.10");
            cloud.scene("east").key("east-key");
            Location west = cloud.location("west");
            Location east = cloud.location("east");
            ServedCloud served = cloud.serve();
            try (RemoteCloud remote = RemoteCloud.connect("127.0.0.1", served.port(), served.secret(), "host-1");
                    Holdfast holdfast = Holdfast.builder()
                            .installation("shop")
                            .provider(remote.provider())
                            .runtime(remote.runtime())
                            .store(Store.inMemory())
                            .trust(Trust.sharedKey("a shared key of a test".getBytes(StandardCharsets.UTF_8)))
                            .build()) {
                holdfast.start();
                List<RecoveryPoint> points = holdfast.submit(Backup.of(
                                        ResourceSelector.machines("db").in(west))
                                .consistency(ConsistencyLevel.APPLICATION)
                                .hooks(new GuestHooks(List.of("freeze"), List.of("thaw"), GuestHooks.DEFAULT_DEAD_MAN)))
                        .result();
                assertThat(points)
                        .singleElement()
                        .satisfies(point -> assertThat(point.got()).isEqualTo(ConsistencyLevel.APPLICATION));

                List<RecoveryPoint> copied = holdfast.submit(Replication.of(points)
                                .to(ReplicationTarget.to(east).encryptedWith(new EncryptionKey(east, "east-key"))))
                        .result();
                assertThat(copied)
                        .singleElement()
                        .satisfies(
                                point -> assertThat(point.goodFor(Loss.REGION)).isTrue());
            }
        }
    }
}
