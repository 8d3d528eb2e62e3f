// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.request;

/** Why physics refuses a request; each cloud has its own words for them. */
public enum Reason {
    /** Too many requests. */
    THROTTLED,
    /** All slots for such work are taken. */
    SLOTS_FULL,
    /** Too soon after the last one on the same thing. */
    TOO_SOON,
    /** Another operation on the same thing has not ended. */
    BUSY,
    /** A stock is full: waiting does not help. */
    STOCK_FULL,
    /** No capacity for such a machine or disk here. */
    NO_CAPACITY,
    /** There is no such thing, or it does not show yet. */
    NOT_FOUND,
    /** There is one of that name already. */
    TAKEN,
    /** The token was used with other parameters. */
    TOKEN_MISMATCH,
    /** Its state does not allow it. */
    WRONG_STATE,
    /** Something else uses it. */
    IN_USE,
    /** A lock or delete protection forbids it. */
    LOCKED,
    /** It is shared, or cannot be shared. */
    SHARING,
    /** The key is disabled, pending deletion, or not usable by this account. */
    KEY_UNUSABLE,
    /** Not allowed. */
    DENIED,
    /** The request makes no sense. */
    INVALID,
    /** The endpoint refuses connections. */
    UNREACHABLE,
    /** The cloud failed. */
    INTERNAL
}
