// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections come from. */
interface Source extends AutoCloseable {
    /** What it is, for messages, without secrets. */
    String name();

    /** A connection that is set up, to be given back by {@link Connection#close}. */
    Connection open() throws SQLException;

    /** Names the host that has it, where only one may. */
    default void heldBy(String host) {}

    /** Ends what was begun here; what was given stays open. */
    @Override
    default void close() {}
}
