// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.network;

import org.jspecify.annotations.Nullable;

/**
 * One line of a subnet's route table; the longest matching prefix decides.
 *
 * @param destination addresses it is for
 * @param peering the peering that leads there; null: the network the subnet lies in
 */
public record Route(Cidr destination, @Nullable String peering) {

    /** Stays within the network. */
    public static Route local(String destination) {
        return new Route(Cidr.parse(destination), null);
    }

    /** Leads through a peering. */
    public static Route via(String destination, String peering) {
        return new Route(Cidr.parse(destination), peering);
    }
}
