// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ReplicationDescription;
import dev.holdfast.spi.ReplicationDescription.Operation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Azure Backup and Site Recovery. */
class ServiceLoweringTest {
    private static final String ITEM = "/vaults/v/items/i";
    private static final FactQuery<ReplicationDescription> REPLICATED =
            SiteRecoveryLowering.query(Lane.of(Subscription.EAST), ITEM);

    private final Subscription world = new Subscription();

    @Test
    void aBackupIntoAVaultIsAJobAndASoftDeletedItemIsBroughtBackFirst() {
        String vault = Subscription.GROUP + "Microsoft.RecoveryServices/vaults/v";
        Action.BackUpToVault backup =
                new Action.BackUpToVault("b", Subscription.POINT, Subscription.VM, vault, Duration.ofDays(30));
        assertThat(world.lower(Purpose.PROTECT, backup).refusals())
                .extracting(refusal -> refusal.failure().cure())
                .containsExactly("hand it a policy of the vault first (native schedules)");
        ArmId item = VaultLowering.item(vault, Subscription.VM);
        assertThat(item.text())
                .endsWith(
                        "/protectionContainers/IaasVMContainer;iaasvmcontainerv2;shop;db/protectedItems/VM;iaasvmcontainerv2;shop;db");
        world.answer(
                VaultLowering.query(Lane.of(Subscription.WEST), item),
                Payload.Fields.EMPTY.with("softDeleted", Payload.of(true)));
        assertThat(Subscription.shapes(world.lower(Purpose.PROTECT, backup)))
                .containsExactly(
                        "b.undelete = recoveryservices:UndeleteItem GOAL westus NOTHING[][arm-writes]",
                        "b.backup = recoveryservices:TriggerBackup JOB westus VAULT_POINT[FINISHED b.undelete][arm-writes] completes [b]");
    }

    @Test
    void siteRecoveryIsDrivenByWhatItAllowsAtTheMoment() {
        Action.FailOverReplication over = new Action.FailOverReplication(
                "f",
                ITEM,
                Subscription.EAST,
                Action.FailOverReplication.Mode.FAILOVER,
                null,
                null,
                Payload.Fields.EMPTY);
        allow(Operation.COMMIT);
        assertThat(world.lower(Purpose.RECOVER, over).refusals())
                .extracting(refusal ->
                        refusal.failure().kind() + ": " + refusal.failure().why())
                .containsExactly("BUSY: Site Recovery allows only [COMMIT] at the moment");
        allow(Operation.FAILOVER, Operation.DRILL);
        LoweredGroup lowered = world.lower(Purpose.RECOVER, over);
        assertThat(Subscription.shapes(lowered))
                .containsExactly(
                        "f.failover = recovery:UnplannedFailover JOB eastus MACHINES[][arm-writes] completes [f]");
        assertThat(lowered.primitives().get(0).expectations())
                .containsExactly(Expectation.seen(ITEM, SiteRecoveryLowering.ALLOWS, "FAILOVER"));
        allow(Operation.COMMIT, Operation.CANCEL, Operation.REPROTECT);
        assertThat(Subscription.shapes(goOn(Action.ContinueReplication.Stage.COMMIT, Payload.Fields.EMPTY)))
                .containsExactly("c.go-on = recovery:FailoverCommit JOB eastus NOTHING[][arm-writes] completes [c]");
        assertThat(Subscription.shapes(goOn(Action.ContinueReplication.Stage.CANCEL, Payload.Fields.EMPTY)))
                .containsExactly("c.go-on = recovery:FailoverCancel JOB eastus NOTHING[][arm-writes] completes [c]");
        assertThat(goOn(Action.ContinueReplication.Stage.REPROTECT, Payload.Fields.EMPTY)
                        .refusals())
                .hasSize(1);
        assertThat(Subscription.shapes(goOn(
                        Action.ContinueReplication.Stage.REPROTECT,
                        Payload.Fields.EMPTY.with("reverse", Payload.Fields.EMPTY.with("instanceType", "A2A")))))
                .containsExactly("c.go-on = recovery:SwitchProtection JOB eastus NOTHING[][arm-writes] completes [c]");
    }

    @Test
    void aDrillWithoutANetworkOfItsOwnIsRefused() {
        allow(Operation.DRILL);
        assertThat(world.lower(Purpose.DRILL, drill(null)).refusals()).hasSize(1);
        LoweredGroup lowered = world.lower(Purpose.DRILL, drill("/virtualNetworks/isolated/subnets/a"));
        assertThat(Subscription.shapes(lowered))
                .containsExactly(
                        "f.test = recovery:TestFailover JOB eastus MACHINES[][arm-writes] completes [f] undo [recovery:TestFailoverCleanup]");
        assertThat(lowered.primitives().get(0).arguments().text("network")).isEqualTo("/virtualNetworks/isolated");
    }

    private void allow(Operation... operations) {
        world.answer(REPLICATED, Subscription.replicated(ITEM, operations));
    }

    private LoweredGroup goOn(Action.ContinueReplication.Stage stage, Payload.Fields options) {
        return world.lower(
                Purpose.RECOVER, new Action.ContinueReplication("c", ITEM, Subscription.EAST, stage, options));
    }

    private static Action.FailOverReplication drill(@Nullable String subnet) {
        return new Action.FailOverReplication(
                "f",
                ITEM,
                Subscription.EAST,
                Action.FailOverReplication.Mode.DRILL,
                null,
                subnet,
                Payload.Fields.EMPTY);
    }
}
