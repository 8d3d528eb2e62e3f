// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.machine;

import dev.holdfast.testkit.world.network.Connection;

/**
 * What runs on a machine: an event handler on the loop, without a thread. One object is made for each boot; its fields
 * are the memory of the machine and are gone at a stop. It sees its disks and its connections, nothing else.
 *
 * <p>An exception out of any of these methods is a crash of the machine.
 */
public interface Program {

    /**
     * The machine has read the loader record.
     *
     * @param configuration what the loader record points at, as text
     * @throws BootFailure if the program cannot come up
     */
    void boot(Computer computer, String configuration);

    /** A frame arrived on a connection to one of the ports listened to. */
    void message(Connection connection, String text);

    /** A connection to one of its ports was closed. */
    default void closed(Connection connection) {}

    /** A command of the guest agent of the cloud; null: the program knows no such command. */
    default Reply command(String text) {
        return new Reply(127, "unknown command");
    }

    /** The other name of an orderly stop: the last chance to write, before memory is lost. */
    default void shutdown() {}

    /**
     * Answer of a guest command.
     *
     * @param exitCode 0 for success
     * @param output text for the caller
     */
    record Reply(int exitCode, String output) {}
}
