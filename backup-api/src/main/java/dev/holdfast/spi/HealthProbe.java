// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.recovery.HealthCheck;
import dev.holdfast.resource.ResourceId;

/**
 * Asks a machine once whether it serves. Safe for use by several threads. An application may give one that reaches
 * places the host cannot; a provider may bring one for its own machines.
 */
public interface HealthProbe {
    /**
     * Makes one attempt.
     *
     * @param machine the machine
     * @param address its address
     * @param check what to ask
     * @param context what every call is told
     * @return an empty text if the check passed, else why it did not
     * @throws CallFailure if the attempt itself could not be made
     */
    String attempt(ResourceId machine, String address, HealthCheck check, CallContext context);
}
