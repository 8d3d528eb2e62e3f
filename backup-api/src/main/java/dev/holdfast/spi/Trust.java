// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What an application vouches with: it signs kits and evidence, seals marks, and, where it gives a cipher, encrypts
 * secrets. A restored host needs the same trust.
 */
public interface Trust {
    /**
     * Trust in one secret key that all hosts of an installation, and those that recover it, hold: HMAC-SHA256.
     *
     * @param key at least 16 bytes, copied
     * @return the trust, without a cipher
     * @throws IllegalArgumentException if the key is shorter
     */
    static Trust sharedKey(byte[] key) {
        if (key.length < 16) {
            throw new IllegalArgumentException(
                    "A shared key of " + key.length + " bytes is too short: take at least 16");
        }
        return new SharedKeyTrust(key.clone());
    }

    /**
     * Signs.
     *
     * @param text what
     * @return the signature, in printable ASCII
     */
    String sign(String text);

    /**
     * Whether a signature is one of ours for this text.
     *
     * @param text what was signed
     * @param signature what {@link #sign} returned, perhaps in another process
     * @return true if it is
     */
    boolean verify(String text, String signature);

    /**
     * The key that marks are sealed with.
     *
     * @return the key, at least 16 bytes
     */
    byte[] sealKey();

    /**
     * What secrets are encrypted with.
     *
     * @return the cipher, or {@code null}: then secrets are stored by name only
     */
    default @Nullable Cipher cipher() {
        return null;
    }

    /** Trust in one shared key. */
    final class SharedKeyTrust implements Trust {
        private final byte[] key;

        SharedKeyTrust(byte[] key) {
            this.key = key;
        }

        private byte[] mac(String purpose, String text) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                mac.update(purpose.getBytes(StandardCharsets.UTF_8));
                mac.update((byte) 0);
                return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Every Java platform has HmacSHA256", e);
            }
        }

        @Override
        public String sign(String text) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac("sign", text));
        }

        @Override
        public boolean verify(String text, String signature) {
            return MessageDigest.isEqual(
                    sign(text).getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public byte[] sealKey() {
            return mac("seal", "");
        }

        @Override
        public String toString() {
            return "Trust[shared key]";
        }
    }
}
