// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.front.Arrival;
import dev.holdfast.testkit.world.request.Reason;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Copies of snapshots into a region. The first copy of a disk under a key is full; later ones move what changed since
 * the newest copy that is still there under that key.
 */
public final class Copies {

    private final Region region;

    Copies(Region region) {
        this.region = region;
    }

    /** Copies a snapshot into this region, for the account of the request. */
    public Snapshot create(Arrival arrival, NewCopy order) {
        Snapshot source = check(arrival, order);
        String account = arrival.request().account();
        String key = key(order, source, account);
        return begin(arrival, order, source, account, key, doomed(order, source, account, key));
    }

    /** Refuses what {@link #create} would refuse, and makes nothing. */
    Snapshot check(Arrival arrival, NewCopy order) {
        Region from = region.world().region(order.fromRegion());
        Snapshot source = from.snapshots().shelf().usable(arrival.request(), order.source());
        if (source.state() != Lifecycle.READY || source.tier() != Snapshot.Tier.STANDARD) {
            throw region.refuse(
                    Reason.WRONG_STATE, arrival, source.id() + " is " + source.state() + ", " + source.tier());
        }
        if (!from.isAlive()) {
            throw region.refuse(Reason.NOT_FOUND, arrival, order.fromRegion() + " does not answer");
        }
        if (!region.isAlive()) {
            throw region.refuse(Reason.INTERNAL, arrival, region.name() + " does not answer");
        }
        checkOrder(arrival, source);
        String account = arrival.request().account();
        String doomed = doomed(order, source, account, key(order, source, account));
        if (doomed != null && !region.physics().rules().keysCheckedLater()) {
            throw region.refuse(Reason.KEY_UNUSABLE, arrival, doomed);
        }
        return source;
    }

    private @Nullable String key(NewCopy order, Snapshot source, String account) {
        return order.key() != null || source.key() == null
                ? order.key()
                : region.keys().managed(account).id();
    }

    private @Nullable String doomed(NewCopy order, Snapshot source, String account, @Nullable String key) {
        Region from = region.world().region(order.fromRegion());
        String objection = from.keys().objection(source.key(), account);
        return objection != null ? objection : region.keys().objection(key, account);
    }

    private Snapshot begin(
            Arrival arrival,
            NewCopy order,
            Snapshot source,
            String account,
            @Nullable String key,
            @Nullable String doomed) {
        Snapshots snapshots = region.snapshots();
        String id = region.newId(arrival, Kind.SNAPSHOT, order.name(), snapshots.shelf());
        Snapshot base = newest(snapshots.ofDisk(source.origin().disk()), account, key, true);
        Snapshot.Origin origin = new Snapshot.Origin(
                source.origin().disk(),
                source.origin().bootDisk(),
                source.id(),
                source.region(),
                source.origin().moment());
        Snapshot copy = new Snapshot(
                id,
                account,
                region.name(),
                region.birth(arrival, Kind.SNAPSHOT),
                origin,
                source.content(),
                key,
                base,
                null);
        snapshots.put(copy);
        region.made(arrival, copy);
        source.copies(1);
        Job job = region.queue(queueOf(source), arrival, Work.COPY, copy.movedBytes(), id, doomed, ended -> {
            source.copies(-1);
            snapshots.finish(arrival, copy, ended);
        });
        copy.job(job);
        return copy;
    }

    private String queueOf(Snapshot source) {
        return switch (region.physics().rules().copyOrder()) {
            case WAIT_FOR_SAME_SNAPSHOT -> "copy-of-" + source.region() + "/" + source.id();
            case REFUSE_SECOND_OF_DISK, QUEUE_PER_DISK ->
                "copies-of-" + source.origin().disk();
        };
    }

    private void checkOrder(Arrival arrival, Snapshot source) {
        Rules.CopyOrder order = region.physics().rules().copyOrder();
        for (Snapshot other : region.snapshots().ofDisk(source.origin().disk())) {
            if (other.origin().copyOf() == null) {
                continue;
            }
            if (order == Rules.CopyOrder.REFUSE_SECOND_OF_DISK && other.state() == Lifecycle.CREATING) {
                throw region.refuse(Reason.BUSY, arrival, other.id() + " of the same disk is not finished");
            }
            if (order == Rules.CopyOrder.QUEUE_PER_DISK
                    && other.countsAsBase()
                    && other.origin().moment().isAfter(source.origin().moment())) {
                throw region.refuse(Reason.WRONG_STATE, arrival, other.id() + " of a later snapshot is there already");
            }
        }
    }

    /** The newest of one chain that can be built upon; null where the next one is full. */
    static @Nullable Snapshot newest(List<Snapshot> chain, String account, @Nullable String key, boolean copies) {
        Snapshot newest = null;
        for (Snapshot snapshot : chain) {
            boolean isCopy = snapshot.origin().copyOf() != null;
            if (snapshot.countsAsBase()
                    && snapshot.account().equals(account)
                    && isCopy == copies
                    && Objects.equals(snapshot.key(), key)) {
                newest = snapshot;
            }
        }
        return newest;
    }

    static boolean isOfOneChain(Snapshot a, Snapshot b) {
        return a.countsAsBase()
                && a.account().equals(b.account())
                && Objects.equals(a.key(), b.key())
                && (a.origin().copyOf() == null) == (b.origin().copyOf() == null);
    }
}
