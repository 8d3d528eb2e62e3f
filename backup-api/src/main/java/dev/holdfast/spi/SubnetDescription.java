// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A subnet as its cloud shows it.
 *
 * @param id the cloud's id
 * @param network the network it belongs to
 * @param cidr its addresses
 * @param zone its zone, or {@code null} if it spans the region
 */
public record SubnetDescription(
        String id, String network, String cidr, @Nullable String zone) {
    /**
     * Checks that id, network and addresses are given.
     *
     * @param id the cloud's id
     * @param network the network it belongs to
     * @param cidr its addresses
     * @param zone its zone, or {@code null} if it spans the region
     */
    public SubnetDescription {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(cidr, "cidr");
    }
}
