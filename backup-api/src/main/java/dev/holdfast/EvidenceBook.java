// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.internal.planning.RecoveryKit;
import dev.holdfast.operation.OperationId;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.RecordRow;
import java.util.List;
import java.util.Objects;

/** The evidence in the store of a host. */
final class EvidenceBook implements Evidence {
    private static final int PAGE = 100;

    private final DefaultHoldfast holdfast;
    private final Installation installation;

    EvidenceBook(DefaultHoldfast holdfast, Installation installation) {
        this.holdfast = holdfast;
        this.installation = installation;
    }

    @Override
    public List<EvidenceRow> of(OperationId operation) {
        Objects.requireNonNull(operation, "operation");
        return holdfast.await(installation.engine().read(store -> store.evidence(operation)));
    }

    @Override
    public List<EvidenceRow> after(long sequence, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("A page has at least 1 entry, not " + limit);
        }
        return holdfast.await(installation.engine().read(store -> store.evidence(sequence, limit)));
    }

    @Override
    public Chain verify() {
        return verify(new EvidenceCheck());
    }

    @Override
    public Chain verify(long sequence, String digest) {
        if (sequence < 1) {
            throw new IllegalArgumentException("The first entry is number 1; there is none at " + sequence);
        }
        EvidenceCheck check = new EvidenceCheck();
        check.expect(sequence, Objects.requireNonNull(digest, "digest"));
        return verify(check);
    }

    private Chain verify(EvidenceCheck check) {
        // What kits show was there before: whatever is added meanwhile comes after it.
        Claim.Kept kept = Claim.Kept.of(
                holdfast.await(installation.engine().read(store -> store.record(RecordRow.Kind.EPOCH, Claim.key()))),
                holdfast.mapper());
        if (installation.keepsKits() && kept != null) {
            for (RecoveryKit kit : holdfast.await(installation.readKits()).kits()) {
                // Of another owner's store there is nothing to say here.
                if (kit.title().epoch() == kept.epoch() && kit.title().owner().equals(kept.owner())) {
                    check.expect(kit);
                }
            }
        }
        List<EvidenceRow> page;
        do {
            page = after(check.entries(), PAGE);
        } while (check.take(page) && !page.isEmpty());
        return check.end();
    }
}
