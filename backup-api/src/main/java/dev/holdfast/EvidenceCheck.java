// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.planning.RecoveryKit;
import dev.holdfast.spi.EvidenceRow;
import dev.holdfast.spi.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Walks along the evidence from the first entry on, and says where it breaks. Not safe for use by several threads. */
final class EvidenceCheck {
    /** The event of the installation by which a host says that what a kit shows was not there when it started. */
    static final String BROKEN = "BROKEN";

    private static final String CURE = "compare the store with a copy of it, and find out who else has written to it";

    /** Who shows an entry, by its place. */
    private final NavigableMap<Long, List<Shown>> shown = new TreeMap<>();

    private long entries;
    private String head = "";
    private int agreed;
    private @Nullable Failure broken;

    private record Shown(String digest, String by, boolean kit) {}

    /** A person shows an entry. */
    void expect(long sequence, String digest) {
        expect(sequence, new Shown(digest, "whoever asks", false));
    }

    /** A kit shows an entry. */
    void expect(RecoveryKit kit) {
        RecoveryKit.Head newest = kit.evidence();
        if (newest != null) {
            String by = "the recovery kit written at " + kit.title().at();
            expect(newest.sequence(), new Shown(newest.digest(), by, true));
        }
    }

    private void expect(long sequence, Shown by) {
        shown.computeIfAbsent(sequence, place -> new ArrayList<>()).add(by);
    }

    /** The place up to which it is whole. */
    long entries() {
        return entries;
    }

    /** Takes the next page in; false if it breaks there. */
    boolean take(List<EvidenceRow> page) {
        for (EvidenceRow row : page) {
            String why = fault(row);
            if (why != null) {
                broken = new Failure(FailureKind.INVALID, "The evidence breaks at entry " + (entries + 1), why, CURE);
                return false;
            }
            entries = row.sequence();
            head = row.digest();
            if (broken == null
                    && row.body().get("event") instanceof Payload.Text event
                    && BROKEN.equals(event.value())) {
                broken = new Failure(
                        FailureKind.INVALID,
                        "The evidence before entry " + entries + " is not all there was",
                        "the host that started then found that the store lacked what its recovery kit showed",
                        CURE);
            }
            agreed += (int) shown.getOrDefault(entries, List.of()).stream()
                    .filter(Shown::kit)
                    .count();
        }
        return true;
    }

    private @Nullable String fault(EvidenceRow row) {
        if (row.sequence() != entries + 1) {
            return "entry " + row.sequence() + " follows entry " + entries;
        } else if (!row.intact()) {
            return "it was changed after it was written";
        } else if (!row.previous().equals(head)) {
            return "it does not follow the entry before";
        }
        for (Shown other : shown.getOrDefault(row.sequence(), List.of())) {
            if (!other.digest().equals(row.digest())) {
                return "it is not the one that " + other.by() + " shows";
            }
        }
        return null;
    }

    /** There is nothing more. */
    Evidence.Chain end() {
        if (broken == null && !shown.isEmpty() && shown.lastKey() > entries) {
            broken = new Failure(
                    FailureKind.INVALID,
                    "The evidence ends at entry " + entries,
                    shown.lastEntry().getValue().get(0).by() + " shows that there was entry " + shown.lastKey(),
                    CURE);
        }
        return new Evidence.Chain(entries, head, agreed, broken);
    }
}
