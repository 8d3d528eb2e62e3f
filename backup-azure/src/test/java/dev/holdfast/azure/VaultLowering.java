// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.Fact;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Azure Backup: a POST that begins an operation, which names a job, which makes or restores a point. */
final class VaultLowering {
    static final String BACK_UP = "recoveryservices:TriggerBackup";
    static final String RESTORE = "recoveryservices:TriggerRestore";
    static final String UNDELETE = "recoveryservices:UndeleteItem";

    private VaultLowering() {}

    static FactQuery<Payload.Fields> query(Lane lane, ArmId item) {
        return new FactQuery.ProviderQuery(
                lane, "recoveryservices:protectedItem", Payload.Fields.EMPTY.with("id", item.text()));
    }

    static ArmId item(String vault, ResourceId machine) {
        ArmId vm = new ArmId(machine.id());
        String name = "iaasvmcontainerv2;" + vm.group().toLowerCase(Locale.ROOT) + ";"
                + vm.name().toLowerCase(Locale.ROOT);
        return new ArmId(vault)
                .child("backupFabrics", "Azure")
                .child("protectionContainers", "IaasVMContainer;" + name)
                .child("protectedItems", "VM;" + name);
    }

    static void backUp(Action.BackUpToVault action, Steps steps) {
        Lane lane = action.lane();
        ArmId item = item(action.vault(), action.machine());
        Optional<Fact<Payload.Fields>> fact = steps.facts.get(query(lane, item));
        if (fact.isEmpty() || fact.get().items().isEmpty()) {
            steps.refuse(
                    action,
                    FailureKind.INVALID,
                    "Backup of " + action.machine().id() + " into " + action.vault(),
                    "the vault does not protect it",
                    "hand it a policy of the vault first (native schedules)");
            return;
        }
        boolean deleted = fact.get().items().get(0).truth("softDeleted");
        Primitive.Builder backup = steps.step(action, "backup", BACK_UP, RepeatClass.JOB, lane)
                .subject(item.text())
                .product(ProductKind.VAULT_POINT)
                .completes(List.of(action.id()))
                .arguments(Payload.Fields.EMPTY
                        .with("item", item.text())
                        .with("keepSeconds", action.keepFor().toSeconds()))
                .permissions(
                        steps.allowed(
                                item.text(),
                                "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/backup/action",
                                "Microsoft.RecoveryServices/vaults/backupOperations/read",
                                "Microsoft.RecoveryServices/vaults/backupJobs/read",
                                "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints/read"))
                .expectations(List.of(Expectation.seen(item.text(), "softDeleted", Boolean.toString(deleted))))
                .duration(Expected.about(Duration.ofMinutes(45)));
        if (deleted) {
            Primitive undeleted = steps.add(steps.step(action, "undelete", UNDELETE, RepeatClass.GOAL, lane)
                    .subject(item.text())
                    .arguments(Payload.Fields.EMPTY
                            .with("item", item.text())
                            .with("machine", action.machine().id()))
                    .permissions(
                            steps.allowed(
                                    item.text(),
                                    "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/write"))
                    .duration(Expected.about(Duration.ofMinutes(1)))
                    .build());
            backup.edges(Steps.after(undeleted));
        }
        steps.add(backup.build());
    }

    static void restore(Action.RestoreFromVault action, Steps steps) {
        Payload staging = action.options().get("storageAccount");
        if (!(staging instanceof Payload.Text)) {
            steps.refuse(
                    action,
                    FailureKind.INVALID,
                    "Restore from " + action.vault(),
                    "Azure Backup needs a storage account to stage in",
                    "give its id as option storageAccount");
            return;
        }
        ArmId item = item(action.vault(), action.machine());
        steps.add(steps.step(action, "restore", RESTORE, RepeatClass.JOB, action.lane())
                .subject(item.text())
                .product(ProductKind.DISK)
                .completes(List.of(action.id()))
                .arguments(Payload.Fields.EMPTY
                        .with("item", item.text())
                        .with("point", action.point())
                        .with("machine", action.machine().id())
                        .with("storageAccount", staging)
                        .with("region", action.lane().region()))
                .permissions(steps.allowed(
                        item.text(),
                        "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints/restore/action",
                        "Microsoft.RecoveryServices/vaults/backupOperations/read",
                        "Microsoft.RecoveryServices/vaults/backupJobs/read",
                        "Microsoft.Storage/storageAccounts/read"))
                .duration(Expected.about(Duration.ofMinutes(30)))
                .build());
    }
}
