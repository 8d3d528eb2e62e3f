// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.recovery;

import dev.holdfast.failure.Failure;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import java.util.List;

/**
 * What a prune came to.
 *
 * @param deleted what is gone
 * @param spared what the policy alone would have let go, and why it stays
 * @param failures what could not be deleted or looked at
 */
public record PruneReport(List<Replica> deleted, List<Spared> spared, List<Failure> failures) {
    /**
     * A replica that was deleted.
     *
     * @param point the point it belonged to
     * @param source the disk or machine whose data it held
     * @param location where it was
     * @param cloudId the cloud's id of it
     */
    public record Replica(RecoveryPointId point, ResourceId source, Location location, String cloudId) {}

    /**
     * A point that stays in a region.
     *
     * @param point which
     * @param location where
     * @param why what keeps it
     */
    public record Spared(RecoveryPointId point, Location location, String why) {
        @Override
        public String toString() {
            return point + " in " + location + " stays: " + why;
        }
    }

    /**
     * Copies the lists.
     *
     * @param deleted what is gone
     * @param spared what the policy alone would have let go, and why it stays
     * @param failures what could not be deleted or looked at
     */
    public PruneReport {
        deleted = List.copyOf(deleted);
        spared = List.copyOf(spared);
        failures = List.copyOf(failures);
    }

    /**
     * A few lines for a person.
     *
     * @return the text, without a line end
     */
    public String summary() {
        StringBuilder text = new StringBuilder("Prune: ")
                .append(deleted.size())
                .append(" replicas deleted, ")
                .append(spared.size())
                .append(" points spared");
        spared.forEach(each -> text.append("\n  ").append(each));
        failures.forEach(failure -> text.append("\n  ! ").append(failure));
        return text.toString();
    }
}
