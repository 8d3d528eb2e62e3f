// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.front.Arrival;
import dev.holdfast.testkit.world.request.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The images of a region. */
public final class Images {

    private final Region region;
    private final Shelf<Image> shelf;

    Images(Region region) {
        this.region = region;
        this.shelf = new Shelf<>(region);
    }

    /** What is there and what shows. */
    public Shelf<Image> shelf() {
        return shelf;
    }

    /** Makes an image of a machine: snapshots of all its disks at this moment, and the image over them. */
    public Image create(Arrival arrival, String machineId, String name) {
        Machine machine = region.machines().shelf().own(arrival.request(), machineId);
        checkName(arrival, name);
        List<Image.Member> members = new ArrayList<>();
        for (Machine.Attachment attached : machine.attachments()) {
            Snapshot snapshot = region.snapshots().take(arrival, attached.disk(), null, null, null);
            members.add(new Image.Member(attached.device(), attached.boot(), snapshot.id(), snapshot.content()));
        }
        return begin(arrival, name, machine.spec(), members, Work.IMAGE);
    }

    /** Registers an image over snapshots that are there. */
    public Image register(Arrival arrival, NewImage order) {
        checkName(arrival, order.name());
        List<Image.Member> members = new ArrayList<>();
        for (NewImage.Member member : order.members()) {
            Snapshot snapshot = region.snapshots().usable(arrival, member.snapshot());
            members.add(new Image.Member(member.device(), member.boot(), snapshot.id(), snapshot.content()));
        }
        return begin(arrival, order.name(), order.spec(), members, Work.IMAGE);
    }

    /** Copies an image of another region into this one, its snapshots with it. */
    public Image copy(Arrival arrival, String fromRegion, String imageId, String name, @Nullable String key) {
        Image source = ready(arrival, fromRegion, imageId);
        checkName(arrival, name);
        // All or nothing: one copy that is refused must not leave those before it.
        for (Image.Member member : source.members()) {
            if (member.snapshot() != null) {
                region.copies().check(arrival, NewCopy.of(fromRegion, member.snapshot(), key));
            }
        }
        List<Image.Member> members = new ArrayList<>();
        for (Image.Member member : source.members()) {
            String snapshot = member.snapshot();
            if (snapshot != null) {
                Snapshot copy = region.copies().create(arrival, NewCopy.of(fromRegion, snapshot, key));
                members.add(new Image.Member(member.device(), member.boot(), copy.id(), copy.content()));
            } else {
                members.add(member);
            }
        }
        return begin(arrival, name, source.spec(), members, Work.IMAGE_COPY);
    }

    /** Makes a replica of a version here, under the same id, that holds its bytes itself; done already: that one. */
    public Image replicate(Arrival arrival, String fromRegion, String imageId) {
        Image there = shelf.actual(imageId);
        if (there != null) {
            return there;
        }
        Image source = ready(arrival, fromRegion, imageId);
        List<Image.Member> members = source.members().stream()
                .map(m -> new Image.Member(m.device(), m.boot(), null, m.content()))
                .toList();
        Image replica = new Image(
                imageId,
                source.account(),
                region.name(),
                region.birth(arrival, Kind.IMAGE),
                source.name(),
                source.spec(),
                members);
        return begin(arrival, replica, Work.IMAGE_COPY);
    }

    /**
     * Takes an image away.
     *
     * @param snapshotsToo whether the snapshots go with it, as far as no other image uses them and no lock holds them
     */
    public void deregister(Arrival arrival, String id, boolean snapshotsToo) {
        Image image = shelf.own(arrival.request(), id);
        image.state(Lifecycle.DELETED);
        Job job = image.job();
        if (job != null) {
            job.end(Job.State.CANCELLED, null);
        }
        region.effect(arrival, "deleted", image);
        region.gone(image);
        for (Image.Member member : image.members()) {
            Snapshot snapshot = member.snapshot() == null
                    ? null
                    : region.snapshots().shelf().actual(member.snapshot());
            Lock lock = snapshot == null ? null : snapshot.lock();
            boolean locked = lock != null && lock.holds(arrival.at());
            if (snapshotsToo && snapshot != null && !locked && !isUsed(snapshot.id())) {
                region.snapshots().remove(snapshot);
            }
        }
    }

    /** Shares an image with an account, or ends that. */
    public void share(Arrival arrival, String id, String with, boolean on) {
        Image image = shelf.own(arrival.request(), id);
        if (on) {
            image.shared().add(with);
        } else {
            image.shared().remove(with);
        }
        region.effect(arrival, on ? "shared" : "unshared", image);
    }

    boolean protects(String snapshot) {
        Rules.ImageProtects which = region.physics().rules().imageProtects();
        return switch (which) {
            case NONE -> false;
            case ALL_SNAPSHOTS -> isUsed(snapshot);
            case BOOT_SNAPSHOT ->
                shelf.actual().stream()
                        .flatMap(i -> i.members().stream())
                        .anyMatch(m -> m.boot() && snapshot.equals(m.snapshot()));
        };
    }

    /** An image that machines can be made of. */
    Image ready(Arrival arrival, String fromRegion, String id) {
        Image image = region.world().region(fromRegion).images().shelf.usable(arrival.request(), id);
        if (image.state() != Lifecycle.READY) {
            throw region.refuse(Reason.WRONG_STATE, arrival, id + " is " + image.state());
        }
        return image;
    }

    private boolean isUsed(String snapshot) {
        return shelf.actual().stream().flatMap(i -> i.members().stream()).anyMatch(m -> snapshot.equals(m.snapshot()));
    }

    private void checkName(Arrival arrival, String name) {
        String account = arrival.request().account();
        if (shelf.actual().stream()
                .anyMatch(i -> i.account().equals(account) && i.name().equals(name))) {
            throw region.refuse(Reason.TAKEN, arrival, name);
        }
    }

    private Image begin(
            Arrival arrival, String name, @Nullable MachineSpec spec, List<Image.Member> members, Work work) {
        String id = region.newId(arrival, Kind.IMAGE, name, shelf);
        Image image = new Image(
                id, arrival.request().account(), region.name(), region.birth(arrival, Kind.IMAGE), name, spec, members);
        return begin(arrival, image, work);
    }

    private Image begin(Arrival arrival, Image image, Work work) {
        shelf.add(image);
        region.made(arrival, image);
        long bytes = image.members().stream()
                .mapToLong(m -> m.content().storedBlocks())
                .sum();
        image.job(region.begin(arrival, work, bytes, image.id(), null, job -> finish(arrival, image, job)));
        return image;
    }

    /** An image is usable when its own work and all its snapshots have ended well. */
    private void finish(Arrival arrival, Image image, Job job) {
        if (image.state() != Lifecycle.CREATING) {
            return;
        }
        boolean failed = job.state() != Job.State.DONE;
        for (Image.Member member : image.members()) {
            if (member.snapshot() != null) {
                Snapshot snapshot = region.snapshots().shelf().actual(member.snapshot());
                failed |= snapshot == null || snapshot.state() == Lifecycle.FAILED;
                if (!failed && snapshot != null && snapshot.state() == Lifecycle.CREATING) {
                    Job upload = snapshot.job();
                    if (upload != null && !upload.ended()) {
                        upload.whenEnded(() -> region.loop().post(() -> finish(arrival, image, job)));
                        return;
                    }
                }
            }
        }
        if (!failed) {
            image.state(Lifecycle.READY);
        } else if (arrival.fate().failsLater() && !arrival.fate().debris()) {
            image.state(Lifecycle.DELETED);
            region.gone(image);
            image.members().forEach(member -> vanish(arrival, member));
        } else {
            image.state(Lifecycle.FAILED);
        }
    }

    /** What leaves nothing behind takes the snapshots along that it made itself. */
    private void vanish(Arrival arrival, Image.Member member) {
        Snapshot snapshot =
                member.snapshot() == null ? null : region.snapshots().shelf().actual(member.snapshot());
        if (snapshot != null
                && region.world()
                        .truth()
                        .thing(region.name(), snapshot.id())
                        .map(thing -> thing.maker() != null
                                && thing.maker().requestId().equals(arrival.requestId()))
                        .orElse(false)) {
            region.snapshots().remove(snapshot);
        }
    }
}
