// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import static dev.holdfast.azure.Subscription.take;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.resource.Location;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Permission;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReplicaRef;
import dev.holdfast.spi.StockLevel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Snapshots, restore points, their copies, and how a guest is held. */
class SnapshotLoweringTest {
    private final Subscription world = new Subscription();

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
}
