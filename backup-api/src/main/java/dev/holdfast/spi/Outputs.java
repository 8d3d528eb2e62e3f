// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

/**
 * The names of the outputs and member facts that everyone knows. A provider may give more under names of its own; those
 * mean something only to its own lowering.
 */
public final class Outputs {
    /** Text: the cloud id of what was made. Required of a primitive that makes one thing. */
    public static final String ID = "id";
    /** Time: the moment of the data, where the cloud tells it. */
    public static final String MOMENT = "moment";
    /** Text: the consistency got, as a {@link dev.holdfast.protection.ConsistencyLevel}, where the cloud itself tells it. */
    public static final String LEVEL = "level";
    /** Truth, of a thaw: the freeze was still in force when the thaw came. */
    public static final String HELD = "held";
    /** Whole number, of a thaw: how long the guest was held, in milliseconds, where the guest tells it; else it is measured. */
    public static final String HELD_MILLIS = "heldMillis";
    /** Whole number: the bytes that a whole restore reads. */
    public static final String BYTES = "bytes";
    /** Whole number: the bytes stored or moved beyond the predecessor. */
    public static final String STORED_BYTES = "storedBytes";
    /** Text, of a member that failed: why. */
    public static final String REASON = "reason";
    /** Text, of a swap: the cloud id of the disk that was replaced and is kept. */
    public static final String FORMER = "former";
    /** Text, of a machine: its address inside its subnet. */
    public static final String ADDRESS = "address";
    /** Items of text, of a machine: the cloud ids of its disks. */
    public static final String DISKS = "disks";

    private Outputs() {}
}
