// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.recovery;

import dev.holdfast.failure.Failure;
import dev.holdfast.protection.ConsistencyLevel;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.resource.ResourceId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a restore came to.
 *
 * @param point the point that was restored
 * @param method to what
 * @param moment the moment of its data
 * @param consistency the consistency of its data
 * @param restored what is there again, in the order of the point's disks; what is missing here failed
 * @param safetyPoint the point taken of what was replaced, or {@code null} if none was
 * @param failures what went wrong
 */
public record RestoreReport(
        RecoveryPointId point,
        RestoreMethod method,
        Instant moment,
        ConsistencyLevel consistency,
        List<Restored> restored,
        @Nullable RecoveryPointId safetyPoint,
        List<Failure> failures) {
    /**
     * One disk or machine.
     *
     * @param source what the point was taken of
     * @param made what holds the data now: something new, or the disk that was set back
     * @param former the disk that was replaced, and is kept, detached; {@code null} if none was
     */
    public record Restored(
            ResourceId source, ResourceId made, @Nullable ResourceId former) {}

    /**
     * Copies the lists.
     *
     * @param point the point that was restored
     * @param method to what
     * @param moment the moment of its data
     * @param consistency the consistency of its data
     * @param restored what is there again
     * @param safetyPoint the point taken of what was replaced, or {@code null} if none was
     * @param failures what went wrong
     */
    public RestoreReport {
        restored = List.copyOf(restored);
        failures = List.copyOf(failures);
    }

    /**
     * A few lines for a person.
     *
     * @return the text, without a line end
     */
    public String summary() {
        StringBuilder text = new StringBuilder("Restore of ")
                .append(point)
                .append(" (")
                .append(moment)
                .append(", ")
                .append(consistency)
                .append("), ")
                .append(method);
        for (Restored each : restored) {
            text.append("\n  ")
                    .append(each.source().id())
                    .append(" is back as ")
                    .append(each.made().id());
            if (each.former() != null) {
                text.append("; what it replaced is kept as ")
                        .append(each.former().id());
            }
        }
        if (safetyPoint != null) {
            text.append("\n  what was there before is point ").append(safetyPoint);
        }
        failures.forEach(failure -> text.append("\n  ! ").append(failure));
        return text.toString();
    }
}
