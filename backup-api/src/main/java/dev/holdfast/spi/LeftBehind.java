// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Lane;
import java.util.Objects;

/**
 * Something that a failed step left in the cloud.
 *
 * @param lane where
 * @param kind what it is
 * @param cloudId the cloud's id of it
 */
public record LeftBehind(Lane lane, ProductKind kind, String cloudId) {
    /**
     * Checks that all parts are given.
     *
     * @param lane where
     * @param kind what it is
     * @param cloudId the cloud's id of it
     */
    public LeftBehind {
        Objects.requireNonNull(lane, "lane");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(cloudId, "cloudId");
    }
}
