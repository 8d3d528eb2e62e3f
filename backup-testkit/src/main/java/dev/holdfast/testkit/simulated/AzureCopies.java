// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.operation.Lane;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import java.time.Duration;
import java.util.List;

/** Copies of Azure: a snapshot by CopyStart in the target region, an image by another region of its version. */
final class AzureCopies {
    private static final Expected TIME = Expected.about(Duration.ofMinutes(10));

    private final Draft draft;

    AzureCopies(Draft draft) {
        this.draft = draft;
    }

    void lower(Action.CopyReplica action) {
        if (!CopyOrders.isPlain(action, draft)) {
            return;
        }
        Lane to = Lane.of(action.to());
        if (action.from().kind() == ProductKind.IMAGE) {
            draft.add(draft.request(
                            action,
                            "replicate",
                            AzureTypes.PATCH_IMAGE,
                            RepeatClass.GOAL,
                            action.from().lane())
                    .completes(List.of(action.id()))
                    .watched(to)
                    .subject(action.from().cloudId())
                    .arguments(CopyOrders.arguments(action, "image").with("key", (Payload) null))
                    .product(ProductKind.IMAGE)
                    .duration(TIME)
                    .build());
            return;
        }
        draft.add(draft.request(action, "copy", AzureTypes.COPY_START, RepeatClass.NAMED, to)
                .completes(List.of(action.id()))
                .subject(action.from().cloudId())
                .arguments(CopyOrders.arguments(action, "snapshot"))
                .product(ProductKind.SNAPSHOT)
                .limits(draft.limits(
                        AzureTypes.COPY_START,
                        CopyOrders.inOrder(AzureLimits.COPY_ORDER, action),
                        LimitUse.one(AzureLimits.COPIES, to.toString())))
                .duration(TIME)
                .build());
    }
}
