// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.customprovider;

import dev.holdfast.examples.customprovider.FolderRegion.Entry;
import dev.holdfast.examples.customprovider.FolderRegion.Shelf;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.ReplicaDescription;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What lies in a region, as answers to queries. */
final class FolderReads {
    /** How many files one page looks at. */
    static final int PAGE = 500;

    private FolderReads() {}

    // region read
    static <T> ReadPage<T> page(FolderRegion here, FactQuery<T> query, @Nullable String cursor) throws IOException {
        Shelf shelf = query.itemType() == Disk.class ? Shelf.DISKS : Shelf.SNAPSHOTS;
        List<String> names = names(query, here, shelf).stream()
                .filter(name -> cursor == null || name.compareTo(cursor) > 0)
                .toList();
        List<T> items = new ArrayList<>();
        for (String name : names.subList(0, Math.min(PAGE, names.size()))) {
            Optional<Entry> found = here.find(shelf, name);
            Object item = found.map(entry -> described(query, entry)).orElse(null);
            if (item != null) {
                items.add(query.itemType().cast(item));
            }
        }
        String next = names.size() > PAGE ? names.get(PAGE - 1) : null;
        return new ReadPage<>(items, next, true);
    }

    /** Which files a query is about, in order; what is named and does not exist is missing from the answer. */
    private static List<String> names(FactQuery<?> query, FolderRegion here, Shelf shelf) throws IOException {
        if (query instanceof FactQuery.Disks disks) {
            return disks.ids().stream().sorted().toList();
        } else if (query instanceof FactQuery.Replicas replicas && replicas.kind() == ProductKind.SNAPSHOT) {
            return replicas.ids().stream().sorted().toList();
        } else if (query instanceof FactQuery.DiskListing || isSnapshotListing(query)) {
            return here.names(shelf);
        } else if (query instanceof FactQuery.MarkedListing || query.itemType() == Machine.class) {
            // There are none of these here: that is an answer, not an error.
            return List.of();
        }
        throw FolderFailures.unsupported(query.getClass().getSimpleName());
    }
    // endregion

    private static boolean isSnapshotListing(FactQuery<?> query) {
        return query instanceof FactQuery.MarkedListing listing && listing.kind() == ProductKind.SNAPSHOT;
    }

    private static @Nullable Object described(FactQuery<?> query, Entry found) {
        if (query instanceof FactQuery.DiskListing listing && !chosen(listing.selector(), found)) {
            return null;
        } else if (query instanceof FactQuery.MarkedListing listing && !marked(found, listing.installation())) {
            return null;
        } else if (query.itemType() == Disk.class) {
            return Disk.builder(ResourceId.disk(query.lane().location(), found.name()))
                    .name(found.name())
                    .sizeBytes(found.bytes())
                    .tags(found.marks())
                    .build();
        }
        return ReplicaDescription.builder(query.lane(), ProductKind.SNAPSHOT, found.name())
                .moment(found.moment())
                .sourceId(found.source())
                .restorable(found.isWhole())
                .bytes(found.bytes())
                .storedBytes(found.bytes())
                .tags(found.marks())
                .build();
    }

    private static boolean chosen(ResourceSelector selector, Entry disk) {
        return switch (selector.by()) {
            case ID -> selector.ids().stream().anyMatch(id -> id.id().equals(disk.name()));
            case NAME -> selector.names().contains(disk.name());
            case TAG ->
                selector.tagKey() != null
                        && String.valueOf(selector.tagValue())
                                .equals(disk.notes().get(selector.tagKey()));
        };
    }

    private static boolean marked(Entry snapshot, @Nullable String installation) {
        String mark = snapshot.notes().get(Marks.HOLDFAST);
        return mark != null && (installation == null || mark.startsWith("1:" + installation + ":"));
    }
}
