// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.planning.RecoveryKit;
import dev.holdfast.internal.planning.RecoveryKit.Title;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this host's store and the kit stores say together of who owns the installation, and what to do about it. Pure.
 *
 * @param kind what to do
 * @param epoch the epoch to act under
 * @param owner the owner's name in it
 * @param fill whether the store is filled from the newest kit
 * @param by who has the installation, where that is somebody else
 */
record Claim(
        Kind kind,
        long epoch,
        String owner,
        boolean fill,
        @Nullable Title by) {
    private static final String KEY = "epoch";

    /** What to do. */
    enum Kind {
        /** There are no kit stores: nobody can take over but by the store. */
        ALONE,
        /** This store holds the epoch that it acts under. */
        GO_ON,
        /** An epoch is written to the kit stores first. */
        RAISE,
        /** Somebody else owns the installation. */
        READ_ONLY
    }

    /**
     * What the store keeps.
     *
     * @param epoch the epoch
     * @param owner the owner's name in it
     * @param raised whether a majority of the kit stores has it
     * @param fill whether the store is filled from a kit
     * @param beatenBy who has taken over since, or {@code null}
     */
    record Kept(
            long epoch,
            String owner,
            boolean raised,
            boolean fill,
            @Nullable Title beatenBy) {
        Kept done() {
            return new Kept(epoch, owner, true, fill, beatenBy);
        }

        Kept beaten(Title by) {
            return new Kept(epoch, owner, raised, fill, by);
        }

        RecordRow row(PayloadMapper mapper) {
            return new RecordRow(RecordRow.Kind.EPOCH, "", KEY, 0, (Payload.Fields) mapper.write(this));
        }

        static @Nullable Kept of(Optional<RecordRow> row, PayloadMapper mapper) {
            return row.map(each -> mapper.read(each.body(), Kept.class)).orElse(null);
        }
    }

    static String key() {
        return KEY;
    }

    Kept kept() {
        return new Kept(epoch, owner, false, fill, null);
    }

    /** The newest of the kits that were read. */
    static @Nullable RecoveryKit newest(List<RecoveryKit> kits) {
        RecoveryKit newest = null;
        for (RecoveryKit kit : kits) {
            newest = newest == null || kit.title().newerThan(newest.title()) ? kit : newest;
        }
        return newest;
    }

    /**
     * Decides.
     *
     * @param kits the kit stores
     * @param reading what they showed
     * @param kept what this store keeps, or {@code null}
     * @param fromKit whether a person has said that this host takes over
     * @param fresh a name that no other owner has
     * @return what to do
     * @throws BackupException if neither is safe; nothing was written
     */
    static Claim of(Kits kits, Kits.Reading reading, @Nullable Kept kept, boolean fromKit, String fresh) {
        if (kits.none()) {
            return new Claim(Kind.ALONE, 0, fresh, false, null);
        }
        RecoveryKit newest = newest(reading.kits());
        if (kept != null && kept.raised()) {
            return settled(kept, reading, fromKit);
        }
        if (reading.answered() < kits.majority()) {
            throw unreachable(kits, reading);
        }
        if (kept != null && reading.kits().stream().noneMatch(kit -> kit.title().beats(title(kept)))) {
            // Begun by a host that was stopped in between.
            return new Claim(Kind.RAISE, kept.epoch(), kept.owner(), kept.fill(), null);
        } else if (newest == null && fromKit) {
            throw new BackupException(new Failure(
                    FailureKind.GONE,
                    "Cannot start from a recovery kit",
                    "there is none in " + kits.names(),
                    "give the place where the lost installation kept it"));
        } else if (newest == null) {
            return new Claim(Kind.RAISE, 1, fresh, false, null);
        } else if (!fromKit) {
            throw new BackupException(new Failure(
                    FailureKind.INVALID,
                    "Cannot start with an empty store",
                    "the kit stores hold the kit of installation '" + newest.installation() + "', which host "
                            + newest.title().host() + " wrote at "
                            + newest.title().at(),
                    "start with the store of that installation; where that is lost, take over with fromKit(...)"));
        }
        return new Claim(Kind.RAISE, newest.title().epoch() + 1, fresh, true, null);
    }

    private static Claim settled(Kept kept, Kits.Reading reading, boolean fromKit) {
        Title by = kept.beatenBy();
        for (RecoveryKit kit : reading.kits()) {
            by = kit.title().beats(title(kept)) && (by == null || kit.title().newerThan(by)) ? kit.title() : by;
        }
        if (by == null) {
            return new Claim(Kind.GO_ON, kept.epoch(), kept.owner(), false, null);
        } else if (fromKit) {
            throw new BackupException(new Failure(
                    FailureKind.TAKEN,
                    "Cannot take over with this store",
                    "it is of an installation that host " + by.host() + " has taken over at " + by.at(),
                    "give an empty store"));
        }
        return new Claim(Kind.READ_ONLY, kept.epoch(), kept.owner(), false, by);
    }

    private static Title title(Kept kept) {
        return new Title(kept.epoch(), kept.owner(), "", 0, Instant.EPOCH);
    }

    private static BackupException unreachable(Kits kits, Kits.Reading reading) {
        if (reading.faults().size() == 1 && kits.names().size() == 1) {
            return new BackupException(reading.faults().get(0));
        }
        return new BackupException(new Failure(
                FailureKind.TRANSIENT,
                "Cannot claim the installation",
                "only " + reading.answered() + " of " + kits.names().size() + " kit stores answer: " + reading.faults(),
                "see that a majority of them can be reached; nothing was written"));
    }
}
