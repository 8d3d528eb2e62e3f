// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ResourceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a point before it is made.
 *
 * @param point which
 * @param kind what kind
 * @param resource whose data
 * @param machine how the machine looks, or {@code null}
 * @param disks the disks that belong to it
 * @param level the consistency asked for
 * @param targets where copies go at once
 * @param policy what keeps it
 */
record PointContext(
        RecoveryPointId point,
        RecoveryPoint.Kind kind,
        ResourceId resource,
        @Nullable MachineSpec machine,
        List<PointRecord.PointDisk> disks,
        ConsistencyLevel level,
        List<ReplicationTarget> targets,
        String policy) {
    PointContext {
        disks = List.copyOf(disks);
        targets = List.copyOf(targets);
    }
}
