// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.failure.Failure;
import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.EvidenceRow;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What happened, for good: how every operation ended and what it made and deleted, what people decided, what was accepted
 * that cannot be taken back, who took the installation over. Entries are written together with what they tell of, are
 * never changed and never removed, and each carries the digest of the one before. The recovery kit carries the newest at
 * its time. Methods block for the store. Safe for use by several threads.
 *
 * <p>The field {@code type} of an entry's body says what it tells of: {@code operation} (its end), {@code decision},
 * {@code obligation}, {@code accepted}, {@code installation}. More may come.
 */
public interface Evidence {
    /**
     * The entries of an operation. Those of the installation itself are of {@code installation}.
     *
     * @param operation which
     * @return the entries, in order; empty if there are none
     */
    List<EvidenceRow> of(OperationId operation);

    /**
     * All entries, page by page.
     *
     * @param sequence only what comes after this place; 0 from the first
     * @param limit how many at most, at least 1
     * @return the entries, in order
     * @throws IllegalArgumentException if the limit is less than 1
     */
    List<EvidenceRow> after(long sequence, int limit);

    /**
     * Checks the whole chain: that no entry was changed, left out, or put in between; and against the kit stores that can
     * be reached, that none was cut off that was there when a kit was written. Reads all of it, page by page.
     *
     * @return how far it is whole
     */
    Chain verify();

    /**
     * Checks the whole chain, and that it goes on from an entry that somebody has written down elsewhere.
     *
     * @param sequence the place of that entry
     * @param digest its digest
     * @return how far it is whole
     * @throws IllegalArgumentException if the place is less than 1
     */
    Chain verify(long sequence, String digest);

    /**
     * What a check has shown.
     *
     * @param entries how many entries are as they were written, from the first on
     * @param head the digest of the last of them; empty if there is none
     * @param kits how many kits show an entry of this chain
     * @param broken what is wrong with the next entry, or with what a kit shows; {@code null} if nothing is
     */
    record Chain(
            long entries, String head, int kits, @Nullable Failure broken) {
        /**
         * Checks the parts.
         *
         * @param entries how many entries are as they were written, from the first on
         * @param head the digest of the last of them; empty if there is none
         * @param kits how many kits show an entry of this chain
         * @param broken what is wrong with the next entry, or with what a kit shows; {@code null} if nothing is
         */
        public Chain {
            Objects.requireNonNull(head, "head");
        }

        /**
         * Whether nothing is wrong.
         *
         * @return true if so
         */
        public boolean whole() {
            return broken == null;
        }
    }
}
