// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Lane;
import dev.holdfast.resource.ResourceId;
import java.util.Objects;

/**
 * One replica, as an action names it.
 *
 * @param lane where it lies
 * @param kind what it is
 * @param cloudId the cloud's id of it
 * @param source the disk or machine whose data it holds
 * @param bytes the size of that data, 0 where not known
 * @param home the lane in which it is changed and deleted, where that is not the one it lies in (a gallery's)
 */
public record ReplicaRef(Lane lane, ProductKind kind, String cloudId, ResourceId source, long bytes, Lane home) {
    /**
     * Checks that all parts are given.
     *
     * @param lane where it lies
     * @param kind what it is
     * @param cloudId the cloud's id of it
     * @param source the disk or machine whose data it holds
     * @param bytes the size of that data, 0 where not known
     * @param home the lane in which it is changed and deleted
     */
    public ReplicaRef {
        Objects.requireNonNull(lane, "lane");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(cloudId, "cloudId");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(home, "home");
    }

    /**
     * A replica that is changed where it lies.
     *
     * @param lane where it lies
     * @param kind what it is
     * @param cloudId the cloud's id of it
     * @param source the disk or machine whose data it holds
     * @param bytes the size of that data, 0 where not known
     * @return the reference
     */
    public static ReplicaRef of(Lane lane, ProductKind kind, String cloudId, ResourceId source, long bytes) {
        return new ReplicaRef(lane, kind, cloudId, source, bytes, lane);
    }
}
