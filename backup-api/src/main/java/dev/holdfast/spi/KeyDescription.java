// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.protection.EncryptionKey;
import java.util.List;
import java.util.Objects;

/**
 * A key as its cloud shows it.
 *
 * @param key which key
 * @param state what it can do
 * @param managedByCloud whether it is the cloud's own default key, which cannot be shared with other accounts
 * @param usableBy the accounts known to be allowed to use it, its own among them
 */
public record KeyDescription(EncryptionKey key, State state, boolean managedByCloud, List<String> usableBy) {
    /** What a key can do. */
    public enum State {
        /** Encrypt and decrypt. */
        ENABLED,
        /** Nothing, until it is enabled. */
        DISABLED,
        /** Nothing, and soon gone. */
        PENDING_DELETION,
        /** The cloud does not tell. */
        UNKNOWN
    }

    /**
     * Copies the list.
     *
     * @param key which key
     * @param state what it can do
     * @param managedByCloud whether it is the cloud's own default key, which cannot be shared with other accounts
     * @param usableBy the accounts known to be allowed to use it, its own among them
     */
    public KeyDescription {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(state, "state");
        usableBy = List.copyOf(usableBy);
    }
}
