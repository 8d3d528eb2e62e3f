// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.protection.Verification;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ResourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recovery point as the catalogue keeps it; its replicas are records of their own, since several copies end at once.
 *
 * @param id which
 * @param kind what kind
 * @param resource whose data
 * @param machine how the machine looked, or {@code null}
 * @param moment the moment of the data
 * @param asked the consistency asked for
 * @param got the consistency got
 * @param hold how long the guest was held
 * @param disks the disks that belong to it, in the order of the machine's
 * @param verified when and by what it was last shown to be usable, or {@code null}
 * @param policy what keeps it
 */
record PointRecord(
        RecoveryPointId id,
        RecoveryPoint.Kind kind,
        ResourceId resource,
        @Nullable MachineSpec machine,
        Instant moment,
        ConsistencyLevel asked,
        ConsistencyLevel got,
        Duration hold,
        List<PointDisk> disks,
        @Nullable Verification verified,
        String policy) {
    /**
     * A disk of a point.
     *
     * @param id which disk
     * @param spec how to make it anew
     */
    record PointDisk(ResourceId id, DiskSpec spec) {}

    PointRecord {
        disks = List.copyOf(disks);
    }

    PointRecord verified(Verification value) {
        return new PointRecord(id, kind, resource, machine, moment, asked, got, hold, disks, value, policy);
    }
}
