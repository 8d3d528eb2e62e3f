// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the last line of an archive says of those before it. */
final class ArchiveDigest {
    static final String END = "End";

    private final MessageDigest digest = sha256();
    private final SortedMap<String, Long> rows = new TreeMap<>();

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    void add(String line, StoredRow row) {
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        rows.merge(row.getClass().getSimpleName(), 1L, Long::sum);
    }

    /** The last line. Called once. */
    Payload.Fields end() {
        SortedMap<String, Payload> counts = new TreeMap<>();
        rows.forEach((name, count) -> counts.put(name, Payload.of(count)));
        return Payload.Fields.EMPTY
                .with(PayloadMapper.TYPE, END)
                .with("rows", new Payload.Fields(counts))
                .with("digest", HexFormat.of().formatHex(digest.digest()));
    }
}
