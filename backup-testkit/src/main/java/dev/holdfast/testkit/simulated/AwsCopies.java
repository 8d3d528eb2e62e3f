// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.ReplicaRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Copies of AWS: called in the region and account that will own the copy, 20 at a time. */
final class AwsCopies {
    private static final Expected TIME = Expected.about(Duration.ofMinutes(8));

    private final Draft draft;

    AwsCopies(Draft draft) {
        this.draft = draft;
    }

    void lower(Action.CopyReplica action) {
        boolean foreign = !action.from().lane().account().equals(action.to().account());
        if (action.from().kind() == ProductKind.IMAGE) {
            if (foreign) {
                draft.refuse(
                        action,
                        FailureKind.UNSUPPORTED,
                        "images are not copied to another account yet",
                        "copy the snapshots of the machine instead");
            } else {
                draft.add(image(action));
            }
            return;
        }
        List<Edge> edges = new ArrayList<>();
        if (foreign) {
            Primitive share = sharing(action, "share", AwsTypes.SHARE_SNAPSHOT)
                    .undo(List.of(unshare(
                                    draft.undo(
                                            action,
                                            "share",
                                            AwsTypes.UNSHARE_SNAPSHOT,
                                            RepeatClass.GOAL,
                                            action.from().lane()),
                                    action)
                            .build()))
                    .build();
            draft.add(share);
            edges.add(Edge.after(share.name()));
        }
        Primitive copy = snapshot(action).edges(edges).build();
        draft.add(copy);
        if (foreign) {
            draft.add(sharing(action, "unshare", AwsTypes.UNSHARE_SNAPSHOT)
                    .edges(List.of(Edge.finallyAfter(copy.name())))
                    .build());
        }
    }

    private Primitive.Builder snapshot(Action.CopyReplica action) {
        Lane to = Lane.of(action.to());
        ReplicaRef from = action.from();
        return draft.request(action, "copy", AwsTypes.COPY_SNAPSHOT, RepeatClass.MARKED, to)
                .completes(List.of(action.id()))
                .subject(from.cloudId())
                .arguments(Payload.Fields.EMPTY
                        .with("snapshot", from.cloudId())
                        .with("fromRegion", from.lane().region())
                        .with("toRegion", to.region())
                        .with("disk", from.source().id())
                        .with("key", action.key() == null ? null : action.key().id()))
                .product(ProductKind.SNAPSHOT)
                .limits(draft.limits(
                        AwsTypes.COPY_SNAPSHOT,
                        AwsLimits.copies(to, 1),
                        LimitUse.one(AwsLimits.SNAPSHOTS, "snapshots")))
                .duration(TIME);
    }

    private Primitive image(Action.CopyReplica action) {
        Lane to = Lane.of(action.to());
        ReplicaRef from = action.from();
        return draft.request(action, "copy", AwsTypes.COPY_IMAGE, RepeatClass.TOKEN, to)
                .completes(List.of(action.id()))
                .subject(from.cloudId())
                .arguments(Payload.Fields.EMPTY
                        .with("image", from.cloudId())
                        .with("fromRegion", from.lane().region())
                        .with("toRegion", to.region())
                        .with("machine", from.source().id())
                        .with("key", action.key() == null ? null : action.key().id()))
                .product(ProductKind.IMAGE)
                .limits(draft.limits(AwsTypes.COPY_IMAGE, AwsLimits.copies(to, 1)))
                .duration(TIME)
                .build();
    }

    private Primitive.Builder sharing(Action.CopyReplica action, String word, String type) {
        Primitive.Builder request = draft.request(
                action, word, type, RepeatClass.GOAL, action.from().lane());
        return unshare(request, action);
    }

    private static Primitive.Builder unshare(Primitive.Builder request, Action.CopyReplica action) {
        return request.subject(action.from().cloudId())
                .arguments(Payload.Fields.EMPTY
                        .with("snapshot", action.from().cloudId())
                        .with("with", action.to().account()));
    }
}
