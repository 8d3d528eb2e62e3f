// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import java.time.Duration;
import java.util.List;

/** Copies of Alibaba Cloud: called in the source's region, watched in the target's, one of a disk at a time. */
final class AliyunCopies {
    private static final Expected TIME = Expected.about(Duration.ofMinutes(8));

    private final Draft draft;

    AliyunCopies(Draft draft) {
        this.draft = draft;
    }

    void lower(Action.CopyReplica action) {
        if (!CopyOrders.isPlain(action, draft)) {
            return;
        }
        boolean image = action.from().kind() == ProductKind.IMAGE;
        String type = image ? AliyunTypes.COPY_IMAGE : AliyunTypes.COPY_SNAPSHOT;
        Primitive.Builder copy = draft.request(
                        action, "copy", type, RepeatClass.TOKEN, action.from().lane())
                .completes(List.of(action.id()))
                .watched(Lane.of(action.to()))
                .subject(action.from().cloudId())
                .arguments(CopyOrders.arguments(action, image ? "image" : "snapshot"))
                .product(image ? ProductKind.IMAGE : ProductKind.SNAPSHOT)
                .duration(TIME);
        if (!image) {
            copy.limits(draft.limits(type, CopyOrders.inOrder(AliyunLimits.COPY_ORDER, action)));
        }
        draft.add(copy.build());
    }
}
