// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.bytes.Content;
import dev.holdfast.testkit.world.front.Arrival;
import dev.holdfast.testkit.world.request.Reason;
import org.jspecify.annotations.Nullable;

/** The disks of a region. */
public final class Disks {

    private final Region region;
    private final Shelf<Disk> shelf;

    Disks(Region region) {
        this.region = region;
        this.shelf = new Shelf<>(region);
    }

    /** What is there and what shows. */
    public Shelf<Disk> shelf() {
        return shelf;
    }

    /** Makes a disk, empty or of a snapshot. */
    public Disk create(Arrival arrival, NewDisk order) {
        Disk disk = order(arrival, order, contentOf(arrival, order), false);
        String doomed = region.keys().objection(disk.key(), arrival.request().account());
        disk.job(region.begin(arrival, Work.DISK, disk.size(), disk.id(), doomed, job -> finish(arrival, disk, job)));
        return disk;
    }

    /** Puts a finished disk with these bytes into the region: the inventory a test starts from. */
    public Disk place(Arrival arrival, NewDisk order, Content content) {
        Disk disk = order(arrival, order, content, true);
        disk.state(Lifecycle.READY);
        return disk;
    }

    /** Deletes a disk that no machine has; its snapshots stay. */
    public void delete(Arrival arrival, String id) {
        Disk disk = shelf.own(arrival.request(), id);
        if (disk.machine() != null) {
            throw region.refuse(Reason.IN_USE, arrival, id + " is attached to " + disk.machine());
        }
        if (disk.isBusy() && disk.state() == Lifecycle.READY) {
            throw region.refuse(Reason.BUSY, arrival, id);
        }
        remove(disk);
        region.effect(arrival, "deleted", disk);
    }

    /**
     * Rolls a disk back in place to a snapshot of its own. Its machine must be stopped; the bytes change at the end of
     * the work.
     */
    public Job reset(Arrival arrival, String id, String snapshotId) {
        Disk disk = shelf.own(arrival.request(), id);
        Snapshot snapshot = region.snapshots().usable(arrival, snapshotId);
        if (!snapshot.origin().disk().equals(id) || snapshot.origin().copyOf() != null) {
            throw region.refuse(Reason.INVALID, arrival, snapshotId + " is not a snapshot of " + id + " itself");
        }
        if (snapshot.size() > disk.size()) {
            throw region.refuse(Reason.INVALID, arrival, snapshotId + " is larger than " + id);
        }
        String on = disk.machine();
        Machine machine = on == null ? null : region.machines().shelf().actual(on);
        if (machine != null && machine.state() != Machine.State.STOPPED) {
            throw region.refuse(Reason.WRONG_STATE, arrival, machine.id() + " is " + machine.state());
        }
        if (disk.isBusy() || region.snapshots().isBeingTaken(id)) {
            throw region.refuse(Reason.BUSY, arrival, id + " has unfinished work");
        }
        region.effect(arrival, "reset", disk);
        Job job = region.begin(arrival, Work.RESET, snapshot.size(), id, null, ended -> {
            if (ended.state() == Job.State.DONE) {
                disk.durable(snapshot.content().grownTo(disk.size()));
            }
        });
        disk.job(job);
        return job;
    }

    void remove(Disk disk) {
        Job job = disk.job();
        if (job != null) {
            job.end(Job.State.CANCELLED, null);
        }
        disk.state(Lifecycle.DELETED);
        region.gone(disk);
    }

    private Disk order(Arrival arrival, NewDisk order, Content content, boolean seenAtOnce) {
        if (!region.zones().contains(order.zone())) {
            throw region.refuse(Reason.INVALID, arrival, "no zone " + order.zone() + " in " + region.name());
        }
        NewDisk keyed = order.key() != null ? order : order.encrypted(keyOf(order.fromSnapshot()));
        String objection =
                region.keys().objection(keyed.key(), arrival.request().account());
        if (objection != null && !region.physics().rules().keysCheckedLater()) {
            throw region.refuse(Reason.KEY_UNUSABLE, arrival, objection);
        }
        String id = region.newId(arrival, Kind.DISK, order.name(), shelf);
        Resource.Birth birth = seenAtOnce
                ? new Resource.Birth(
                        arrival.at(), arrival.at(), arrival.request().marks())
                : region.birth(arrival, Kind.DISK);
        Disk disk = new Disk(id, arrival.request().account(), region.name(), birth, keyed, content);
        shelf.add(disk);
        region.made(arrival, disk);
        return disk;
    }

    private @Nullable String keyOf(@Nullable String snapshot) {
        Snapshot from = snapshot == null ? null : region.snapshots().shelf().actual(snapshot);
        return from == null ? null : from.key();
    }

    private Content contentOf(Arrival arrival, NewDisk order) {
        if (order.fromSnapshot() == null) {
            if (order.bytes() <= 0) {
                throw region.refuse(Reason.INVALID, arrival, "size " + order.bytes());
            }
            return Content.zeros(order.bytes());
        }
        Snapshot snapshot = region.snapshots().usable(arrival, order.fromSnapshot());
        if (order.bytes() != 0 && order.bytes() < snapshot.size()) {
            throw region.refuse(Reason.INVALID, arrival, "smaller than " + snapshot.id());
        }
        String objection =
                region.keys().objection(snapshot.key(), arrival.request().account());
        if (objection != null && !region.physics().rules().keysCheckedLater()) {
            throw region.refuse(Reason.KEY_UNUSABLE, arrival, objection);
        }
        return order.bytes() == 0 ? snapshot.content() : snapshot.content().grownTo(order.bytes());
    }

    private void finish(Arrival arrival, Disk disk, Job job) {
        if (disk.state() != Lifecycle.CREATING) {
            return;
        }
        if (job.state() == Job.State.DONE) {
            disk.state(Lifecycle.READY);
        } else if (arrival.fate().debris()) {
            disk.state(Lifecycle.FAILED);
        } else {
            remove(disk);
        }
    }
}
