// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.GuestHooks;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.resource.ResourceSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a backup was asked to do.
 *
 * @param selector what
 * @param method how
 * @param level the consistency asked for
 * @param floor the least that is accepted
 * @param hooks how guests are held still, or {@code null}
 * @param targets where copies go at once
 * @param policy what keeps the points
 */
public record BackupIntent(
        ResourceSelector selector,
        Method method,
        ConsistencyLevel level,
        ConsistencyLevel floor,
        @Nullable GuestHooks hooks,
        List<ReplicationTarget> targets,
        String policy) {
    /** How a backup is taken. */
    public enum Method {
        /** Snapshots of disks, as one set per machine. */
        SNAPSHOT,
        /** An image per machine. */
        IMAGE
    }

    /** Copies the list. */
    public BackupIntent {
        targets = List.copyOf(targets);
    }
}
