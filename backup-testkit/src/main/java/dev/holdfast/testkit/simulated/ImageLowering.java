// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Expected;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RepeatClass;
import java.time.Duration;
import java.util.List;

/** An image of a machine that goes on running. */
final class ImageLowering {
    private final Draft draft;
    private final String type;
    private final RepeatClass repeat;
    private final GuestSection section;

    ImageLowering(Draft draft, String type, RepeatClass repeat, GuestSection section) {
        this.draft = draft;
        this.type = type;
        this.repeat = repeat;
        this.section = section;
    }

    void lower(Action.TakeImage action) {
        if (draft.refusedAboveCrash(
                action,
                action.floor(),
                action.hooks(),
                "an image of a running machine is crash-consistent unless the guest is held still")) {
            return;
        }
        if (draft.facts().machine(action.machine()).isEmpty()) {
            draft.refuse(
                    action,
                    FailureKind.GONE,
                    "machine " + action.machine().id() + " is not there",
                    "remove it from the selection, or check whether someone deleted it");
            return;
        }
        Primitive create = draft.request(action, "image", type, repeat, action.lane())
                .completes(List.of(action.id()))
                .subject(action.machine().id())
                .arguments(Payload.Fields.EMPTY.with("machine", action.machine().id()))
                .product(ProductKind.IMAGE)
                .duration(Expected.about(Duration.ofMinutes(5)))
                .build();
        section.around(action, action.hooks(), action.lane(), List.of(action.machine()), List.of(create));
    }
}
