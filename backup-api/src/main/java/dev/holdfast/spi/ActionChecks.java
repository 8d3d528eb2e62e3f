// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Lane;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceKind;
import java.util.List;

/** What actions check of their parts. */
final class ActionChecks {
    private ActionChecks() {}

    static void all(ResourceKind kind, List<ResourceId> resources, Lane lane) {
        for (ResourceId resource : resources) {
            if (resource.kind() != kind) {
                throw new IllegalArgumentException(resource + " is no " + kind);
            }
            if (!Lane.of(resource.location()).equals(lane)) {
                throw new IllegalArgumentException(resource + " does not lie in " + lane);
            }
        }
    }
}
