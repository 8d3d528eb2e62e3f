// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Holdfast;
import dev.holdfast.failure.InvalidRequestException;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.recovery.HealthCheck;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.recovery.SourceState;
import dev.holdfast.request.Backup;
import dev.holdfast.request.Drill;
import dev.holdfast.request.Failover;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.testkit.profile.CloudProfile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Health checks that the application does itself. */
class HostActionTest {
    private final Shop shop = new Shop(CloudProfile.aws());
    private final List<String> asked = new ArrayList<>();

    private RecoveryPlan plan() {
        return RecoveryPlan.named("orders")
                .from(shop.west)
                .to(shop.east)
                .group("web", group -> group.machines("web-1").healthCheck(HealthCheck.hostAction("orders-flow")))
                .subnet("prod", "dr")
                .drillSubnet("isolated")
                .build();
    }

    @Test
    void anActionOfTheApplicationIsAskedUntilItPasses() {
        Holdfast holdfast = shop.host(builder -> builder.kitStore(shop.kit)
                        .hostAction("orders-flow", (machine, address, check, context) -> {
                            asked.add(address);
                            return asked.size() < 3 ? "no order came through yet" : "";
                        }))
                .holdfast();
        holdfast.start();
        holdfast.submit(Backup.of(ResourceSelector.machines("web-1").in(shop.west))
                        .copiedTo(ReplicationTarget.to(shop.east).encryptedWith(shop.eastKey)))
                .result();
        holdfast.plans().save(plan());

        RecoveryReport report = holdfast.submit(Drill.of("orders")).result();

        assertThat(report.failures()).isEmpty();
        assertThat(asked).hasSize(3).allSatisfy(address -> assertThat(address).startsWith("10.0.3."));
    }

    @Test
    void aHostThatTakesOverWithoutTheActionSaysSoBeforeAnythingIsDone() {
        Shop.Host first = shop.host(builder ->
                builder.kitStore(shop.kit).hostAction("orders-flow", (machine, address, check, context) -> ""));
        first.holdfast().start();
        first.holdfast().plans().save(plan());
        first.runtime().stop();
        Holdfast rescuer = shop.rescuer().holdfast();
        rescuer.start();

        assertThatThrownBy(() -> rescuer.preview(Failover.of("orders").source(SourceState.LOST)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("by host action [orders-flow]")
                .hasMessageContaining("hostAction(...)");
    }
}
