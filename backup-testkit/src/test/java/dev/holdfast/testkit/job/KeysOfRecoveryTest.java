// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Holdfast;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Failover;
import dev.holdfast.request.Replication;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.Store;
import dev.holdfast.spi.Trust;
import dev.holdfast.testkit.SimulatedCloud;
import dev.holdfast.testkit.profile.CloudProfile;
import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.machine.LoaderRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysOfRecoveryTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMachineUnderAKeyOfTheLostRegionComesBackUnderTheKeyOfItsCopy(boolean image) {
        try (SimulatedCloud cloud = SimulatedCloud.builder(CloudProfile.aws())
                .region("west")
                .region("east")
                .build()) {
            Content boot = LoaderRecord.install(
                    Content.zeros(1 << 20), "database", "log=/dev/log\npages=/dev/log\npages.offset=524288\n");
            cloud.scene("west")
                    .key("west-key")
                    .subnet("prod", "10.0.1.0/24")
                    .machine("db", "prod")
                    .encrypted("west-key")
                    .boot("/dev/boot", boot)
                    .disk("/dev/log", Content.zeros(1 << 20))
                    .place();
            cloud.scene("east").key("east-key").subnet("dr", "10.0.2.0/24");
            Location west = cloud.location("west");
            Location east = cloud.location("east");
            Holdfast holdfast = Holdfast.builder()
                    .installation("shop")
                    .provider(cloud.provider())
                    .runtime(cloud.runtime("host-1"))
                    .store(Store.inMemory())
                    .trust(Trust.sharedKey("a shared key of a test".getBytes(StandardCharsets.UTF_8)))
                    .build();
            holdfast.start();
            Backup backup = Backup.of(ResourceSelector.machines("db").in(west));
            List<RecoveryPoint> points =
                    holdfast.submit(image ? backup.asImage() : backup).result();
            List<RecoveryPoint> copied = holdfast.submit(Replication.of(points)
                            .to(ReplicationTarget.to(east).encryptedWith(new EncryptionKey(east, "east-key"))))
                    .result();
            assertThat(copied).hasSize(1);
            RecoveryPlan plan = RecoveryPlan.named("shop")
                    .from(west)
                    .to(east)
                    .group("data", group -> group.machines("db"))
                    .subnet("prod", "dr")
                    .build();
            holdfast.plans().save(plan);
            cloud.kill("west");

            RecoveryReport report = holdfast.submit(Failover.of("shop").source(SourceState.LOST))
                    .result();

            assertThat(report.failures()).isEmpty();
            assertThat(cloud.region("east").disks().shelf().actual())
                    .isNotEmpty()
                    .allSatisfy(disk -> assertThat(disk.key()).isEqualTo("east-key"));
        }
    }
}
