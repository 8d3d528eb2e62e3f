// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

/**
 * Encrypts what must not be stored in the clear. Given by the application; without one, secrets are stored by name
 * only. Called by several threads.
 */
public interface Cipher {
    /**
     * Encrypts.
     *
     * @param plain the text
     * @return a text that only this cipher reads, holding what it needs to find its key again
     */
    String encrypt(String plain);

    /**
     * Decrypts.
     *
     * @param encrypted what {@link #encrypt} returned, perhaps in another process
     * @return the text
     * @throws IllegalArgumentException if it was changed or the key is not there
     */
    String decrypt(String encrypted);
}
