// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.bytes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 without a checked exception; every Java platform has it. */
public final class Digests {

    private Digests() {}

    /** A fresh digest. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Digest of some bytes. */
    public static byte[] sha256(byte[] data) {
        return sha256().digest(data);
    }

    /** Digest of a text in UTF-8, as lower-case hexadecimal. */
    public static String sha256(String text) {
        return HexFormat.of().formatHex(sha256(text.getBytes(StandardCharsets.UTF_8)));
    }
}
