// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Holdfast;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.Outcome;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Drill;
import dev.holdfast.request.Replication;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.HealthProbe;
import dev.holdfast.testkit.profile.CloudProfile;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HealthOfRecoveredMachinesTest {
    private final Shop shop = new Shop(CloudProfile.aws());

    private Outcome<RecoveryReport> drill(HealthProbe probe) throws InterruptedException {
        Holdfast holdfast = shop.host(builder -> builder.kitStore(shop.kit).healthProbe(probe))
                .holdfast();
        holdfast.start();
        List<RecoveryPoint> points = holdfast.submit(Backup.of(
                        ResourceSelector.machines("db", "web-1", "web-2").in(shop.west)))
                .result();
        holdfast.submit(Replication.of(points)
                        .to(ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey)))
                .result();
        holdfast.plans().save(shop.plan());
        return holdfast.submit(Drill.of("shop")).await(Duration.ofDays(1)).orElseThrow();
    }

    @Test
    void aMachineIsAskedAgainUntilItServes() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        Outcome<RecoveryReport> drill =
                drill((machine, address, check, context) -> asked.incrementAndGet() < 4 ? "it is still starting" : "");
        assertThat(asked).hasValue(4);
        assertThat(drill.state()).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void aDrillWhoseMachineNeverServesIsNoSuccess() throws InterruptedException {
        Outcome<RecoveryReport> drill = drill((machine, address, check, context) -> "connection refused");
        assertThat(drill.state()).isNotEqualTo(OperationState.SUCCEEDED);
        assertThat(drill.failures())
                .anySatisfy(failure -> assertThat(failure.toString())
                        .contains("does not pass TCP 5432")
                        .contains("connection refused"));
        RecoveryReport report = drill.value();
        assertThat(report).isNotNull();
        if (report != null) {
            assertThat(report.upAt()).isNull();
            assertThat(report.met()).isFalse();
        }
    }
}
