// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ReplicaRef;

/** What the copies of all clouds say. */
final class CopyOrders {
    private CopyOrders() {}

    /** The arguments of a copy; the replica stands under its kind. */
    static Payload.Fields arguments(Action.CopyReplica action, String kind) {
        ReplicaRef from = action.from();
        return Payload.Fields.EMPTY
                .with(kind, from.cloudId())
                .with("fromRegion", from.lane().region())
                .with("toRegion", action.to().region())
                .with("disk", from.source().id())
                .with("key", action.key() == null ? null : action.key().id());
    }

    /** One copy of a disk to one target at a time. */
    static LimitUse inOrder(String limit, Action.CopyReplica action) {
        return LimitUse.one(limit, action.from().source().id() + ">" + Lane.of(action.to()));
    }

    /** Whether it stays within an account and leaves its region; refuses it if not. */
    static boolean isPlain(Action.CopyReplica action, Draft draft) {
        Lane from = action.from().lane();
        if (!from.account().equals(action.to().account())) {
            draft.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "this simulated cloud does not copy to another account yet",
                    "copy within the account");
            return false;
        }
        if (from.region().equals(action.to().region())) {
            draft.refuse(
                    action,
                    FailureKind.UNSUPPORTED,
                    "this cloud copies to other regions only",
                    "name a target in another region");
            return false;
        }
        return true;
    }
}
