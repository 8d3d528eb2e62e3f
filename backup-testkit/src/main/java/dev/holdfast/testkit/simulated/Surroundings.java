// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.operation.Lane;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.spi.KeyDescription;
import dev.holdfast.spi.PathDescription;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.SubnetDescription;
import dev.holdfast.testkit.world.Key;
import dev.holdfast.testkit.world.network.PathReport;
import dev.holdfast.testkit.world.network.Subnet;
import java.util.ArrayList;
import java.util.List;

/** Keys, subnets, paths and zones. */
final class Surroundings {
    private static final int SHOWN = 20;

    private final Lane lane;
    private final Place place;

    Surroundings(Lane lane, Place place) {
        this.lane = lane;
        this.place = place;
    }

    List<KeyDescription> keys(List<String> ids) {
        List<KeyDescription> keys = new ArrayList<>();
        for (String id : ids) {
            Key key = place.region().keys().find(id);
            if (key != null
                    && (key.account().equals(place.account()) || key.usableBy().contains(place.account()))) {
                keys.add(new KeyDescription(
                        new EncryptionKey(lane.location(), id),
                        KeyDescription.State.valueOf(key.state().name()),
                        key.cloudManaged(),
                        List.copyOf(key.usableBy())));
            }
        }
        return keys;
    }

    List<SubnetDescription> subnets(List<String> ids) {
        List<SubnetDescription> subnets = new ArrayList<>();
        for (String id : ids) {
            Subnet subnet = place.world().network().subnet(id);
            if (subnet != null
                    && subnet.region().equals(place.region().name())
                    && subnet.account().equals(place.account())) {
                subnets.add(new SubnetDescription(
                        id, subnet.network(), subnet.range().toString(), subnet.zone()));
            }
        }
        return subnets;
    }

    List<PathDescription> paths(String from, String to) {
        if (place.world().network().subnet(to) == null) {
            return List.of(new PathDescription(
                    PathDescription.Verdict.UNKNOWN, List.of(), List.of("only paths to subnets are examined: " + to)));
        }
        PathReport report = place.world().network().paths(from, to, place.account());
        List<String> because = new ArrayList<>();
        for (PathReport.Lane each : report.lanes()) {
            if (because.size() < SHOWN) {
                because.add(each.from() + " to " + each.to() + ":" + each.port() + "-" + each.portLast() + " "
                        + each.verdict() + ", " + each.why());
            }
        }
        PathDescription.Verdict verdict = !report.open().isEmpty()
                ? PathDescription.Verdict.OPEN
                : report.notExamined().isEmpty() ? PathDescription.Verdict.BLOCKED : PathDescription.Verdict.UNKNOWN;
        return List.of(new PathDescription(verdict, because, report.notExamined()));
    }

    /** The zones of a region, one text each. */
    List<Payload.Fields> zones() {
        return place.region().zones().stream()
                .map(zone -> Payload.Fields.EMPTY.with("zone", zone))
                .toList();
    }
}
