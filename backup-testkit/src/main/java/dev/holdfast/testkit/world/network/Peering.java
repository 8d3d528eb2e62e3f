// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.network;

/**
 * A link between two private networks, in one region or two.
 *
 * @param id cloud id
 * @param left one network
 * @param right the other
 */
public record Peering(String id, String left, String right) {

    boolean joins(String network) {
        return left.equals(network) || right.equals(network);
    }

    String otherThan(String network) {
        return left.equals(network) ? right : left;
    }
}
