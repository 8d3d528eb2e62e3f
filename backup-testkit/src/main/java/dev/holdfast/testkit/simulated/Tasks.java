// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

/** The kinds of work that are watched. */
final class Tasks {
    static final String SNAPSHOT = "snapshot";
    static final String SNAPSHOT_SET = "snapshot-set";
    static final String OPERATION = "operation";
    static final String IMAGE = "image";
    static final String DISK = "disk";
    static final String DISK_WORK = "disk-work";
    static final String MACHINE = "machine";
    static final String COMMAND = "command";

    private Tasks() {}
}
