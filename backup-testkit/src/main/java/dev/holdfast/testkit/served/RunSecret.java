// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** What a host must know to be let in: drawn anew for each run, from the system's chance and not from the world's. */
final class RunSecret {
    private static final int BYTES = 24;

    private final String text;

    private RunSecret(String text) {
        this.text = text;
    }

    static RunSecret draw() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new RunSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    String text() {
        return text;
    }

    /** Takes the same time whatever was given. */
    boolean matches(String given) {
        return MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "RunSecret[hidden]";
    }
}
