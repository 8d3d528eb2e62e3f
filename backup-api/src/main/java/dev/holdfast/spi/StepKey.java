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
    private static final String MARK_FORMAT = "1:";
    private static final char[] BASE32 = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();

    /**
     * Checks the parts.
     *
     * @param installation the installation's name
     * @param operation the operation
     * @param step the number of the step in its operation
     * @param generation counts from 1; rises only when an outcome is known to have failed
     * @throws IllegalArgumentException if the installation is not 1 to 32 letters, digits or hyphens, the step
     *     is negative, or the generation is below 1
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
            throw malformed();
        }
        return new StepKey(parts[0], new OperationId(parts[1]), number(parts[2]), number(parts[3]));
    }

    /**
     * The value of the mark {@link Marks#KEY}: what a provider sets, and looks for by an exact match. No two keys have
     * one mark, and it holds none of the characters that a cloud forbids in tags.
     *
     * @return {@code 1:installation.operation.step.generation}, at most 97 characters
     */
    public String mark() {
        return MARK_FORMAT + installation + "." + operation + "." + step + "." + generation;
    }

    /**
     * Reads a value of the mark {@link Marks#KEY}.
     *
     * @param mark what {@link #mark()} wrote
     * @return the key
     * @throws IllegalArgumentException if the text has another form
     */
    public static StepKey ofMark(String mark) {
        String[] parts = mark.split("\\.", -1);
        if (!mark.startsWith(MARK_FORMAT) || parts.length != 4) {
            throw new IllegalArgumentException(
                    "The mark of a step key has the form 1:installation.operation.step.generation");
        }
        return new StepKey(
                parts[0].substring(MARK_FORMAT.length()),
                new OperationId(parts[1]),
                number(parts[2]),
                number(parts[3]));
    }

    /** Only the one way that a number is written, so that no two texts are one key. */
    private static int number(String digits) {
        if (!digits.matches("0|[1-9][0-9]{0,9}") || Long.parseLong(digits) > Integer.MAX_VALUE) {
            throw malformed();
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("A step key has the form installation/operation/step/generation");
    }

    @Override
    public String toString() {
        return installation + "/" + operation + "/" + step + "/" + generation;
    }
}
