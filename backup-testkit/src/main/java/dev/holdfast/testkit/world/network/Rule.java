// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.network;

import java.util.List;

/**
 * A security rule. Rules are stateful (answers are not examined) and tried in their order; the first that matches
 * decides. Where a list has rules for a direction and none matches, the packet is dropped; where it has none for that
 * direction, everything passes.
 *
 * @param direction seen from the machine or subnet that has the rule
 * @param peer addresses of the other side
 * @param fromPort first destination port, inclusive
 * @param toPort last destination port, inclusive
 * @param verdict what becomes of it
 */
public record Rule(Direction direction, Cidr peer, int fromPort, int toPort, Verdict verdict) {

    /** Seen from the owner of the rule. */
    public enum Direction {
        /** Connections opened to it. */
        IN,
        /** Connections opened by it. */
        OUT
    }

    /** What becomes of a packet. */
    public enum Verdict {
        /** It passes. */
        ALLOW,
        /** It is answered with a refusal at once. */
        REFUSE,
        /** It vanishes; the opener runs into its time-out. */
        DROP
    }

    /** Allows connections from a range to a port. */
    public static Rule allowIn(String peer, int port) {
        return new Rule(Direction.IN, Cidr.parse(peer), port, port, Verdict.ALLOW);
    }

    /** Allows connections to a range and port. */
    public static Rule allowOut(String peer, int port) {
        return new Rule(Direction.OUT, Cidr.parse(peer), port, port, Verdict.ALLOW);
    }

    /** Drops everything of a direction. */
    public static Rule dropAll(Direction direction) {
        return new Rule(direction, Cidr.ANY, 0, 65_535, Verdict.DROP);
    }

    static Verdict judge(List<Rule> rules, Direction direction, long peer, int port) {
        boolean any = false;
        for (Rule rule : rules) {
            if (rule.direction == direction) {
                any = true;
                if (rule.peer.contains(peer) && port >= rule.fromPort && port <= rule.toPort) {
                    return rule.verdict;
                }
            }
        }
        return any ? Verdict.DROP : Verdict.ALLOW;
    }
}
