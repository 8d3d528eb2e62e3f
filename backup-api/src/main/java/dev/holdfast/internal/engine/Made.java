// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import java.util.ArrayList;
import java.util.List;

/** What a request is known to have made, read from what became of it. Pure. */
final class Made {
    private Made() {}

    /** What a request that was done has made: by id, or its members, and the disks of a machine. */
    static List<LeftBehind> by(Primitive primitive, StepProgress progress) {
        List<LeftBehind> made = new ArrayList<>();
        ProductKind kind = single(primitive.product());
        if (kind == ProductKind.NOTHING) {
            return made;
        }
        for (Member member : progress.members()) {
            if (member.cloudId() != null) {
                made.add(new LeftBehind(primitive.watchLane(), kind, member.cloudId()));
            }
        }
        if (made.isEmpty() && progress.outputs().get(Outputs.ID) instanceof Payload.Text id) {
            made.add(new LeftBehind(primitive.watchLane(), kind, id.value()));
        }
        for (Payload disk : progress.outputs().items(Outputs.DISKS)) {
            made.add(new LeftBehind(primitive.watchLane(), ProductKind.DISK, ((Payload.Text) disk).value()));
        }
        return made;
    }

    private static ProductKind single(ProductKind product) {
        return switch (product) {
            case SNAPSHOT_SET -> ProductKind.SNAPSHOT;
            case MACHINES -> ProductKind.MACHINE;
            default -> product;
        };
    }

    /** What is gone once an undo is done: all that was made, at the last undo where there are several. */
    static List<LeftBehind> undoneBy(Primitive undo, Primitive primitive, StepProgress progress) {
        List<Primitive> all = primitive.undo();
        return undo.equals(all.get(all.size() - 1)) ? by(primitive, progress) : List.of();
    }
}
