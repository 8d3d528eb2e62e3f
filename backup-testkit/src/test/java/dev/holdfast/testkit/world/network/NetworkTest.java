// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.world.time.WorldLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class NetworkTest {

    private final WorldLoop loop = new WorldLoop(Instant.EPOCH);
    private final Network network = new Network(loop);
    private final Subnet web = network.addSubnet("web", "prod", "a", "r1", "r1a", "10.0.0.0/16", "10.0.1.0/24");
    private final Subnet data = network.addSubnet("data", "prod", "a", "r1", "r1a", "10.0.0.0/16", "10.0.2.0/24");
    private final Subnet drill = network.addSubnet("drill", "drill", "a", "r2", "r2a", "10.0.0.0/16", "10.0.2.0/24");

    @Test
    void a_listening_port_answers_and_a_closed_one_refuses() {
        serve(network.addNic(data, "10.0.2.10", List.of()), "prod");
        assertThat(probe("web", "10.0.2.10", 80)).isEqualTo(new Probe(Probe.Kind.ANSWERED, "prod says hi"));
        assertThat(probe("web", "10.0.2.10", 81).kind()).isEqualTo(Probe.Kind.REFUSED);
        assertThat(probe("web", "10.0.2.11", 80).kind()).isEqualTo(Probe.Kind.SILENT);
    }

    @Test
    void rules_refuse_or_drop() {
        Nic nic = network.addNic(data, "10.0.2.10", List.of(Rule.allowIn("10.0.9.0/24", 80)));
        serve(nic, "prod");
        assertThat(probe("web", "10.0.2.10", 80).kind()).isEqualTo(Probe.Kind.SILENT);
        nic.rules(List.of(new Rule(Rule.Direction.IN, Cidr.ANY, 80, 80, Rule.Verdict.REFUSE)));
        assertThat(probe("web", "10.0.2.10", 80).kind()).isEqualTo(Probe.Kind.REFUSED);
        nic.rules(List.of(Rule.allowIn("10.0.1.0/24", 80)));
        assertThat(probe("web", "10.0.2.10", 80).kind()).isEqualTo(Probe.Kind.ANSWERED);
        web.rules(List.of(Rule.allowOut("10.0.2.0/24", 443)));
        assertThat(probe("web", "10.0.2.10", 80).kind()).isEqualTo(Probe.Kind.SILENT);
    }

    @Test
    void equal_addresses_of_a_drill_and_of_production_never_meet() {
        serve(network.addNic(data, "10.0.2.10", List.of()), "prod");
        assertThat(probe("drill", "10.0.2.10", 80).kind()).isEqualTo(Probe.Kind.SILENT);
        serve(network.addNic(drill, "10.0.2.10", List.of()), "drill");
        assertThat(probe("drill", "10.0.2.10", 80).answer()).isEqualTo("drill says hi");
        assertThat(probe("web", "10.0.2.10", 80).answer()).isEqualTo("prod says hi");
    }

    @Test
    void a_peering_needs_routes_on_both_sides() {
        Subnet far = network.addSubnet("far", "other", "a", "r2", "r2a", "10.9.0.0/16", "10.9.1.0/24");
        serve(network.addNic(far, "10.9.1.10", List.of()), "far");
        network.addPeering("p", "prod", "other");
        assertThat(probe("web", "10.9.1.10", 80).kind()).isEqualTo(Probe.Kind.SILENT);
        web.addRoute(Route.via("10.9.0.0/16", "p"));
        assertThat(probe("web", "10.9.1.10", 80).kind()).isEqualTo(Probe.Kind.SILENT);
        far.addRoute(Route.via("10.0.0.0/16", "p"));
        assertThat(probe("web", "10.9.1.10", 80).kind()).isEqualTo(Probe.Kind.ANSWERED);
        network.regionDead("r2", true);
        assertThat(probe("web", "10.9.1.10", 80).kind()).isEqualTo(Probe.Kind.SILENT);
        network.regionDead("r2", false);
        network.removePeering("p");
        assertThat(probe("web", "10.9.1.10", 80).kind()).isEqualTo(Probe.Kind.SILENT);
    }

    @Test
    void what_belongs_to_another_account_is_named_as_not_examined() {
        assertThat(network.paths("web", "data", "b").notExamined()).hasSize(2);
        assertThat(network.paths("web", "data", "a").notExamined()).isEmpty();
    }

    @Test
    void the_path_report_agrees_with_real_connections() {
        int compared = 0;
        for (long seed = 0; seed < 60; seed++) {
            compared += compare(new SplittableRandom(seed));
        }
        assertThat(compared).isEqualTo(60 * 24);
    }

    private int compare(SplittableRandom random) {
        WorldLoop own = new WorldLoop(Instant.EPOCH);
        Network net = new Network(own);
        Subnet from = net.addSubnet("from", "n1", "a", "r1", "z", "10.0.0.0/16", "10.0.1.0/28");
        boolean peered = random.nextBoolean();
        Subnet to = peered
                ? net.addSubnet("to", "n2", "a", "r2", "z", "10.1.0.0/16", "10.1.2.0/28")
                : net.addSubnet("to", "n1", "a", "r1", "z", "10.0.0.0/16", "10.0.2.0/28");
        if (peered) {
            net.addPeering("p", "n1", "n2");
            from.addRoute(Route.via(random.nextInt(4) == 0 ? "10.1.2.0/29" : "10.1.0.0/16", "p"));
            if (random.nextInt(5) != 0) {
                to.addRoute(Route.via(random.nextInt(4) == 0 ? "10.0.1.8/29" : "10.0.0.0/16", "p"));
            }
        }
        from.rules(rules(random, Rule.Direction.OUT, to));
        to.rules(rules(random, Rule.Direction.IN, from));
        List<Nic> sources = nics(net, from, random, Rule.Direction.OUT, to);
        List<Nic> targets = nics(net, to, random, Rule.Direction.IN, from);
        targets.forEach(nic -> nic.up(port -> hello("x")));
        PathReport report = net.paths("from", "to", "a");
        int compared = 0;
        for (int i = 0; i < 24; i++) {
            Nic source = sources.get(random.nextInt(sources.size()));
            Nic target = targets.get(random.nextInt(targets.size()));
            int port = 78 + random.nextInt(6);
            Rule.@Nullable Verdict[] seen = {null};
            source.connect(target.address(), port, new Observer(seen));
            own.runUntilIdle();
            PathReport.Lane lane = Objects.requireNonNull(report.lane(source.address(), target.address(), port));
            assertThat(seen[0])
                    .as("%s to %s port %s: %s", source.address(), target.address(), port, lane)
                    .isEqualTo(lane.verdict());
            compared++;
        }
        return compared;
    }

    private static List<Rule> rules(SplittableRandom random, Rule.Direction direction, Subnet peers) {
        List<Rule> rules = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            int prefix = 28 + random.nextInt(5);
            long base = peers.range().first() + random.nextInt(16);
            Cidr peer = new Cidr(base - base % (1L << (32 - prefix)), prefix);
            int port = 78 + random.nextInt(4);
            Rule.Verdict verdict = List.of(
                            Rule.Verdict.ALLOW, Rule.Verdict.ALLOW, Rule.Verdict.REFUSE, Rule.Verdict.DROP)
                    .get(random.nextInt(4));
            rules.add(new Rule(direction, peer, port, port + random.nextInt(4), verdict));
        }
        return rules;
    }

    private static List<Nic> nics(
            Network net, Subnet subnet, SplittableRandom random, Rule.Direction direction, Subnet peers) {
        List<Nic> nics = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            nics.add(net.addNic(subnet, null, rules(random, direction, peers)));
        }
        return nics;
    }

    private Probe probe(String from, String to, int port) {
        Probe[] result = new Probe[1];
        network.probe(from, to, port, "hello", Duration.ofSeconds(2), p -> result[0] = p);
        loop.runUntilIdle();
        assertThat(result[0]).isNotNull();
        return result[0];
    }

    private static void serve(Nic nic, String name) {
        nic.up(port -> port == 80 ? hello(name) : null);
    }

    private static ConnectionHandler hello(String name) {
        return (connection, text) -> connection.send(name + " says hi");
    }

    private static final class Observer implements ConnectionHandler {
        private final Rule.@Nullable Verdict[] seen;

        Observer(Rule.@Nullable Verdict[] seen) {
            this.seen = seen;
        }

        @Override
        public void opened(Connection connection) {
            seen[0] = Rule.Verdict.ALLOW;
        }

        @Override
        public void refused() {
            seen[0] = Rule.Verdict.REFUSE;
        }

        @Override
        public void timedOut() {
            seen[0] = Rule.Verdict.DROP;
        }

        @Override
        public void message(Connection connection, String text) {}
    }
}
