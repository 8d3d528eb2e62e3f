// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.bytes.Content;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The bytes of a disk at one moment, or a copy of such. */
public final class Snapshot extends Stored {

    /** Storage tier. */
    public enum Tier {
        /** Usable at once. */
        STANDARD,
        /** Cannot be used before it has been brought back. */
        ARCHIVED,
        /** Being brought back. */
        RETURNING
    }

    /**
     * Where its bytes come from.
     *
     * @param disk the disk, whichever region that is in
     * @param bootDisk whether it was a boot disk
     * @param copyOf the snapshot it is a copy of; null: it was taken of the disk itself
     * @param copyFrom region of that snapshot; null likewise
     * @param moment moment of the bytes: copies carry that of the original
     */
    public record Origin(
            String disk,
            boolean bootDisk,
            @Nullable String copyOf,
            @Nullable String copyFrom,
            Instant moment) {}

    private final Origin origin;
    private final Content content;
    private final @Nullable String key;
    private final @Nullable String base;
    private final long movedBytes;
    private final @Nullable String set;
    private Tier tier = Tier.STANDARD;
    private @Nullable Lock lock;
    private @Nullable Instant recycledUntil;
    private int copiesUnderWay;

    Snapshot(
            String id,
            String account,
            String region,
            Birth birth,
            Origin origin,
            Content content,
            @Nullable String key,
            @Nullable Snapshot base,
            @Nullable String set) {
        super(Kind.SNAPSHOT, id, account, region, birth);
        this.origin = origin;
        this.content = content;
        this.key = key;
        this.base = base == null ? null : base.id();
        this.movedBytes =
                base == null ? content.storedBlocks() * Content.BLOCK : content.bytesChangedSince(base.content);
        this.set = set;
    }

    /** Where its bytes come from. */
    public Origin origin() {
        return origin;
    }

    /** The bytes. */
    public Content content() {
        return content;
    }

    /** Size of the disk in bytes. */
    public long size() {
        return content.size();
    }

    /** Key it is encrypted under; null: none. */
    public @Nullable String key() {
        return key;
    }

    /** The snapshot against which it was incremental when it was made; null: it was full. */
    public @Nullable String base() {
        return base;
    }

    /** Bytes that had to be moved to make it: the blocks changed since its base, or all that are not zeros. */
    public long movedBytes() {
        return movedBytes;
    }

    /** Set it was taken with; null: none. */
    public @Nullable String set() {
        return set;
    }

    /** Its tier. */
    public Tier tier() {
        return tier;
    }

    /** What keeps it from being deleted; null: nothing. */
    public @Nullable Lock lock() {
        return lock;
    }

    /** Until when it can be brought back; null unless it is recycled. */
    public @Nullable Instant recycledUntil() {
        return recycledUntil;
    }

    void tier(Tier newTier) {
        tier = newTier;
    }

    void lock(@Nullable Lock newLock) {
        lock = newLock;
    }

    void recycledUntil(@Nullable Instant until) {
        recycledUntil = until;
    }

    int copiesUnderWay() {
        return copiesUnderWay;
    }

    void copies(int change) {
        copiesUnderWay += change;
    }

    /** Whether it can be the base of a later one: it is there, or will be. */
    boolean countsAsBase() {
        return state() == Lifecycle.CREATING || state() == Lifecycle.READY;
    }
}
