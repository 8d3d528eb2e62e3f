// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.network;

import org.jspecify.annotations.Nullable;

/** What listens behind an address. */
@FunctionalInterface
public interface Acceptor {

    /** The handler for a connection to the port; null refuses it because nothing listens there. */
    @Nullable
    ConnectionHandler accept(int port);
}
