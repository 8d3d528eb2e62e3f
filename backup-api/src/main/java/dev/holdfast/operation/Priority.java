// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

/** In which order steps get what is scarce: earlier first, and within one class the least slack first. */
public enum Priority {
    /** What ends a hold: thaw, revoke, fence. */
    RELEASE,
    /** Failover and restore. */
    RECOVER,
    /** Drills and clean-up. */
    DRILL,
    /** Backups and copies. */
    PROTECT,
    /** Settling and the twin watch. */
    SETTLE,
    /** Prune, rebuild, reports. */
    HOUSEKEEPING
}
