// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.network;

import org.jspecify.annotations.Nullable;

/**
 * One end of an open connection. Frames arrive in order, after the latency of the way, through the rules as they are
 * when the frame is sent; what the way no longer lets through vanishes.
 */
public final class Connection {

    private final Network network;
    private final Network.Origin here;
    private final ConnectionHandler handler;
    private final int port;
    private final boolean opener;
    private @Nullable Connection other;
    private boolean open = true;

    Connection(Network network, Network.Origin here, ConnectionHandler handler, int port, boolean opener) {
        this.network = network;
        this.here = here;
        this.handler = handler;
        this.port = port;
        this.opener = opener;
    }

    static void join(Connection a, Connection b) {
        a.other = b;
        b.other = a;
        a.enter();
        b.enter();
    }

    /** Sends a frame; lost without a word when the connection is no longer open or the way is blocked. */
    public void send(String text) {
        Connection peer = other;
        if (open && peer != null && passes(peer)) {
            network.carry(here.subnet(), peer.here.subnet(), () -> peer.receive(text));
        }
    }

    /** Closes both ends; the other side hears of it. */
    public void close() {
        abandon(true);
    }

    /** Whether this end is still open. */
    public boolean isOpen() {
        return open;
    }

    /** Address of the other end. */
    public String peer() {
        Connection peer = other;
        return peer == null ? "" : Cidr.text(peer.here.address());
    }

    void abandon(boolean audibly) {
        if (!open) {
            return;
        }
        leave();
        Connection peer = other;
        if (audibly && peer != null && passes(peer)) {
            network.carry(here.subnet(), peer.here.subnet(), peer::hangUp);
        }
    }

    private void hangUp() {
        if (open) {
            leave();
            handler.closed(this);
        }
    }

    private void receive(String text) {
        if (open) {
            handler.message(this, text);
        } else if (other != null) {
            // A machine that came up anew does not know the connection: it answers with a reset.
            Connection peer = other;
            if (here.nic() != null && here.nic().acceptor() != null) {
                network.carry(here.subnet(), peer.here.subnet(), peer::hangUp);
            }
        }
    }

    private boolean passes(Connection peer) {
        Connection from = opener ? this : peer;
        Connection to = opener ? peer : this;
        return network.examine(from.here, to.here.address(), port).verdict() == Rule.Verdict.ALLOW;
    }

    private void enter() {
        Nic nic = here.nic();
        if (nic != null) {
            nic.joined(this);
        }
    }

    private void leave() {
        open = false;
        Nic nic = here.nic();
        if (nic != null) {
            nic.left(this);
        }
    }
}
