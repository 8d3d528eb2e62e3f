// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.network;

/** One side of a connection: called on the loop. */
public interface ConnectionHandler {

    /** The connection that this side asked for is open. */
    default void opened(Connection connection) {}

    /** The other side, or a rule on the way, refused it. */
    default void refused() {}

    /** Nothing answered within {@link Network#CONNECT_TIMEOUT}. */
    default void timedOut() {}

    /** A frame arrived. */
    void message(Connection connection, String text);

    /** The other side closed it or broke down audibly. */
    default void closed(Connection connection) {}
}
