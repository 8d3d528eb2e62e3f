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
 */
public record ReplicaRef(Lane lane, ProductKind kind, String cloudId, ResourceId source, long bytes) {
    /**
     * Checks that all parts are given.
     *
     * @param lane where it lies
     * @param kind what it is
     * @param cloudId the cloud's id of it
     * @param source the disk or machine whose data it holds
     * @param bytes the size of that data, 0 where not known
     */
    public ReplicaRef {
        Objects.requireNonNull(lane, "lane");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(cloudId, "cloudId");
        Objects.requireNonNull(source, "source");
    }
}
