// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.protection.Lock;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.MachineState;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Permission;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReplicaRef;
import dev.holdfast.spi.ReplicationDescription;
import dev.holdfast.spi.ReplicationDescription.Operation;
import dev.holdfast.spi.StockLevel;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoweringTest {
    private final Subscription world = new Subscription();

    private static Action.TakeSnapshots take(
            List<ResourceId> machines,
            List<ResourceId> disks,
            ConsistencyLevel level,
            ConsistencyLevel floor,
            @Nullable GuestHooks hooks) {
        return new Action.TakeSnapshots("a", Subscription.POINT, machines, disks, level, floor, hooks);
    }

    private static final String ITEM = "/vaults/v/items/i";
    private static final FactQuery<ReplicationDescription> REPLICATED =
            SiteRecoveryLowering.query(Lane.of(Subscription.EAST), ITEM);

    private void allow(Operation... operations) {
        world.answer(REPLICATED, Subscription.replicated(ITEM, operations));
    }

    private LoweredGroup goOn(Action.ContinueReplication.Stage stage, Payload.Fields options) {
        return world.lower(
                Purpose.RECOVER, new Action.ContinueReplication("c", ITEM, Subscription.EAST, stage, options));
    }

    @Test
    void aLooseDiskBecomesOneNamedPutWithinTheRateAndTheStockOfItsDisk() {
        LoweredGroup lowered = world.lower(
                Purpose.PROTECT,
                take(List.of(), List.of(Subscription.OS), ConsistencyLevel.CRASH, ConsistencyLevel.CRASH, null));
        assertThat(Subscription.shapes(lowered))
                .containsExactly("a.snapshot-0 = compute:PutSnapshot NAMED westus SNAPSHOT[][arm-writes, "
                        + "snapshots-per-disk-per-5-minutes, incremental-snapshots-per-disk] completes [a] "
                        + "undo [compute:DeleteSnapshot]");
        Primitive step = lowered.primitives().get(0);
        assertThat(step.arguments().canonical())
                .isEqualTo("{\"group\":\"holdfast-westus\",\"option\":\"Copy\",\"region\":\"westus\",\"source\":\""
                        + Subscription.OS.id() + "\"}");
        assertThat(step.permissions())
                .extracting(Permission::action)
                .containsExactly(
                        "Microsoft.Compute/snapshots/read",
                        "Microsoft.Compute/snapshots/write",
                        "Microsoft.Compute/disks/read",
                        "Microsoft.Compute/disks/beginGetAccess/action");
        assertThat(step.expectations()).containsExactly(Expectation.seen(Subscription.OS.id(), "type", "Premium_LRS"));
        assertThat(step.undo().get(0).arguments().get("id")).isEqualTo(new Payload.Ref("a.snapshot-0", "id"));
        assertThat(step.duration().usual()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aSnapshotThatHydratesTakesASlotOfItsDiskAndLonger() {
        Primitive step = world.disksOf("UltraSSD_LRS")
                .lower(
                        Purpose.PROTECT,
                        take(List.of(), List.of(Subscription.OS), ConsistencyLevel.CRASH, ConsistencyLevel.CRASH, null))
                .primitives()
                .get(0);
        assertThat(Subscription.shape(step)).contains("snapshots-in-progress-per-disk");
        assertThat(step.duration().usual()).isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void everyLimitTakenIsDeclared() {
        List<String> declared =
                AzureLimits.ALL.stream().map(limit -> limit.name()).toList();
        assertThat(declared).doesNotHaveDuplicates();
        assertThat(world.lower(
                                Purpose.PROTECT,
                                take(
                                        List.of(Subscription.VM),
                                        List.of(Subscription.OS, Subscription.DATA),
                                        ConsistencyLevel.CRASH,
                                        ConsistencyLevel.CRASH,
                                        null))
                        .primitives())
                .allSatisfy(step -> assertThat(step.limits()).allMatch(use -> declared.contains(use.limit())));
    }

    @Test
    void aCopyIsCalledAtTheDestinationInOrderOfItsDiskAndWithinTheSlotsOfItsRegion() {
        Action.CopyReplica copy = new Action.CopyReplica(
                "c",
                Subscription.POINT,
                Subscription.snapshot(Subscription.WEST, Subscription.SNAPSHOT, Subscription.OS),
                Subscription.EAST,
                new EncryptionKey(Subscription.EAST, "des-1"),
                null);
        LoweredGroup lowered = world.lower(Purpose.PROTECT, copy);
        assertThat(Subscription.shapes(lowered))
                .containsExactly("c.copy = compute:CopySnapshot NAMED eastus SNAPSHOT[][arm-writes, "
                        + "copies-per-disk-in-order, copies-per-subscription-and-region] completes [c] "
                        + "undo [compute:DeleteSnapshot]");
        Primitive step = lowered.primitives().get(0);
        assertThat(step.limits().get(1).key()).isEqualTo(Subscription.OS.id());
        assertThat(step.limits().get(2).key()).isEqualTo(Subscription.ID + "/eastus");
        assertThat(step.arguments().text("option")).isEqualTo("CopyStart");
        assertThat(step.arguments().text("diskEncryptionSet")).isEqualTo("des-1");
        assertThat(step.expectations()).containsExactly(Expectation.seen(Subscription.SNAPSHOT, "incremental", "true"));
        assertThat(new Subscription()
                        .fullSnapshots()
                        .lower(Purpose.PROTECT, copy)
                        .refusals())
                .extracting(refusal -> refusal.failure().why())
                .containsExactly("only incremental snapshots are copied across regions");
    }

    @Test
    void aCopyToAnotherSubscriptionIsRefusedBeforeAnyCall() {
        LoweredGroup lowered = world.lower(
                Purpose.PROTECT,
                new Action.CopyReplica(
                        "c",
                        Subscription.POINT,
                        Subscription.snapshot(Subscription.WEST, Subscription.SNAPSHOT, Subscription.OS),
                        Location.of("azure", "other", "eastus"),
                        null,
                        null));
        assertThat(lowered.primitives()).isEmpty();
        assertThat(lowered.refusals().get(0).failure().kind()).isEqualTo(FailureKind.UNSUPPORTED);
    }

    @Test
    void theDisksOfAMachineBecomeOneRestorePointInTheCollectionOfTheMachine() {
        LoweredGroup lowered = world.lower(
                Purpose.PROTECT,
                take(
                        List.of(Subscription.VM),
                        List.of(Subscription.OS),
                        ConsistencyLevel.FILE_SYSTEM,
                        ConsistencyLevel.CRASH,
                        null));
        assertThat(Subscription.shapes(lowered))
                .containsExactly(
                        "a.collection = compute:PutRestorePointCollection GOAL westus SUPPORT[][arm-writes, machine-writes]",
                        "a.point = compute:PutRestorePoint NAMED westus SNAPSHOT_SET[FINISHED a.collection][arm-writes, "
                                + "restore-points-per-machine-per-hour, restore-points-at-a-time-per-machine, "
                                + "restore-points-per-machine] completes [a] undo [compute:DeleteRestorePoint]");
        Primitive point = lowered.primitives().get(1);
        assertThat(point.arguments().items("exclude")).containsExactly(Payload.of(Subscription.DATA.id()));
        assertThat(point.arguments().get("consistency")).isNull();
        assertThat(point.expected()).containsExactly(Subscription.OS.id());
    }

    @Test
    void aLinuxGuestWithoutHooksIsNeverPromisedToHoldItsApplication() {
        Action.TakeSnapshots asked = take(
                List.of(Subscription.VM),
                List.of(Subscription.OS),
                ConsistencyLevel.APPLICATION,
                ConsistencyLevel.APPLICATION,
                null);
        assertThat(world.lower(Purpose.PROTECT, asked).refusals()).hasSize(1);
        assertThat(new Subscription().windows().lower(Purpose.PROTECT, asked).refusals())
                .isEmpty();
    }

    @Test
    void looseDisksHaveNoCommonMoment() {
        assertThat(world.lower(
                                Purpose.PROTECT,
                                take(
                                        List.of(),
                                        List.of(Subscription.OS, Subscription.DATA),
                                        ConsistencyLevel.CRASH,
                                        ConsistencyLevel.CRASH,
                                        null))
                        .refusals())
                .extracting(refusal -> refusal.failure().cure())
                .containsExactly("name one machine and its disks, or one action for each disk");
    }

    @Test
    void aSetIsCopiedAsOneAndPacedByItsTargetCollection() {
        ReplicaRef set = ReplicaRef.of(
                Lane.of(Subscription.WEST),
                ProductKind.SNAPSHOT_SET,
                Subscription.GROUP + "Microsoft.Compute/restorePointCollections/holdfast-db/restorePoints/rp",
                Subscription.VM,
                0);
        LoweredGroup lowered = world.lower(
                Purpose.PROTECT, new Action.CopyReplica("c", Subscription.POINT, set, Subscription.EAST, null, null));
        assertThat(Subscription.shapes(lowered))
                .containsExactly(
                        "c.collection = compute:PutRestorePointCollection GOAL eastus SUPPORT[][arm-writes]",
                        "c.copy = compute:CopyRestorePoint NAMED eastus SNAPSHOT_SET[FINISHED c.collection][arm-writes, "
                                + "restore-point-copies-per-collection-per-hour] completes [c] "
                                + "undo [compute:DeleteRestorePoint]");
        assertThat(lowered.primitives().get(0).arguments().text("source"))
                .isEqualTo(Subscription.GROUP + "Microsoft.Compute/restorePointCollections/holdfast-db");
    }

    @Test
    void freezeCreateThawHoldsTheGuestOnlyWithinItsSection() {
        GuestHooks hooks = new GuestHooks(List.of("freeze", "--now"), List.of("thaw"), Duration.ofSeconds(60));
        LoweredGroup lowered = world.lower(
                Purpose.PROTECT,
                take(
                        List.of(Subscription.VM),
                        List.of(Subscription.OS, Subscription.DATA),
                        ConsistencyLevel.APPLICATION,
                        ConsistencyLevel.CRASH,
                        hooks));
        assertThat(Subscription.shapes(lowered).stream().map(shape -> shape.substring(0, shape.lastIndexOf("][") + 1)))
                .containsExactly(
                        "a.freeze = compute:PutRunCommand NAMED westus NOTHING[]",
                        "a.snapshot-0 = compute:PutSnapshot NAMED westus SNAPSHOT[FINISHED a.freeze]",
                        "a.snapshot-1 = compute:PutSnapshot NAMED westus SNAPSHOT[FINISHED a.freeze]",
                        "a.thaw = compute:PutRunCommand NAMED westus NOTHING[ANSWERED a.snapshot-0, ANSWERED a.snapshot-1, FINALLY a.freeze]",
                        "a.forget-freeze = compute:DeleteRunCommand GOAL westus NOTHING[FINALLY a.thaw]",
                        "a.forget-thaw = compute:DeleteRunCommand GOAL westus NOTHING[FINALLY a.thaw]");
        assertThat(lowered.sections()).hasSize(1);
        assertThat(lowered.sections().get(0).deadline()).isEqualTo(Duration.ofSeconds(50));
        assertThat(lowered.primitives())
                .filteredOn(step -> step.section() != null)
                .hasSize(4);
    }

    @Test
    void newAndLostRegionsOfAnImageBecomeOnePatchOfTheWholeList() {
        world.answer(
                GalleryLowering.query(Subscription.version(Subscription.WEST)),
                Payload.Fields.EMPTY.with("regions", Payload.ofTexts(List.of("West US", "northeurope"))));
        LoweredGroup lowered = world.lower(
                Purpose.PRUNE,
                new Action.CopyReplica(
                        "c",
                        Subscription.POINT,
                        Subscription.version(Subscription.WEST),
                        Subscription.EAST,
                        null,
                        null),
                new Action.DeleteReplica(
                        "d", Subscription.version(Location.of("azure", Subscription.ID, "northeurope"))));
        assertThat(Subscription.shapes(lowered))
                .containsExactly(
                        "c.regions = compute:PatchGalleryImageVersionRegions GOAL westus NOTHING[][arm-writes] completes [c, d] "
                                + "undo [compute:PatchGalleryImageVersionRegions]");
        Primitive step = lowered.primitives().get(0);
        assertThat(step.arguments().items("add")).containsExactly(Payload.of("eastus"));
        assertThat(step.arguments().items("remove")).containsExactly(Payload.of("northeurope"));
        assertThat(step.expectations()).isEmpty();
    }

    @Test
    void aRegionThatIsThereNeedsNoRequestAndOneThatStaysIsNamed() {
        world.answer(
                GalleryLowering.query(Subscription.version(Subscription.WEST)),
                Payload.Fields.EMPTY.with("regions", Payload.ofTexts(List.of("westus", "East US"))));
        Action.CopyReplica there = new Action.CopyReplica(
                "c", Subscription.POINT, Subscription.version(Subscription.WEST), Subscription.EAST, null, null);
        assertThat(world.lower(Purpose.PROTECT, there))
                .isEqualTo(new LoweredGroup(List.of(), List.of(), List.of(), List.of("c")));
        LoweredGroup both = world.lower(
                Purpose.PRUNE, there, new Action.DeleteReplica("d", Subscription.version(Subscription.WEST)));
        assertThat(both.satisfied()).containsExactly("c");
        assertThat(both.primitives())
                .flatExtracting(Primitive::expectations)
                .containsExactly(Expectation.seen(Subscription.VERSION, "replicated to", "eastus"));
    }

    @Test
    void aFullStockIsRefusedBeforeTheFirstRequest() {
        Lane west = Lane.of(Subscription.WEST);
        world.answer(
                new FactQuery.StockLevels(west, AzureLimits.SNAPSHOT_STOCK, Subscription.OS.id()),
                new StockLevel(AzureLimits.SNAPSHOT_STOCK, Subscription.OS.id(), 500, 500, List.of()));
        Action.TakeSnapshots disk =
                take(List.of(), List.of(Subscription.OS), ConsistencyLevel.CRASH, ConsistencyLevel.CRASH, null);
        assertThat(world.lower(Purpose.PROTECT, disk).refusals())
                .extracting(refusal ->
                        refusal.failure().kind() + ": " + refusal.failure().why())
                .containsExactly("FULL: 500 of 500 are taken (incremental-snapshots-per-disk)");
        GuestHooks hooks = new GuestHooks(List.of("freeze"), List.of("thaw"), Duration.ofSeconds(60));
        LoweredGroup held = world.lower(
                Purpose.PROTECT,
                take(
                        List.of(Subscription.VM),
                        List.of(Subscription.DATA, Subscription.OS),
                        ConsistencyLevel.APPLICATION,
                        ConsistencyLevel.CRASH,
                        hooks));
        assertThat(held.primitives()).isEmpty();
        assertThat(held.refusals()).hasSize(1);
        world.answer(
                new FactQuery.StockLevels(west, AzureLimits.RESTORE_POINT_STOCK, Subscription.VM.id()),
                new StockLevel(AzureLimits.RESTORE_POINT_STOCK, Subscription.VM.id(), 500, 500, List.of()));
        assertThat(world.lower(
                                Purpose.PROTECT,
                                take(
                                        List.of(Subscription.VM),
                                        List.of(Subscription.OS),
                                        ConsistencyLevel.FILE_SYSTEM,
                                        ConsistencyLevel.CRASH,
                                        null))
                        .refusals())
                .extracting(refusal -> refusal.failure().kind())
                .containsExactly(FailureKind.FULL);
    }

    @Test
    void theLastReplicaOfAnImageGoesWithTheVersion() {
        world.answer(
                GalleryLowering.query(Subscription.version(Subscription.WEST)),
                Payload.Fields.EMPTY.with("regions", Payload.ofTexts(List.of("westus"))));
        assertThat(Subscription.shapes(world.lower(
                        Purpose.PRUNE, new Action.DeleteReplica("d", Subscription.version(Subscription.WEST)))))
                .containsExactly(
                        "d.regions = compute:DeleteGalleryImageVersion GOAL westus NOTHING[][arm-deletes] completes [d]");
    }

    @Test
    void anImageIsAVersionOfADefinitionOfItsMachine() {
        assertThat(Subscription.shapes(world.lower(
                        Purpose.PROTECT,
                        new Action.TakeImage(
                                "i",
                                Subscription.POINT,
                                Subscription.VM,
                                List.of(Subscription.OS),
                                ConsistencyLevel.CRASH,
                                ConsistencyLevel.CRASH,
                                null))))
                .containsExactly(
                        "i.definition = compute:PutGalleryImage GOAL westus SUPPORT[][arm-writes]",
                        "i.version = compute:PutGalleryImageVersion NAMED westus IMAGE[FINISHED i.definition][arm-writes] completes [i] "
                                + "undo [compute:DeleteGalleryImageVersion]");
    }

    @Test
    void anOsDiskSwapKeepsTheOldDiskAndItsUndoInReversePutsItBack() {
        LoweredGroup lowered = world.lower(
                Purpose.RECOVER,
                new Action.RollBackDisk(
                        "r",
                        Subscription.OS,
                        Subscription.VM,
                        Subscription.snapshot(Subscription.WEST, Subscription.SNAPSHOT, Subscription.OS),
                        Subscription.diskSpec("os", true),
                        MachineState.RUNNING));
        assertThat(Subscription.shapes(lowered))
                .containsExactly(
                        "r.disk = compute:PutDisk NAMED westus DISK[][arm-writes] undo [compute:DeleteDisk]",
                        "r.stop = compute:Deallocate GOAL westus NOTHING[FINISHED r.disk][arm-writes, machine-writes] undo [compute:Start]",
                        "r.swap = compute:SwapOsDisk GUARDED westus NOTHING[FINISHED r.disk, FINISHED r.stop][arm-writes, machine-writes] "
                                + "completes [r] undo [compute:SwapOsDisk]",
                        "r.start = compute:Start GOAL westus NOTHING[FINISHED r.swap][arm-writes, machine-writes] undo [compute:Deallocate]");
        Primitive swap = lowered.primitives().get(2);
        assertThat(swap.arguments().get("disk")).isEqualTo(new Payload.Ref("r.disk", "id"));
        assertThat(swap.undo().get(0).arguments().text("disk")).isEqualTo(Subscription.OS.id());
        assertThat(swap.expectations())
                .containsExactly(
                        Expectation.seen(Subscription.VM.id(), "osDisk", Subscription.OS.id()),
                        Expectation.guard(Subscription.VM.id(), "powerState", "deallocated"));
        assertThat(lowered.primitives()).noneMatch(step -> step.type().equals(MachineLowering.DELETE_DISK));
    }

    @Test
    void aDataDiskIsTakenOffBeforeItsSuccessorComesOnAtTheSameNumber() {
        world.stopped();
        LoweredGroup lowered = world.lower(
                Purpose.RECOVER,
                new Action.RollBackDisk(
                        "r",
                        Subscription.DATA,
                        Subscription.VM,
                        Subscription.snapshot(Subscription.WEST, Subscription.SNAPSHOT, Subscription.DATA),
                        Subscription.diskSpec("0", false),
                        MachineState.STOPPED));
        assertThat(lowered.primitives())
                .extracting(Primitive::type)
                .containsExactly("compute:PutDisk", "compute:DetachDataDisk", "compute:AttachDataDisk");
        assertThat(lowered.primitives().get(2).arguments().whole("lun")).isZero();
    }

    @Test
    void aMachineIsRecoveredFromDisksAnInterfaceAndOnePut() {
        LoweredGroup lowered = world.lower(
                Purpose.RECOVER,
                new Action.RecoverMachine(
                        "m",
                        Subscription.VM,
                        List.of(
                                Subscription.snapshot(Subscription.EAST, Subscription.SNAPSHOT, Subscription.OS),
                                Subscription.snapshot(
                                        Subscription.EAST,
                                        Subscription.GROUP
                                                + "Microsoft.Compute/restorePointCollections/c/restorePoints/p/diskRestorePoints/d",
                                        Subscription.DATA)),
                        Subscription.EAST,
                        Subscription.spec()));
        assertThat(Subscription.shapes(lowered))
                .containsExactly(
                        "m.disk-0 = compute:PutDisk NAMED eastus DISK[][arm-writes] undo [compute:DeleteDisk]",
                        "m.disk-1 = compute:PutDisk NAMED eastus DISK[][arm-writes] undo [compute:DeleteDisk]",
                        "m.interface = network:PutInterface NAMED eastus SUPPORT[][arm-writes] undo [network:DeleteInterface]",
                        "m.machine = compute:PutMachine NAMED eastus MACHINE[FINISHED m.disk-0, FINISHED m.disk-1, FINISHED m.interface]"
                                + "[arm-writes] completes [m] undo [compute:DeleteMachine]");
        assertThat(lowered.primitives().get(0).arguments().text("option")).isEqualTo("Copy");
        assertThat(lowered.primitives().get(1).arguments().text("option")).isEqualTo("Restore");
    }

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
    void aMachineThatAnInterruptedPlanLeftStoppedIsStartedInTheEnd() {
        LoweredGroup lowered = world.stopped()
                .lower(
                        Purpose.RECOVER,
                        new Action.RollBackDisk(
                                "r",
                                Subscription.OS,
                                Subscription.VM,
                                Subscription.snapshot(Subscription.WEST, Subscription.SNAPSHOT, Subscription.OS),
                                Subscription.diskSpec("os", true),
                                MachineState.RUNNING));
        assertThat(lowered.primitives()).extracting(Primitive::name).containsExactly("r.disk", "r.swap", "r.start");
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

    @Test
    void aLockIsDeleteProtectionAndNothingMore() {
        ReplicaRef replica = Subscription.snapshot(Subscription.WEST, Subscription.SNAPSHOT, Subscription.OS);
        assertThat(Subscription.shapes(world.lower(
                        Purpose.PROTECT,
                        new Action.LockReplica(
                                "l", replica, Lock.Mode.DELETE_PROTECTION, Duration.ofDays(30), Duration.ZERO))))
                .containsExactly("l.lock = authorization:PutLock GOAL westus NOTHING[][arm-writes] completes [l]");
        assertThat(world.lower(
                                Purpose.PROTECT,
                                new Action.LockReplica(
                                        "l", replica, Lock.Mode.COMPLIANCE, Duration.ofDays(30), Duration.ZERO))
                        .refusals())
                .hasSize(1);
    }

    @Test
    void accessToBlocksIsGrantedAndEnded() {
        ReplicaRef replica = Subscription.snapshot(Subscription.WEST, Subscription.SNAPSHOT, Subscription.OS);
        assertThat(Subscription.shapes(world.lower(
                        Purpose.PROTECT, new Action.OpenBlocks("x", replica), new Action.CloseBlocks("y", replica))))
                .containsExactly(
                        "x.grant = compute:GrantAccess GOAL westus NOTHING[][arm-writes] completes [x] undo [compute:RevokeAccess]",
                        "y.revoke = compute:RevokeAccess GOAL westus NOTHING[][arm-writes] completes [y]");
    }

    @Test
    void factsAreAskedForInWordsThatEveryCloudHasWhereThereAreSuch() {
        assertThat(new AzureLowering(Subscription.SETTINGS)
                        .needs(
                                new ActionGroup(
                                        Purpose.PROTECT,
                                        List.of(take(
                                                List.of(Subscription.VM),
                                                List.of(Subscription.OS),
                                                ConsistencyLevel.CRASH,
                                                ConsistencyLevel.CRASH,
                                                null))),
                                world))
                .containsExactly(
                        new FactQuery.Disks(Lane.of(Subscription.WEST), List.of(Subscription.OS.id())),
                        new FactQuery.StockLevels(
                                Lane.of(Subscription.WEST), AzureLimits.SNAPSHOT_STOCK, Subscription.OS.id()),
                        new FactQuery.Machines(Lane.of(Subscription.WEST), List.of(Subscription.VM.id())));
    }
}
