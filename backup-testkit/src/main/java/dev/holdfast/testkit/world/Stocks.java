// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.limit.Limit;
import dev.holdfast.testkit.world.limit.LimitRule;
import dev.holdfast.testkit.world.request.Envelope;

/** How the stocks of a region are counted: per subject its snapshots, per lane all snapshots of the account. */
final class Stocks {

    private Stocks() {}

    static void count(Region region) {
        for (LimitRule rule : region.limits().rules()) {
            if (rule.limit() instanceof Limit.Stock) {
                boolean perDisk = rule.scope() == LimitRule.Scope.SUBJECT;
                region.limits().countStock(rule.name(), request -> snapshots(region, request, perDisk));
            }
        }
    }

    private static long snapshots(Region region, Envelope request, boolean perDisk) {
        String disk = request.subject();
        return perDisk && disk != null
                ? region.snapshots().countOf(disk)
                : region.snapshots().countOfAccount(request.account());
    }
}
