// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is open between two subnets. It covers every pair of addresses and every port: what is neither listed as a lane
 * nor named as not examined does not exist. Whether something listens at an address is not part of it.
 *
 * @param lanes all combinations, with what becomes of a connection there
 * @param notExamined what the viewer may not or cannot see, with the reason; empty: the report is whole
 */
public record PathReport(List<Lane> lanes, List<String> notExamined) {

    /** Copies the lists. */
    public PathReport {
        lanes = List.copyOf(lanes);
        notExamined = List.copyOf(notExamined);
    }

    /**
     * A block of addresses and ports that are all treated alike.
     *
     * @param from first source address
     * @param fromLast last source address
     * @param to first destination address
     * @param toLast last destination address
     * @param port first port
     * @param portLast last port
     * @param verdict what becomes of a connection
     * @param why the rule or route that decides
     */
    public record Lane(
            String from,
            String fromLast,
            String to,
            String toLast,
            int port,
            int portLast,
            Rule.Verdict verdict,
            String why) {

        boolean covers(long source, long target, int at) {
            return source >= Cidr.address(from)
                    && source <= Cidr.address(fromLast)
                    && target >= Cidr.address(to)
                    && target <= Cidr.address(toLast)
                    && at >= port
                    && at <= portLast;
        }
    }

    /** The lanes through which a connection passes. */
    public List<Lane> open() {
        return lanes.stream().filter(l -> l.verdict() == Rule.Verdict.ALLOW).toList();
    }

    /** The lane of one combination; null where nothing was examined. */
    public @Nullable Lane lane(String from, String to, int port) {
        long source = Cidr.address(from);
        long target = Cidr.address(to);
        return lanes.stream()
                .filter(l -> l.covers(source, target, port))
                .findFirst()
                .orElse(null);
    }
}
