// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.operation.Lane;
import dev.holdfast.protection.Lock;
import dev.holdfast.protection.ReplicaState;
import dev.holdfast.protection.Tier;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.testkit.world.Image;
import dev.holdfast.testkit.world.Lifecycle;
import dev.holdfast.testkit.world.Resource;
import dev.holdfast.testkit.world.Snapshot;
import dev.holdfast.testkit.world.bytes.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Snapshots and images, as listings show them. */
final class Replicas {
    private final Lane lane;
    private final Place place;

    Replicas(Lane lane, Place place) {
        this.lane = lane;
        this.place = place;
    }

    List<ReplicaDescription> byId(ProductKind kind, List<String> ids) {
        List<ReplicaDescription> found = new ArrayList<>();
        for (String id : ids) {
            if (kind == ProductKind.IMAGE) {
                place.region().images().shelf().describe(place.account(), id).ifPresent(i -> found.add(image(i)));
            } else {
                place.region().snapshots().shelf().describe(place.account(), id).ifPresent(s -> found.add(snapshot(s)));
            }
        }
        return found;
    }

    /** What carries the marks; of one installation, if one is named. */
    List<ReplicaDescription> marked(ProductKind kind, @Nullable String installation) {
        if (kind == ProductKind.IMAGE) {
            return place.region().images().shelf().list(place.account(), i -> isOf(i, installation)).stream()
                    .map(this::image)
                    .toList();
        }
        return place.region().snapshots().shelf().list(place.account(), s -> isOf(s, installation)).stream()
                .map(this::snapshot)
                .toList();
    }

    private boolean isOf(Resource thing, @Nullable String installation) {
        String mark = thing.marks().get(Marks.HOLDFAST);
        return mark != null
                && thing.account().equals(place.account())
                && (installation == null || (":" + mark + ":").contains(":" + installation + ":"));
    }

    private ReplicaDescription snapshot(Snapshot snapshot) {
        boolean whole = snapshot.state() == Lifecycle.READY && snapshot.tier() == Snapshot.Tier.STANDARD;
        Map<String, String> more = new TreeMap<>();
        put(more, "set", snapshot.set());
        put(more, "copyOf", snapshot.origin().copyOf());
        put(more, "copyFrom", snapshot.origin().copyFrom());
        return ReplicaDescription.builder(lane, ProductKind.SNAPSHOT, snapshot.id())
                .state(state(snapshot.state()))
                .restorable(whole)
                .copyable(whole)
                .percent(snapshot.state() == Lifecycle.READY ? 100 : place.percent(snapshot.job()))
                .startedAt(snapshot.createdAt())
                .sourceId(snapshot.origin().disk())
                .bytes(snapshot.size())
                .storedBytes(snapshot.movedBytes())
                .keyId(snapshot.key())
                .tier(snapshot.tier() == Snapshot.Tier.STANDARD ? Tier.STANDARD : Tier.ARCHIVED)
                .lock(lock(snapshot.lock()))
                .usedBy(users(snapshot.id()))
                .sharedWith(List.copyOf(snapshot.sharedWith()))
                .tags(snapshot.marks())
                .attributes(more)
                .build();
    }

    private ReplicaDescription image(Image image) {
        boolean whole = image.state() == Lifecycle.READY;
        Map<String, String> more = new TreeMap<>();
        more.put("name", image.name());
        List<String> snapshots = image.members().stream()
                .map(Image.Member::snapshot)
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .toList();
        put(more, "snapshots", snapshots.isEmpty() ? null : String.join(",", snapshots));
        long size = 0;
        long stored = 0;
        for (Image.Member member : image.members()) {
            size += member.content().size();
            stored += member.content().storedBlocks() * Content.BLOCK;
        }
        return ReplicaDescription.builder(lane, ProductKind.IMAGE, image.id())
                .state(state(image.state()))
                .restorable(whole)
                .copyable(whole)
                .percent(whole ? 100 : place.percent(image.job()))
                .startedAt(image.createdAt())
                .bytes(size)
                .storedBytes(stored)
                .tags(image.marks())
                .attributes(more)
                .build();
    }

    private List<String> users(String snapshot) {
        return place
                .region()
                .images()
                .shelf()
                .list(
                        place.account(),
                        image -> image.members().stream().anyMatch(member -> snapshot.equals(member.snapshot())))
                .stream()
                .map(Image::id)
                .toList();
    }

    private static void put(Map<String, String> more, String name, @Nullable String value) {
        if (value != null) {
            more.put(name, value);
        }
    }

    private static ReplicaState state(Lifecycle state) {
        return switch (state) {
            case CREATING -> ReplicaState.CREATING;
            case READY -> ReplicaState.AVAILABLE;
            case FAILED -> ReplicaState.FAILED;
            case RECYCLED -> ReplicaState.RECYCLED;
            case DELETED -> ReplicaState.DELETED;
        };
    }

    private static @Nullable Lock lock(dev.holdfast.testkit.world.@Nullable Lock lock) {
        return lock == null ? null : new Lock(Lock.Mode.valueOf(lock.mode().name()), lock.until(), lock.coolOffUntil());
    }
}
