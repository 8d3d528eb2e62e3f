// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.OperationId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/**
 * What a step sends with every call of one generation, so that a call which was made twice can be told from two calls.
 * Tokens, names and marks are derived from it in the grammar of each cloud.
 *
 * @param installation the installation's name
 * @param operation the operation
 * @param step the number of the step in its operation
 * @param generation counts from 1; rises only when an outcome is known to have failed
 */
public record StepKey(String installation, OperationId operation, int step, int generation) {
    private static final char[] BASE32 = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();

    /**
     * Checks the parts.
     *      *
     *
     * @param installation the installation's name
     * @param operation the operation
     * @param step the number of the step in its operation
     * @param generation counts from 1; rises only when an outcome is known to have failed
     * @throws IllegalArgumentException if the installation is not 1 to 32 letters, digits or hyphens, or a number is
     *     not positive
     */
    public StepKey {
        Objects.requireNonNull(operation, "operation");
        if (!installation.matches("[A-Za-z0-9-]{1,32}")) {
            throw new IllegalArgumentException("An installation's name is 1 to 32 letters, digits or hyphens");
        }
        if (step < 0 || generation < 1) {
            throw new IllegalArgumentException("Step " + step + ", generation " + generation + " cannot be");
        }
    }

    /**
     * A token: letters and digits that only this key gives, the same in every process.
     *
     * @param length how many characters, 16 to 52
     * @return lower-case letters and the digits 2 to 7, beginning with a letter
     * @throws IllegalArgumentException if the length is out of range
     */
    public String token(int length) {
        if (length < 16 || length > 52) {
            throw new IllegalArgumentException("A token of " + length + " characters would not be safe or possible");
        }
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256").digest(toString().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
        StringBuilder token = new StringBuilder("h");
        int bits = 0;
        int held = 0;
        for (int i = 0; token.length() < length; ) {
            if (held < 5) {
                bits = (bits << 8 | (digest[i++ % digest.length] & 0xff)) & 0xffff;
                held += 8;
            }
            held -= 5;
            token.append(BASE32[bits >> held & 31]);
        }
        return token.toString();
    }

    /**
     * Reads the form that {@link #toString()} writes.
     *
     * @param text {@code installation/operation/step/generation}
     * @return the key
     * @throws IllegalArgumentException if the text has another form
     */
    public static StepKey parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("A step key has the form installation/operation/step/generation");
        }
        return new StepKey(parts[0], new OperationId(parts[1]), Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
    }

    @Override
    public String toString() {
        return installation + "/" + operation + "/" + step + "/" + generation;
    }
}
