// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

/**
 * What a call is for. Credentials are asked for, and least privilege is printed, one set per purpose, so that the
 * principal that backs up need not be able to delete.
 */
public enum Purpose {
    /** Reads only. */
    INSPECT,
    /** Makes and copies recovery points, freezes and thaws. */
    PROTECT,
    /** Deletes recovery points. */
    PRUNE,
    /** Restores, fails over, fails back. */
    RECOVER,
    /** Makes and removes what a drill needs. */
    DRILL
}
