// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.operation.Lane;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.protection.Replica;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReplicaRef;

/**
 * A replica as the catalogue keeps it.
 *
 * @param point the point it belongs to
 * @param resource whose point that is
 * @param source the disk, or for an image the machine, whose data it holds
 * @param kind what it is
 * @param replica where it lies, and how it stands
 */
record ReplicaRecord(RecoveryPointId point, ResourceId resource, ResourceId source, ProductKind kind, Replica replica) {
    String key() {
        return point + "|" + source.id() + "|" + Lane.of(replica.location()) + "|" + replica.cloudId();
    }

    ReplicaRef ref() {
        return ReplicaRef.of(Lane.of(replica.location()), kind, replica.cloudId(), source, replica.fullBytes());
    }
}
