// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.truth;

import dev.holdfast.testkit.world.bytes.Digests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/**
 * A running SHA-256 over one canonical line per event: two runs with one seed have equal hashes, or something depends on
 * what it must not. The newest lines are kept as text so that a difference can be found.
 */
public final class Trace {

    private static final int KEPT = 2_000;

    private final MessageDigest digest = Digests.sha256();
    private final Deque<String> tail = new ArrayDeque<>();
    private long lines;

    /** Adds a line made of the moment and the parts. */
    public void add(Instant at, String... parts) {
        String line = at.getEpochSecond() + "." + at.getNano() + "|" + String.join("|", parts);
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        lines++;
        tail.addLast(line);
        if (tail.size() > KEPT) {
            tail.removeFirst();
        }
    }

    /** How many lines there were. */
    public long lines() {
        return lines;
    }

    /** The hash over all lines so far, as hexadecimal. */
    public String hash() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The newest lines, oldest first, at most 2,000. */
    public List<String> tail() {
        return List.copyOf(tail);
    }
}
