// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.front.Arrival;
import dev.holdfast.testkit.world.limit.Lease;
import dev.holdfast.testkit.world.request.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The snapshots of a region: taking, sharing, locking, deleting, bringing back. */
public final class Snapshots {

    private final Region region;
    private final Shelf<Snapshot> shelf;
    private final Map<String, List<Snapshot>> ofDisk = new LinkedHashMap<>();
    private final Map<String, Long> ofAccount = new TreeMap<>();

    Snapshots(Region region) {
        this.region = region;
        this.shelf = new Shelf<>(region);
    }

    /** What is there and what shows. */
    public Shelf<Snapshot> shelf() {
        return shelf;
    }

    /** Takes a snapshot: the bytes are those on the disk now. */
    public Snapshot create(Arrival arrival, String disk, @Nullable String name) {
        check(arrival, disk);
        return take(arrival, disk, name, null, null);
    }

    /**
     * Takes snapshots of several disks at one moment.
     *
     * @param set id of the set
     * @param names disk to the name of its snapshot; an empty name: none
     */
    public List<Snapshot> createSet(Arrival arrival, String set, Map<String, String> names) {
        for (Map.Entry<String, String> member : names.entrySet()) {
            check(arrival, member.getKey());
            if (!member.getValue().isEmpty() && shelf.has(member.getValue())) {
                throw region.refuse(Reason.TAKEN, arrival, member.getValue());
            }
        }
        // The slots of the call are held until the last member has ended.
        Deque<Lease> leases = new ArrayDeque<>(arrival.takeLeases());
        int[] open = {names.size()};
        List<Snapshot> members = new ArrayList<>();
        names.forEach((disk, name) -> members.add(take(arrival, disk, name.isEmpty() ? null : name, set, () -> {
            if (--open[0] == 0) {
                leases.forEach(Lease::release);
            }
        })));
        if (names.isEmpty()) {
            leases.forEach(Lease::release);
        }
        return members;
    }

    /** Deletes a snapshot, or puts it into the recycle bin where the cloud has one. Others stay restorable. */
    public void delete(Arrival arrival, String id) {
        Snapshot snapshot = shelf.own(arrival.request(), id);
        Rules rules = region.physics().rules();
        Lock lock = snapshot.lock();
        if (lock != null && lock.holds(arrival.at())) {
            throw region.refuse(Reason.LOCKED, arrival, id + " is locked: " + lock.mode());
        }
        if (region.images().protects(id)) {
            throw region.refuse(Reason.IN_USE, arrival, id + " is used by an image");
        }
        if (rules.sharedCannotBeDeleted() && !snapshot.shared().isEmpty()) {
            throw region.refuse(Reason.SHARING, arrival, id + " is shared");
        }
        if (rules.sourceOfCopyStays() && snapshot.copiesUnderWay() > 0) {
            throw region.refuse(Reason.BUSY, arrival, id + " is being copied");
        }
        if (rules.recycleFor() != null && snapshot.state() == Lifecycle.READY) {
            Instant until = arrival.at().plus(rules.recycleFor());
            snapshot.state(Lifecycle.RECYCLED);
            snapshot.recycledUntil(until);
            region.loop().inBackground(rules.recycleFor(), () -> purge(snapshot, until));
        } else {
            remove(snapshot);
        }
        region.effect(arrival, "deleted", snapshot);
    }

    /** Brings a snapshot back out of the recycle bin. */
    public void recover(Arrival arrival, String id) {
        Snapshot snapshot = shelf.own(arrival.request(), id);
        if (snapshot.state() != Lifecycle.RECYCLED) {
            throw region.refuse(Reason.WRONG_STATE, arrival, id + " is not in the recycle bin");
        }
        snapshot.state(Lifecycle.READY);
        snapshot.recycledUntil(null);
        region.effect(arrival, "recovered", snapshot);
    }

    /** Shares a snapshot with an account, or ends that. */
    public void share(Arrival arrival, String id, String with, boolean on) {
        Snapshot snapshot = shelf.own(arrival.request(), id);
        String key = snapshot.key();
        Key found = key == null ? null : region.keys().find(key);
        if (on && found != null && found.cloudManaged()) {
            throw region.refuse(Reason.SHARING, arrival, id + " is under a key that the cloud manages");
        }
        if (on) {
            snapshot.shared().add(with);
        } else {
            snapshot.shared().remove(with);
        }
        region.effect(arrival, on ? "shared" : "unshared", snapshot);
    }

    /** Locks a snapshot; a compliance lock whose cool-off is over can only be made longer. */
    public void lock(Arrival arrival, String id, Lock lock) {
        Snapshot snapshot = shelf.own(arrival.request(), id);
        if (!region.physics().rules().locks().contains(lock.mode())) {
            throw region.refuse(Reason.INVALID, arrival, "no lock " + lock.mode());
        }
        Lock old = snapshot.lock();
        if (old != null && !old.mayBeTakenOff(arrival.at()) && isWeaker(lock, old)) {
            throw region.refuse(Reason.LOCKED, arrival, id + " is locked and the lock can only be made longer");
        }
        snapshot.lock(lock);
        region.effect(arrival, "locked", snapshot);
    }

    /** Takes a lock off. */
    public void unlock(Arrival arrival, String id) {
        Snapshot snapshot = shelf.own(arrival.request(), id);
        Lock old = snapshot.lock();
        if (old != null && !old.mayBeTakenOff(arrival.at())) {
            throw region.refuse(Reason.LOCKED, arrival, id + " has a lock that nobody can take off");
        }
        snapshot.lock(null);
        region.effect(arrival, "unlocked", snapshot);
    }

    /** Moves a snapshot to the archive; it cannot be used there. */
    public void archive(Arrival arrival, String id) {
        Snapshot snapshot = usable(arrival, id);
        if (region.images().protects(id)) {
            throw region.refuse(Reason.IN_USE, arrival, id + " is used by an image");
        }
        snapshot.tier(Snapshot.Tier.ARCHIVED);
        region.effect(arrival, "archived", snapshot);
    }

    /** Brings a snapshot back from the archive. */
    public Job unarchive(Arrival arrival, String id) {
        Snapshot snapshot = shelf.own(arrival.request(), id);
        if (snapshot.tier() != Snapshot.Tier.ARCHIVED) {
            throw region.refuse(Reason.WRONG_STATE, arrival, id + " is " + snapshot.tier());
        }
        snapshot.tier(Snapshot.Tier.RETURNING);
        region.effect(arrival, "unarchived", snapshot);
        return region.begin(
                arrival,
                Work.UNARCHIVE,
                snapshot.size(),
                id,
                null,
                job -> snapshot.tier(job.state() == Job.State.DONE ? Snapshot.Tier.STANDARD : Snapshot.Tier.ARCHIVED));
    }

    /** Sets tags. */
    public void mark(Arrival arrival, String id, Map<String, String> marks) {
        Snapshot snapshot = shelf.own(arrival.request(), id);
        snapshot.mark(marks);
        region.effect(arrival, "marked", snapshot);
    }

    /**
     * Bytes that are stored and billed for a snapshot now: blocks that differ from the one before it of the same disk and
     * key that is still there. When that one is deleted, what it held for this one is counted here.
     */
    public long storedBytes(Snapshot snapshot) {
        Snapshot before = null;
        for (Snapshot other : ofDisk.getOrDefault(snapshot.origin().disk(), List.of())) {
            if (other == snapshot) {
                break;
            }
            if (Copies.isOfOneChain(other, snapshot)) {
                before = other;
            }
        }
        return before == null
                ? snapshot.content().storedBlocks() * dev.holdfast.testkit.world.bytes.Content.BLOCK
                : snapshot.content().bytesChangedSince(before.content());
    }

    /** A snapshot that can be restored from, archived or shared now. */
    Snapshot usable(Arrival arrival, String id) {
        Snapshot snapshot = shelf.usable(arrival.request(), id);
        boolean early = snapshot.state() == Lifecycle.CREATING
                && snapshot.origin().copyOf() == null
                && region.physics().rules().usableWhileCreating();
        if (snapshot.tier() != Snapshot.Tier.STANDARD || (snapshot.state() != Lifecycle.READY && !early)) {
            throw region.refuse(Reason.WRONG_STATE, arrival, id + " is " + snapshot.state() + ", " + snapshot.tier());
        }
        return snapshot;
    }

    Snapshot take(
            Arrival arrival, String diskId, @Nullable String name, @Nullable String set, @Nullable Runnable ended) {
        Disk disk = region.disks().shelf().own(arrival.request(), diskId);
        String id = region.newId(arrival, Kind.SNAPSHOT, name, shelf);
        Snapshot.Origin origin = new Snapshot.Origin(diskId, isBootDisk(disk), null, null, arrival.at());
        Snapshot base = Copies.newest(
                ofDisk.getOrDefault(diskId, List.of()), arrival.request().account(), disk.key(), false);
        Snapshot snapshot = new Snapshot(
                id,
                arrival.request().account(),
                region.name(),
                region.birth(arrival, Kind.SNAPSHOT),
                origin,
                disk.durable(),
                disk.key(),
                base,
                set);
        put(snapshot);
        region.made(arrival, snapshot);
        String doomed = region.keys().objection(disk.key(), arrival.request().account());
        Job job = region.begin(
                arrival, Work.SNAPSHOT, snapshot.movedBytes(), id, doomed, j -> finish(arrival, snapshot, j));
        if (ended != null) {
            job.whenEnded(ended);
        }
        snapshot.job(job);
        return snapshot;
    }

    void put(Snapshot snapshot) {
        shelf.add(snapshot);
        ofDisk.computeIfAbsent(snapshot.origin().disk(), d -> new ArrayList<>()).add(snapshot);
        ofAccount.merge(snapshot.account(), 1L, Long::sum);
    }

    List<Snapshot> ofDisk(String disk) {
        return ofDisk.getOrDefault(disk, List.of());
    }

    long countOf(String disk) {
        return ofDisk(disk).size();
    }

    long countOfAccount(String account) {
        return ofAccount.getOrDefault(account, 0L);
    }

    boolean isBeingTaken(String disk) {
        return ofDisk(disk).stream()
                .anyMatch(s -> s.state() == Lifecycle.CREATING && s.origin().copyOf() == null);
    }

    void finish(Arrival arrival, Snapshot snapshot, Job job) {
        if (snapshot.state() != Lifecycle.CREATING) {
            return;
        }
        if (job.state() == Job.State.DONE) {
            snapshot.state(Lifecycle.READY);
            return;
        }
        // Where the cloud looks at keys afterwards, what it cannot encrypt is left behind as failed.
        if (arrival.fate().debris() || !arrival.fate().failsLater()) {
            snapshot.state(Lifecycle.FAILED);
        } else {
            remove(snapshot);
        }
        if (snapshot.set() != null && region.physics().rules().setFailsTogether()) {
            for (Snapshot other : List.copyOf(shelf.actual())) {
                if (snapshot.set().equals(other.set())
                        && (other.state() == Lifecycle.CREATING || other.state() == Lifecycle.READY)) {
                    other.state(Lifecycle.FAILED);
                }
            }
        }
    }

    void remove(Snapshot snapshot) {
        snapshot.state(Lifecycle.DELETED);
        Job job = snapshot.job();
        if (job != null && !region.physics().rules().deletedStillCounts()) {
            job.end(Job.State.CANCELLED, null);
        }
        ofDisk.getOrDefault(snapshot.origin().disk(), new ArrayList<>()).remove(snapshot);
        ofAccount.merge(snapshot.account(), -1L, Long::sum);
        region.gone(snapshot);
    }

    private void check(Arrival arrival, String id) {
        Disk disk = region.disks().shelf().own(arrival.request(), id);
        if (disk.state() != Lifecycle.READY) {
            throw region.refuse(Reason.WRONG_STATE, arrival, id + " is " + disk.state());
        }
        Job job = disk.job();
        if (job != null && job.work() == Work.RESET && !job.ended()) {
            throw region.refuse(Reason.BUSY, arrival, id + " is being rolled back");
        }
        if (region.physics().rules().snapshotNeedsOnceAttached() && !disk.everAttached()) {
            throw region.refuse(Reason.WRONG_STATE, arrival, id + " was never attached");
        }
    }

    private boolean isBootDisk(Disk disk) {
        String on = disk.machine();
        Machine machine = on == null ? null : region.machines().shelf().actual(on);
        Machine.Attachment boot = machine == null ? null : machine.boot();
        return boot != null && boot.disk().equals(disk.id());
    }

    private void purge(Snapshot snapshot, Instant until) {
        if (snapshot.state() == Lifecycle.RECYCLED && until.equals(snapshot.recycledUntil())) {
            remove(snapshot);
        }
    }

    private static boolean isWeaker(Lock lock, Lock old) {
        Instant oldEnd = old.until();
        Instant newEnd = lock.until();
        return lock.mode() != old.mode() || (newEnd != null && (oldEnd == null || newEnd.isBefore(oldEnd)));
    }

    /** Time that has to pass until a snapshot has left the bin; for reports. */
    public Duration recycledFor(Snapshot snapshot) {
        Instant until = snapshot.recycledUntil();
        return until == null ? Duration.ZERO : Duration.between(region.loop().now(), until);
    }
}
