// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

/** What a replica can be used for in the state it is in. */
public enum ReplicaUse {
    /** To make disks or machines from. */
    RESTORE,
    /** To copy elsewhere. */
    COPY,
    /** To read blocks from. */
    READ
}
