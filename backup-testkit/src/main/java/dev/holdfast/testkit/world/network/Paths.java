// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Computes a {@link PathReport}: cuts addresses and ports wherever any rule, route or card begins or ends, and judges one
 * representative of each piece. Within a piece nothing can differ, so the report is exact.
 */
final class Paths {

    private static final int PORTS = 65_536;

    private final Network network;
    private final String viewer;

    Paths(Network network, String viewer) {
        this.network = network;
        this.viewer = viewer;
    }

    PathReport between(String fromId, String toId) {
        Subnet from = network.subnet(fromId);
        Subnet to = network.subnet(toId);
        List<String> hidden = new ArrayList<>();
        if (from == null || to == null) {
            hidden.add("no subnet " + (from == null ? fromId : toId));
        } else {
            hide(from, hidden);
            hide(to, hidden);
        }
        if (!hidden.isEmpty() || from == null || to == null) {
            return new PathReport(List.of(), hidden);
        }
        List<PathReport.Lane> lanes = new ArrayList<>();
        List<Long> sources = pieces(from, from, to);
        List<Long> targets = pieces(to, from, to);
        List<Long> ports = ports(from, to);
        for (int s = 0; s < sources.size() - 1; s++) {
            for (int t = 0; t < targets.size() - 1; t++) {
                lanesOf(from, sources, s, targets, t, ports, lanes);
            }
        }
        return new PathReport(lanes, List.of());
    }

    private void lanesOf(
            Subnet from,
            List<Long> sources,
            int s,
            List<Long> targets,
            int t,
            List<Long> ports,
            List<PathReport.Lane> lanes) {
        long source = sources.get(s);
        Network.Origin origin = new Network.Origin(from, source, network.nic(from, source));
        int start = 0;
        for (int p = 0; p < ports.size() - 1; p++) {
            Network.Examined here =
                    network.examine(origin, targets.get(t), ports.get(p).intValue());
            boolean last = p == ports.size() - 2;
            Network.Examined next = last
                    ? here
                    : network.examine(origin, targets.get(t), ports.get(p + 1).intValue());
            if (last || next.verdict() != here.verdict() || !next.why().equals(here.why())) {
                lanes.add(new PathReport.Lane(
                        Cidr.text(source),
                        Cidr.text(sources.get(s + 1) - 1),
                        Cidr.text(targets.get(t)),
                        Cidr.text(targets.get(t + 1) - 1),
                        ports.get(start).intValue(),
                        ports.get(p + 1).intValue() - 1,
                        here.verdict(),
                        here.why()));
                start = p + 1;
            }
        }
    }

    private void hide(Subnet subnet, List<String> hidden) {
        if (!subnet.account().equals(viewer)) {
            hidden.add("subnet " + subnet.id() + " belongs to account " + subnet.account());
        }
        if (network.isDead(subnet.region())) {
            hidden.add("region " + subnet.region() + " of subnet " + subnet.id() + " does not answer");
        }
    }

    /** Cuts the range of a subnet; each piece reaches up to the start of the next. */
    private List<Long> pieces(Subnet of, Subnet from, Subnet to) {
        Cidr range = of.range();
        TreeSet<Long> cuts = new TreeSet<>();
        cuts.add(range.first());
        cuts.add(range.last() + 1);
        for (Subnet side : List.of(from, to)) {
            side.routes().forEach(route -> cut(cuts, range, route.destination()));
            side.rules().forEach(rule -> cut(cuts, range, rule.peer()));
            for (Nic nic : network.nicsIn(side)) {
                cut(cuts, range, new Cidr(nic.number(), 32));
                nic.rules().forEach(rule -> cut(cuts, range, rule.peer()));
            }
        }
        return List.copyOf(cuts);
    }

    private List<Long> ports(Subnet from, Subnet to) {
        TreeSet<Long> cuts = new TreeSet<>();
        cuts.add(0L);
        cuts.add((long) PORTS);
        for (Subnet side : List.of(from, to)) {
            List<Rule> rules = new ArrayList<>(side.rules());
            network.nicsIn(side).forEach(nic -> rules.addAll(nic.rules()));
            for (Rule rule : rules) {
                cuts.add((long) rule.fromPort());
                cuts.add(Math.min(PORTS, rule.toPort() + 1L));
            }
        }
        return List.copyOf(cuts);
    }

    private static void cut(Set<Long> cuts, Cidr range, Cidr by) {
        if (range.contains(by.first())) {
            cuts.add(by.first());
        }
        if (range.contains(by.last() + 1)) {
            cuts.add(by.last() + 1);
        }
    }
}
