// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.resource.DiskSpec;
import dev.holdfast.resource.MachineSpec;
import java.util.ArrayList;
import java.util.List;

/** How machines and disks are described that are made from a point. */
final class MadeAnew {
    private MadeAnew() {}

    /**
     * The disks of a machine, under the keys of what they are made from: the source's keys may not be there.
     *
     * @param point the point
     * @param base the machine as it was
     * @param replicas the image, or a snapshot per disk of the point
     */
    static List<DiskSpec> disks(PointRecord point, MachineSpec base, List<ReplicaRecord> replicas) {
        boolean image = point.kind() == RecoveryPoint.Kind.IMAGE;
        List<DiskSpec> before = image
                ? base.disks()
                : point.disks().stream().map(PointRecord.PointDisk::spec).toList();
        List<DiskSpec> disks = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            disks.add(disk(before.get(i), replicas.get(image ? 0 : Math.min(i, replicas.size() - 1))));
        }
        return disks;
    }

    static DiskSpec disk(DiskSpec before, ReplicaRecord replica) {
        return new DiskSpec(
                before.device(),
                before.boot(),
                before.sizeBytes(),
                before.type(),
                replica.replica().keyId());
    }

    /**
     * Puts what a person wants otherwise over what a point says.
     *
     * @param builder what the point says
     * @param override what is wanted
     * @param place whether it may also say where the machine is reached: not in a drill
     */
    static void override(MachineSpec.Builder builder, MachineSpec override, boolean place) {
        if (!override.type().isEmpty()) {
            builder.type(override.type());
        }
        if (override.subnet() != null && place) {
            builder.subnet(override.subnet());
        }
        if (override.privateIp() != null && place) {
            builder.privateIp(override.privateIp());
        }
        if (!override.securityGroups().isEmpty()) {
            builder.securityGroups(override.securityGroups());
        }
        if (override.profile() != null) {
            builder.profile(override.profile());
        }
        if (override.keyPair() != null) {
            builder.keyPair(override.keyPair());
        }
        if (override.zone() != null) {
            builder.zone(override.zone());
        }
    }
}
