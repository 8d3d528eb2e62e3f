// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.profile;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests of the clouds mean different things.
 *
 * @param copyCalledAt at which end a copy is called; it is always watched at the destination
 * @param copyDone what says that a copy can be used
 * @param sameRegionCopy whether a copy may stay in its region
 * @param images what an image is
 * @param listsOnlyAvailableImages whether a listing without a state shows finished images only
 * @param sets how several disks are snapshotted at one moment
 * @param largestSet most disks in a set
 * @param largestSetBytes most bytes in a set; {@link Long#MAX_VALUE}: no bound
 * @param restorePaths ways to get a machine's disk back
 * @param deleteOfAbsent what deleting something absent answers
 * @param longestToken longest client token; 0: there are none
 * @param longestPage most things on a page
 * @param archiveRetrieval how long it takes to bring a point back from the archive; null: no archive
 */
public record Semantics(
        End copyCalledAt,
        CopyDone copyDone,
        boolean sameRegionCopy,
        Images images,
        boolean listsOnlyAvailableImages,
        Sets sets,
        int largestSet,
        long largestSetBytes,
        Set<RestorePath> restorePaths,
        Absent deleteOfAbsent,
        int longestToken,
        int longestPage,
        @Nullable Duration archiveRetrieval) {

    /** Copies the set. */
    public Semantics {
        restorePaths = Set.copyOf(restorePaths);
    }

    /** An end of a copy. */
    public enum End {
        /** Where the data is. */
        SOURCE,
        /** Where it goes. */
        DESTINATION
    }

    /** What says that a copy can be used. */
    public enum CopyDone {
        /** Its state. */
        STATE,
        /** A completion of 100 percent, a second thing beside its state. */
        PERCENT
    }

    /** What an image is. */
    public enum Images {
        /** A registration over snapshots that live on without it. */
        OVER_SNAPSHOTS,
        /** A version in a gallery with replicas in regions under one id. */
        GALLERY_VERSION
    }

    /** How several disks are snapshotted at one moment. */
    public enum Sets {
        /** One call for the disks of a machine, which makes independent snapshots. */
        CALL_PER_MACHINE,
        /** One call for a group that has an id of its own. */
        GROUP,
        /** A restore point of a machine. */
        RESTORE_POINT
    }

    /** A way to get a machine's disk back. */
    public enum RestorePath {
        /** A new volume takes the place of the old one. */
        VOLUME_SWAP,
        /** The disk is rolled back in place on a stopped machine. */
        STOP_RESET_START,
        /** The boot disk of a deallocated machine is replaced by another. */
        BOOT_DISK_SWAP,
        /** A new machine. */
        NEW_MACHINE
    }

    /** What deleting something absent answers. */
    public enum Absent {
        /** An error. */
        NOT_FOUND,
        /** Success. */
        SUCCESS
    }
}
