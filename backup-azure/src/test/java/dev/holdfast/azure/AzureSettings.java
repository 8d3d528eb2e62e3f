// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import dev.holdfast.operation.Lane;

/**
 * What the application configures once: where things that Holdfast makes are put.
 *
 * @param groupPrefix resource groups are called this, a hyphen, and the region
 * @param gallery the id of the gallery that images go to
 */
record AzureSettings(String groupPrefix, ArmId gallery) {
    String group(Lane lane) {
        return groupPrefix + "-" + ArmId.region(lane.region());
    }
}
