// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.resource;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to make one disk of a machine anew.
 *
 * @param device the device name or LUN
 * @param boot whether the machine starts from it
 * @param sizeBytes its least size, in bytes
 * @param type the type in the cloud's words; empty for the cloud's default
 * @param keyId the key to encrypt with, or {@code null} for the cloud's default
 */
public record DiskSpec(
        String device,
        boolean boot,
        long sizeBytes,
        String type,
        @Nullable String keyId) {
    /**
     * Checks the parts.
     *
     * @param device the device name or LUN
     * @param boot whether the machine starts from it
     * @param sizeBytes its least size, in bytes
     * @param type the type in the cloud's words; empty for the cloud's default
     * @param keyId the key to encrypt with, or {@code null} for the cloud's default
     * @throws IllegalArgumentException if the device is blank or the size not positive
     */
    public DiskSpec {
        Text.required(device, "device");
        Objects.requireNonNull(type, "type");
        if (sizeBytes <= 0) {
            throw new IllegalArgumentException("sizeBytes of " + device + " must be positive but is " + sizeBytes);
        }
    }
}
