// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.resource;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text that must not be seen, such as user data of a machine. It shows itself nowhere but through {@link #reveal()}:
 * not in {@code toString}, messages, events, reports or the journal. What is stored holds it through the application's
 * cipher only, else as the reference that the application resolves.
 */
public final class Secret {
    private final @Nullable String value;
    private final @Nullable String reference;
    private final @Nullable String sealed;

    private Secret(@Nullable String value, @Nullable String reference, @Nullable String sealed) {
        this.value = value;
        this.reference = reference;
        this.sealed = sealed;
    }

    /**
     * Wraps a text.
     *
     * @param value the text
     * @return the secret
     */
    public static Secret of(String value) {
        return new Secret(Objects.requireNonNull(value, "value"), null, null);
    }

    /**
     * Names a text that the application resolves where it is needed.
     *
     * @param reference the application's own name of it; not secret
     * @return the secret
     */
    public static Secret named(String reference) {
        return new Secret(null, Text.required(reference, "reference"), null);
    }

    /**
     * Keeps what a cipher wrote, where the cipher is not at hand: it is stored again as it was, and shows nothing.
     *
     * @param cipherText what the application's cipher made of the text
     * @return the secret
     */
    public static Secret sealed(String cipherText) {
        return new Secret(null, null, Objects.requireNonNull(cipherText, "cipherText"));
    }

    /**
     * The text itself. Whoever calls this takes care of it.
     *
     * @return the text
     * @throws IllegalStateException if only its name is known, or it is sealed and was read without the cipher
     */
    public String reveal() {
        if (sealed != null) {
            throw new IllegalStateException(
                    "The secret is encrypted and was read without a cipher: give the application's cipher to read it");
        }
        if (value == null) {
            throw new IllegalStateException("The secret '" + reference
                    + "' was stored by its name only: resolve it in the application before it is used");
        }
        return value;
    }

    /**
     * The name it goes by.
     *
     * @return the reference, or {@code null} if the text itself is here, or sealed
     */
    public @Nullable String reference() {
        return reference;
    }

    /**
     * What a cipher wrote, where it was read without that cipher.
     *
     * @return the text of the cipher, or {@code null} if this is not sealed
     */
    public @Nullable String sealedText() {
        return sealed;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that
                && Objects.equals(reference, that.reference)
                && Objects.equals(sealed, that.sealed)
                && (value == null) == (that.value == null)
                && MessageDigest.isEqual(bytes(), that.bytes());
    }

    private byte[] bytes() {
        return (value == null ? "" : value).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value, reference, sealed);
    }

    @Override
    public String toString() {
        return sealed != null ? "Secret[sealed]" : reference == null ? "Secret[hidden]" : "Secret[" + reference + "]";
    }
}
