// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.marks;

import dev.holdfast.spi.Marks;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The keyed digest over the other marks: who does not have the key cannot change a mark unseen. */
public final class Seal {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST_BYTES = 32;

    private final SecretKeySpec key;

    /**
     * A seal under a key of the application.
     *
     * @param key at least 32 bytes; copied
     */
    public Seal(byte[] key) {
        if (key.length < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "The key of the seal has " + key.length + " bytes: give at least " + LEAST_BYTES);
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** The value of the mark {@link Marks#SEAL} for these marks; other names among them are not sealed. */
    public String over(Map<String, String> marks) {
        StringBuilder text = new StringBuilder();
        for (String name : Marks.ALL) {
            String value = marks.get(name);
            if (value != null && !name.equals(Marks.SEAL)) {
                // A line break would let one mark pass for two.
                text.append(name)
                        .append('=')
                        .append(MarkSet.checked(name, value))
                        .append('\n');
            }
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] digest = mac.doFinal(text.toString().getBytes(StandardCharsets.US_ASCII));
            return MarkSet.FORMAT + Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    /** Whether these marks carry the seal that belongs to them. Takes the same time wherever they differ. */
    public boolean holds(Map<String, String> marks) {
        String found = marks.get(Marks.SEAL);
        if (found == null) {
            return false;
        }
        try {
            return MessageDigest.isEqual(
                    over(marks).getBytes(StandardCharsets.US_ASCII), found.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "Seal[hidden]";
    }
}
