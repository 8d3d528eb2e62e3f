// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import java.util.Set;

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

    static final Set<String> KINDS =
            Set.of(SNAPSHOT, SNAPSHOT_SET, OPERATION, IMAGE, DISK, DISK_WORK, MACHINE, COMMAND);

    private Tasks() {}
}
