// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import static dev.holdfast.azure.Subscription.take;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Purpose;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.Lock;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.ReplicaRef;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What concerns all lowerings, and those of one request each. */
class LoweringTest {
    private final Subscription world = new Subscription();

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
}
