// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the physics of the clouds differ by a switch.
 *
 * @param copyOrder how copies of one disk to one place stand to each other
 * @param keysCheckedLater a key that cannot be used makes the thing fail afterwards instead of the call
 * @param usableWhileCreating disks can be made of a snapshot before it is finished
 * @param setFailsTogether when a member of a snapshot set fails, all fail
 * @param snapshotNeedsOnceAttached a disk that was never attached to a machine cannot be snapshotted
 * @param imageProtects which snapshots of an image cannot be deleted
 * @param sourceOfCopyStays a snapshot that is being copied cannot be deleted
 * @param sharedCannotBeDeleted a shared snapshot cannot be deleted
 * @param locks sorts of lock there are
 * @param recycleFor how long a deleted snapshot can be brought back; null: not at all
 * @param tokenHorizon how long a client token is remembered
 * @param deletedStillCounts work on a thing deleted while it is made goes on and holds its slots until its end
 * @param swapWhileStoppedOnly whether disks of a machine can be exchanged only while it is stopped
 */
public record Rules(
        CopyOrder copyOrder,
        boolean keysCheckedLater,
        boolean usableWhileCreating,
        boolean setFailsTogether,
        boolean snapshotNeedsOnceAttached,
        ImageProtects imageProtects,
        boolean sourceOfCopyStays,
        boolean sharedCannotBeDeleted,
        Set<Lock.Mode> locks,
        @Nullable Duration recycleFor,
        Duration tokenHorizon,
        boolean deletedStillCounts,
        boolean swapWhileStoppedOnly) {

    /** Copies the set. */
    public Rules {
        locks = Set.copyOf(locks);
    }

    /** How copies of one disk to one place stand to each other. */
    public enum CopyOrder {
        /** A second copy of the same snapshot waits for the first; others run beside. */
        WAIT_FOR_SAME_SNAPSHOT,
        /** A second unfinished copy of the disk to the same place is refused. */
        REFUSE_SECOND_OF_DISK,
        /** Copies of a disk run one after the other, and only in the order in which the snapshots were taken. */
        QUEUE_PER_DISK
    }

    /** Which snapshots of a registered image cannot be deleted. */
    public enum ImageProtects {
        /** Only that of the boot disk. */
        BOOT_SNAPSHOT,
        /** All of them. */
        ALL_SNAPSHOTS,
        /** None. */
        NONE
    }
}
