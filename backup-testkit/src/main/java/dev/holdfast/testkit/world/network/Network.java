// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.network;

import dev.holdfast.testkit.world.time.Cancellable;
import dev.holdfast.testkit.world.time.WorldLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All networks of the world. A connection goes from an address through the rules of its card and subnet, its route
 * table, a peering where the route says so, the way back, and the rules of the other side; it is accepted, refused or
 * silent as these say. Private networks may have equal addresses: which one is meant follows from the route alone.
 */
public final class Network {

    /** How long an opener waits for an answer: the order of a patient TCP client, in virtual time. */
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** One way within a region; an orientation, not a measured number. */
    static final Duration NEAR = Duration.ofNanos(500_000);

    /** One way between regions; an orientation, not a measured number. */
    static final Duration FAR = Duration.ofMillis(40);

    private final WorldLoop loop;
    private final Map<String, Subnet> subnets = new LinkedHashMap<>();
    private final Map<String, Peering> peerings = new LinkedHashMap<>();
    private final Map<String, TreeMap<Long, Nic>> nics = new LinkedHashMap<>();
    private final Set<String> deadRegions = new TreeSet<>();

    /** An empty network on the loop. */
    public Network(WorldLoop loop) {
        this.loop = loop;
    }

    /**
     * Adds a subnet; its route table holds the local route of the given range of the whole network.
     *
     * @param networkRange range of the private network, e.g. {@code 10.0.0.0/16}
     * @param range range of the subnet
     */
    public Subnet addSubnet(
            String id, String network, String account, String region, String zone, String networkRange, String range) {
        Subnet subnet = new Subnet(id, network, account, region, zone, Cidr.parse(range));
        if (subnets.putIfAbsent(id, subnet) != null) {
            throw new IllegalArgumentException("there is a subnet " + id + " already");
        }
        subnet.addRoute(Route.local(networkRange));
        return subnet;
    }

    /** Links two private networks; traffic flows once routes on both sides name the peering. */
    public Peering addPeering(String id, String left, String right) {
        Peering peering = new Peering(id, left, right);
        peerings.put(id, peering);
        return peering;
    }

    /** Takes a peering away. */
    public void removePeering(String id) {
        peerings.remove(id);
    }

    /** A subnet by id; null when there is none. */
    public @Nullable Subnet subnet(String id) {
        return subnets.get(id);
    }

    /** All subnets, in the order they were made. */
    public List<Subnet> subnets() {
        return List.copyOf(subnets.values());
    }

    /** All peerings, in the order they were made. */
    public List<Peering> peerings() {
        return List.copyOf(peerings.values());
    }

    /**
     * Puts a card into a subnet.
     *
     * @param address the wanted address; null takes the lowest free one, the first four being reserved as clouds do
     * @throws IllegalArgumentException if the address is taken or outside of the subnet
     */
    public Nic addNic(Subnet subnet, @Nullable String address, List<Rule> rules) {
        TreeMap<Long, Nic> taken = nics.computeIfAbsent(subnet.network(), n -> new TreeMap<>());
        long number;
        if (address == null) {
            number = subnet.range().first() + 4;
            while (taken.containsKey(number)) {
                number++;
            }
        } else {
            number = Cidr.address(address);
        }
        if (!subnet.range().contains(number)) {
            throw new IllegalArgumentException(
                    address == null ? "subnet " + subnet.id() + " is full" : address + " is not in " + subnet.range());
        }
        if (taken.containsKey(number)) {
            throw new IllegalArgumentException(Cidr.text(number) + " is taken in " + subnet.network());
        }
        Nic nic = new Nic(this, subnet, number, rules);
        taken.put(number, nic);
        return nic;
    }

    /** Whether the address is free in the private network of the subnet and lies in the subnet. */
    public boolean isFree(Subnet subnet, String address) {
        long number = Cidr.address(address);
        return subnet.range().contains(number)
                && !nics.getOrDefault(subnet.network(), new TreeMap<>()).containsKey(number);
    }

    /** Everything in the region is silent, or is no longer. */
    public void regionDead(String region, boolean dead) {
        if (dead) {
            deadRegions.add(region);
        } else {
            deadRegions.remove(region);
        }
    }

    /**
     * Opens a connection from outside of any machine, as a health checker in that subnet does, sends one frame and hands
     * over what became of it. It takes the same way as every connection.
     *
     * @param fromSubnet where the checker stands; its address is the last but one of the subnet
     * @param request frame to send; null: an accepted connection is all that is wanted
     * @param patience how long to wait for the answer once connected
     */
    public void probe(
            String fromSubnet,
            String to,
            int port,
            @Nullable String request,
            Duration patience,
            Consumer<Probe> result) {
        Subnet subnet = subnets.get(fromSubnet);
        if (subnet == null) {
            throw new IllegalArgumentException("no subnet " + fromSubnet);
        }
        connect(
                new Origin(subnet, subnet.range().last() - 1, null),
                to,
                port,
                new Prober(loop, request, patience, result));
    }

    /** What is open between two subnets, read-only; see {@link PathReport}. */
    public PathReport paths(String fromSubnet, String toSubnet, String viewer) {
        return new Paths(this, viewer).between(fromSubnet, toSubnet);
    }

    void connect(Origin from, String to, int port, ConnectionHandler handler) {
        long address = Cidr.address(to);
        Examined way = examine(from, address, port);
        Subnet target = way.target();
        Cancellable[] timeout = new Cancellable[1];
        timeout[0] = loop.after(CONNECT_TIMEOUT, handler::timedOut);
        if (way.verdict() == Rule.Verdict.DROP || target == null) {
            return;
        }
        carry(from.subnet(), target, () -> {
            Nic nic = nic(target, address);
            boolean refusedByRule = way.verdict() == Rule.Verdict.REFUSE;
            Acceptor acceptor = nic == null ? null : nic.acceptor();
            if (!refusedByRule && (nic == null || acceptor == null || deadRegions.contains(target.region()))) {
                return;
            }
            ConnectionHandler accepting = refusedByRule || acceptor == null ? null : acceptor.accept(port);
            if (accepting == null || nic == null) {
                carry(target, from.subnet(), () -> {
                    timeout[0].cancel();
                    handler.refused();
                });
                return;
            }
            Connection near = new Connection(this, from, handler, port, true);
            Connection far = new Connection(this, new Origin(target, address, nic), accepting, port, false);
            Connection.join(near, far);
            carry(target, from.subnet(), () -> {
                timeout[0].cancel();
                if (near.isOpen()) {
                    handler.opened(near);
                }
            });
        });
    }

    /** The one place that decides about a way; connections, frames and {@link Paths} all ask it. */
    Examined examine(Origin from, long to, int port) {
        if (deadRegions.contains(from.subnet().region())) {
            return Examined.dropped("region " + from.subnet().region() + " is dead", null);
        }
        Rule.Verdict out =
                from.nic() == null ? Rule.Verdict.ALLOW : Rule.judge(from.nic().rules(), Rule.Direction.OUT, to, port);
        if (out != Rule.Verdict.ALLOW) {
            return new Examined(out, "outbound rule of " + Cidr.text(from.address()), from.subnet());
        }
        Rule.Verdict subnetOut = Rule.judge(from.subnet().rules(), Rule.Direction.OUT, to, port);
        if (subnetOut != Rule.Verdict.ALLOW) {
            return new Examined(subnetOut, "outbound rule of " + from.subnet().id(), from.subnet());
        }
        String network = follow(from.subnet(), to);
        if (network == null) {
            return Examined.dropped("no route from " + from.subnet().id() + " to " + Cidr.text(to), null);
        }
        Subnet target = subnetOf(network, to);
        if (target == null) {
            return Examined.dropped("no subnet of " + network + " has " + Cidr.text(to), null);
        }
        if (deadRegions.contains(target.region())) {
            return Examined.dropped("region " + target.region() + " is dead", target);
        }
        if (!from.subnet().network().equals(follow(target, from.address()))) {
            return Examined.dropped("no route back from " + target.id() + " to " + Cidr.text(from.address()), target);
        }
        Rule.Verdict subnetIn = Rule.judge(target.rules(), Rule.Direction.IN, from.address(), port);
        if (subnetIn != Rule.Verdict.ALLOW) {
            return new Examined(subnetIn, "inbound rule of " + target.id(), target);
        }
        Nic nic = nic(target, to);
        Rule.Verdict in =
                nic == null ? Rule.Verdict.ALLOW : Rule.judge(nic.rules(), Rule.Direction.IN, from.address(), port);
        return new Examined(in, in == Rule.Verdict.ALLOW ? "open" : "inbound rule of " + Cidr.text(to), target);
    }

    void carry(Subnet from, Subnet to, Runnable arrival) {
        loop.after(from.region().equals(to.region()) ? NEAR : FAR, arrival);
    }

    boolean isDead(String region) {
        return deadRegions.contains(region);
    }

    @Nullable
    Nic nic(Subnet subnet, long address) {
        TreeMap<Long, Nic> of = nics.get(subnet.network());
        return of == null ? null : of.get(address);
    }

    List<Nic> nicsIn(Subnet subnet) {
        TreeMap<Long, Nic> of = nics.getOrDefault(subnet.network(), new TreeMap<>());
        return List.copyOf(
                of.subMap(subnet.range().first(), true, subnet.range().last(), true)
                        .values());
    }

    void remove(Nic nic) {
        TreeMap<Long, Nic> of = nics.get(nic.subnet().network());
        if (of != null) {
            of.remove(nic.number());
        }
    }

    /** The private network to which the route of a subnet leads; null without a route. */
    private @Nullable String follow(Subnet subnet, long to) {
        Route best = null;
        for (Route route : subnet.routes()) {
            if (route.destination().contains(to)
                    && (best == null
                            || route.destination().prefix() > best.destination().prefix())) {
                best = route;
            }
        }
        if (best == null) {
            return null;
        }
        String through = best.peering();
        if (through == null) {
            return subnet.network();
        }
        Peering peering = peerings.get(through);
        return peering == null || !peering.joins(subnet.network()) ? null : peering.otherThan(subnet.network());
    }

    private @Nullable Subnet subnetOf(String network, long address) {
        for (Subnet subnet : subnets.values()) {
            if (subnet.network().equals(network) && subnet.range().contains(address)) {
                return subnet;
            }
        }
        return null;
    }

    /** Where a connection comes from: a card, or a bare address of a subnet. */
    record Origin(Subnet subnet, long address, @Nullable Nic nic) {}

    /** What became of a way. */
    record Examined(
            Rule.Verdict verdict, String why, @Nullable Subnet target) {

        static Examined dropped(String why, @Nullable Subnet target) {
            return new Examined(Rule.Verdict.DROP, why, target);
        }
    }
}
