// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.protection;

/** Whether the account that would recover can use the key that a replica is encrypted with. */
public enum KeyUse {
    /** It can, or there is no key of one's own. */
    USABLE,
    /** It cannot: the key is disabled, being deleted, gone, or does not admit the account. */
    NOT_USABLE,
    /** Nobody looked. */
    UNKNOWN
}
