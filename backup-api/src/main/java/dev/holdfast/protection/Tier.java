// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

/** How quickly a replica can be used. */
public enum Tier {
    /** At once. */
    STANDARD,
    /** Only after a retrieval, whose time enters every forecast of a recovery. */
    ARCHIVED
}
