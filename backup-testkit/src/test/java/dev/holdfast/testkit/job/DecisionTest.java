// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Holdfast;
import dev.holdfast.operation.Operation;
import dev.holdfast.operation.OperationFailedException;
import dev.holdfast.operation.Step;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Failover;
import dev.holdfast.request.Replication;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.testkit.profile.CloudProfile;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where nobody but a person knows, a person is asked, and what they say is kept. */
class DecisionTest {
    private final Shop shop = new Shop(CloudProfile.aws());
    private final Holdfast holdfast = prepared();
    private final Principal boss = () -> "ann@shop";

    private Holdfast prepared() {
        Holdfast started = shop.host().holdfast();
        started.start();
        List<RecoveryPoint> points = started.submit(Backup.of(
                        ResourceSelector.machines("db", "web-1", "web-2").in(shop.west)))
                .result();
        started.submit(Replication.of(points).to(ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey)))
                .result();
        started.plans().save(shop.plan());
        return started;
    }

    private long machines() {
        return shop.cloud.truth().existing("MACHINE").stream()
                .filter(thing -> thing.region().equals("east"))
                .count();
    }

    private Step asked(Operation<?> operation) throws InterruptedException {
        assertThat(operation.await(Duration.ofHours(1))).isEmpty();
        assertThat(operation.waiting()).hasSize(1);
        return operation.waiting().get(0);
    }

    @Test
    void aFailoverWithAnUnsureSourceStartsNothingUntilAPersonApproves() throws InterruptedException {
        Operation<RecoveryReport> failover = holdfast.submit(Failover.of("shop"));
        Step step = asked(failover);
        assertThat(step.question()).contains("still run").contains("west");
        assertThat(machines()).isZero();

        assertThat(failover.retry(step.number(), boss, "not what is asked")).isFalse();
        assertThat(failover.approve(step.number(), boss, "the region is on fire"))
                .isTrue();

        assertThat(failover.result().machines()).hasSize(3);
        assertThat(failover.approve(step.number(), boss, "again")).isFalse();
        assertThat(machines()).isEqualTo(3);
    }

    @Test
    void aFailoverThatIsRefusedStartsNothing() throws InterruptedException {
        Operation<RecoveryReport> failover = holdfast.submit(Failover.of("shop"));
        Step step = asked(failover);

        assertThat(failover.refuse(step.number(), boss, "the region is only slow"))
                .isTrue();

        assertThatThrownBy(failover::result)
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContaining("ann@shop")
                .hasMessageContaining("the region is only slow");
        assertThat(machines()).isZero();
    }
}
