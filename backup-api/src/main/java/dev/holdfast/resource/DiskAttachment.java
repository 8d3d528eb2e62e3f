// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.resource;

import java.util.Objects;

/**
 * How a disk hangs on a machine.
 *
 * @param disk the disk
 * @param machine the machine
 * @param device the device name or LUN, as the cloud writes it
 * @param boot whether the machine starts from it
 */
public record DiskAttachment(ResourceId disk, ResourceId machine, String device, boolean boot) {
    /**
     * Checks the parts.
     *
     * @param disk the disk
     * @param machine the machine
     * @param device the device name or LUN, as the cloud writes it
     * @param boot whether the machine starts from it
     * @throws IllegalArgumentException if {@code device} is blank
     */
    public DiskAttachment {
        Objects.requireNonNull(disk, "disk");
        Objects.requireNonNull(machine, "machine");
        Text.required(device, "device");
    }
}
