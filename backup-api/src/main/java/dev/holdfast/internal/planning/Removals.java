// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What requests take away for good, by the actions that they serve: for the evidence. Pure. */
final class Removals {
    private Removals() {}

    /** What is gone once a primitive is done. */
    static List<LeftBehind> of(Primitive primitive, Map<String, Item> items) {
        List<LeftBehind> gone = new ArrayList<>();
        for (String id : primitive.actions()) {
            Item item = items.get(id);
            if (item != null) {
                add(gone, primitive, item.action());
            }
        }
        return gone;
    }

    private static void add(List<LeftBehind> gone, Primitive primitive, Action action) {
        boolean completes = primitive.completes().contains(action.id());
        if (action instanceof Action.DeleteReplica delete && completes) {
            gone.add(new LeftBehind(
                    delete.lane(), delete.replica().kind(), delete.replica().cloudId()));
        } else if (action instanceof Action.DeleteDisk delete && completes) {
            gone.add(new LeftBehind(
                    delete.lane(), ProductKind.DISK, delete.disk().id()));
        } else if (action instanceof Action.DeleteMachine delete) {
            if (completes) {
                gone.add(new LeftBehind(
                        delete.lane(), ProductKind.MACHINE, delete.machine().id()));
            }
            // They go with the machine, or by a request of their own.
            for (ResourceId disk : delete.disks()) {
                if (completes || primitive.subject().equals(disk.id())) {
                    gone.add(new LeftBehind(delete.lane(), ProductKind.DISK, disk.id()));
                }
            }
        }
    }
}
