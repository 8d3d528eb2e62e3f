// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

import dev.holdfast.resource.ResourceSelector;
import java.util.List;
import java.util.Objects;

/**
 * What is protected, when, how well, how long, and where copies go. Immutable.
 *
 * @param name its name, unique in an installation
 * @param selector what
 * @param schedule when
 * @param consistency how well
 * @param retention how long
 * @param targets where copies go, possibly nowhere
 * @param loss the loss that it is for
 */
public record ProtectionPolicy(
        String name,
        ResourceSelector selector,
        Schedule schedule,
        ConsistencyLevel consistency,
        RetentionPolicy retention,
        List<ReplicationTarget> targets,
        Loss loss) {
    /**
     * Checks that all is given.
     *
     * @param name its name, unique in an installation
     * @param selector what
     * @param schedule when
     * @param consistency how well
     * @param retention how long
     * @param targets where copies go, possibly nowhere
     * @param loss the loss that it is for
     * @throws IllegalArgumentException if the name is blank
     */
    public ProtectionPolicy {
        if (name.isBlank()) {
            throw new IllegalArgumentException("A protection policy needs a name");
        }
        Objects.requireNonNull(selector, "selector");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(consistency, "consistency");
        Objects.requireNonNull(retention, "retention");
        targets = List.copyOf(targets);
        Objects.requireNonNull(loss, "loss");
    }
}
