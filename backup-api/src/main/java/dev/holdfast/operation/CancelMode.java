// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

/** What becomes of what a cancelled operation has done. */
public enum CancelMode {
    /** It stays. */
    KEEP,
    /** It is undone, as far as it can be. */
    UNDO
}
