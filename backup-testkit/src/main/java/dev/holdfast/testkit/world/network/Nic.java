// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.network;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A network card: an address in a subnet, with rules of its own. While nothing runs behind it, it is silent. */
public final class Nic {

    private final Network network;
    private final Subnet subnet;
    private final long address;
    private List<Rule> rules;
    private @Nullable Acceptor acceptor;
    private final Set<Connection> connections = new LinkedHashSet<>();

    Nic(Network network, Subnet subnet, long address, List<Rule> rules) {
        this.network = network;
        this.subnet = subnet;
        this.address = address;
        this.rules = List.copyOf(rules);
    }

    /** The subnet it is in. */
    public Subnet subnet() {
        return subnet;
    }

    /** Its address. */
    public String address() {
        return Cidr.text(address);
    }

    /** Its rules. */
    public List<Rule> rules() {
        return rules;
    }

    /** Replaces its rules. */
    public void rules(List<Rule> newRules) {
        rules = List.copyOf(newRules);
    }

    /** Something runs behind it from now on. */
    public void up(Acceptor behind) {
        acceptor = behind;
    }

    /**
     * Nothing runs behind it any more.
     *
     * @param audibly whether the other sides of its connections hear of it (a shutdown) or not (a crash, a dead region)
     */
    public void down(boolean audibly) {
        acceptor = null;
        List<Connection> open = new ArrayList<>(connections);
        connections.clear();
        open.forEach(c -> c.abandon(audibly));
    }

    /** Opens a connection from here. */
    public void connect(String to, int port, ConnectionHandler handler) {
        network.connect(new Network.Origin(subnet, address, this), to, port, handler);
    }

    /** Takes the card out of the network; the address is free again. */
    public void remove() {
        down(false);
        network.remove(this);
    }

    long number() {
        return address;
    }

    @Nullable
    Acceptor acceptor() {
        return acceptor;
    }

    void joined(Connection connection) {
        connections.add(connection);
    }

    void left(Connection connection) {
        connections.remove(connection);
    }
}
