// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.OperationId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What happened, for good. Each entry carries the digest of the one before, so that none can be changed, left out or put
 * in between unseen by whoever knows the last.
 *
 * @param sequence its place, from 1, without gaps
 * @param operation whose evidence
 * @param requestKey the application's key for that operation, or {@code null}
 * @param body what happened
 * @param previous the digest of the entry before; empty for the first
 * @param digest SHA-256, in hexadecimal, over all of the above in canonical text
 */
public record EvidenceRow(
        long sequence,
        OperationId operation,
        @Nullable String requestKey,
        Payload.Fields body,
        String previous,
        String digest)
        implements StoredRow {
    /**
     * Checks the parts.
     *
     * @param sequence its place, from 1, without gaps
     * @param operation whose evidence
     * @param requestKey the application's key for that operation, or {@code null}
     * @param body what happened
     * @param previous the digest of the entry before; empty for the first
     * @param digest SHA-256, in hexadecimal, over all of the above in canonical text
     */
    public EvidenceRow {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(previous, "previous");
        Objects.requireNonNull(digest, "digest");
    }

    /**
     * The entry that follows another.
     *
     * @param last the entry before, or {@code null} for the first
     * @param operation whose evidence
     * @param requestKey the application's key for that operation, or {@code null}
     * @param body what happened
     * @return the entry, with its place and digest
     */
    public static EvidenceRow after(
            @Nullable EvidenceRow last, OperationId operation, @Nullable String requestKey, Payload.Fields body) {
        return after(
                last == null ? 0 : last.sequence(), last == null ? "" : last.digest(), operation, requestKey, body);
    }

    /**
     * The entry that follows a place.
     *
     * @param sequence the place of the entry before; 0 for none
     * @param previous its digest; empty for none
     * @param operation whose evidence
     * @param requestKey the application's key for that operation, or {@code null}
     * @param body what happened
     * @return the entry, with its place and digest
     */
    public static EvidenceRow after(
            long sequence, String previous, OperationId operation, @Nullable String requestKey, Payload.Fields body) {
        long next = sequence + 1;
        return new EvidenceRow(
                next, operation, requestKey, body, previous, digest(next, operation, requestKey, body, previous));
    }

    /**
     * Whether the entry is as it was written.
     *
     * @return false if a part of it was changed
     */
    public boolean intact() {
        return digest.equals(digest(sequence, operation, requestKey, body, previous));
    }

    private static String digest(
            long sequence, OperationId operation, @Nullable String requestKey, Payload.Fields body, String previous) {
        Payload.Fields all = Payload.Fields.EMPTY
                .with("sequence", sequence)
                .with("operation", operation.value())
                .with("body", body)
                .with("previous", previous);
        if (requestKey != null) {
            all = all.with("requestKey", requestKey);
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(all.canonical().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
