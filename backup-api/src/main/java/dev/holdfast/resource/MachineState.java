// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.resource;

/** What a machine does at the moment, as far as its cloud tells. This list grows. */
public enum MachineState {
    /** Being made or started. */
    STARTING,
    /** Up. */
    RUNNING,
    /** On its way to stopped. */
    STOPPING,
    /** Down, with its disks kept. */
    STOPPED,
    /** Gone for good, though perhaps still listed. */
    TERMINATED,
    /** A state that the provider does not know. */
    UNKNOWN
}
