// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.network.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to make a machine.
 *
 * @param name its name
 * @param type machine type as the cloud calls it
 * @param subnet id of the subnet it stands in
 * @param address wanted private address; null: any free one
 * @param rules security rules of its network card
 * @param userData handed to it at its making
 */
public record MachineSpec(
        String name, String type, String subnet, @Nullable String address, List<Rule> rules, String userData) {

    /** Copies the rules. */
    public MachineSpec {
        rules = List.copyOf(rules);
    }

    /** A machine without rules and user data. */
    public static MachineSpec of(String name, String type, String subnet, @Nullable String address) {
        return new MachineSpec(name, type, subnet, address, List.of(), "");
    }

    /** The same elsewhere. */
    public MachineSpec in(String newSubnet, @Nullable String newAddress) {
        return new MachineSpec(name, type, newSubnet, newAddress, rules, userData);
    }
}
