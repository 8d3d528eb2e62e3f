// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.customprovider;

import dev.holdfast.examples.customprovider.FolderRegion.Entry;
import dev.holdfast.examples.customprovider.FolderRegion.Shelf;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.resource.ResourceSelector;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Expectation;
import dev.holdfast.spi.Facet;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.ReplicaDescription;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Directories of files as a cloud: a disk is a file, a snapshot is a copy of it, a region is a directory. Files must not
 * be written while they are copied: a copy of a file in use is worse than what a crash leaves.
 */
public final class FolderProvider implements BackupProvider {
    /** Whose provider this is. */
    public static final ProviderId ID = ProviderId.of("folder");

    private static final int PAGE = 500;
    private static final String COPY_TASK = "copy";
    private static final String SOURCE = "folder.source";
    private static final String MOMENT = "folder.moment";

    private final Path root;
    private final Lowering lowering = new FolderLowering();

    /**
     * A provider over a directory.
     *
     * @param root holds a directory for each account, and in it one for each region
     */
    public FolderProvider(Path root) {
        this.root = root;
    }

    // region declare
    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public Map<Facet, Facet.Status> facets() {
        Map<Facet, Facet.Status> facets = new EnumMap<>(Facet.class);
        for (Facet facet : Facet.values()) {
            boolean built = switch (facet) {
                case INVENTORY, SNAPSHOTS, COPIES, RESTORE -> true;
                default -> false;
            };
            facets.put(facet, built ? Facet.Status.BUILT : Facet.Status.NOT_OFFERED);
        }
        return Collections.unmodifiableMap(facets);
    }

    @Override
    public List<Limit> limits() {
        return FolderLowering.LIMITS;
    }

    @Override
    public Lowering lowering() {
        return lowering;
    }
    // endregion

    // region profiles
    @Override
    public ReadProfile observing(RemoteTask task) {
        if (!task.kind().equals(COPY_TASK)) {
            throw new IllegalArgumentException("Folders know no task of kind " + task.kind());
        }
        return look(20);
    }

    @Override
    public ReadProfile finding(Primitive primitive) {
        if (!FolderLowering.TYPES.contains(primitive.type())) {
            throw new IllegalArgumentException("Folders know no request of type " + primitive.type());
        }
        return look(20);
    }

    @Override
    public ReadProfile reading(FactQuery<?> query) {
        return look(PAGE);
    }

    /** A file system shows at once what was made: the visibility bound is zero. */
    private static ReadProfile look(int batch) {
        return new ReadProfile(
                batch, FolderLowering.ONE_CALL, Duration.ofMillis(100), Duration.ZERO, CallContext.DEFAULT_DEADLINE);
    }
    // endregion

    private FolderRegion region(Lane lane) {
        return new FolderRegion(root, lane);
    }

    // region start
    @Override
    public Answer start(Call call, CallContext context) {
        Primitive primitive = call.primitive();
        Payload.Fields told = primitive.arguments();
        FolderRegion here = region(primitive.lane());
        return FolderFailures.classified(() -> {
            switch (primitive.type()) {
                case FolderLowering.SNAPSHOT -> {
                    return new Answer.Done(
                            outputs(make(call, Shelf.SNAPSHOTS, here.data(Shelf.DISKS, told.text("disk")))), List.of());
                }
                case FolderLowering.COPY -> {
                    Entry copy =
                            make(call, Shelf.SNAPSHOTS, from(primitive).data(Shelf.SNAPSHOTS, told.text("snapshot")));
                    return new Answer.Started(task(primitive, copy));
                }
                case FolderLowering.RESTORE -> {
                    return new Answer.Done(
                            outputs(make(call, Shelf.DISKS, here.data(Shelf.SNAPSHOTS, told.text("snapshot")))),
                            List.of());
                }
                case FolderLowering.DELETE_SNAPSHOT, FolderLowering.DELETE_DISK -> {
                    here.delete(shelf(primitive), told.text("id"));
                    return Answer.done();
                }
                default -> throw FolderFailures.unsupported(primitive.type());
            }
        });
    }

    /** One file, under the name that follows from the key, with all marks beside it before it can be seen. */
    private Entry make(Call call, Shelf shelf, Path from) throws IOException {
        Map<String, String> notes = new TreeMap<>(call.marks());
        notes.put(Marks.KEY, call.key().mark());
        notes.put(SOURCE, call.primitive().subject());
        notes.put(MOMENT, call.intendedAt().toString());
        FolderRegion here = region(call.primitive().lane());
        String name = name(call.key());
        here.put(shelf, name, from, notes);
        return here.find(shelf, name).orElseThrow(() -> new IOException(name + " vanished at once"));
    }

    private static String name(StepKey key) {
        return "hf-" + key.token(40);
    }
    // endregion

    private FolderRegion from(Primitive copy) {
        Payload.Fields told = copy.arguments();
        return region(new Lane(ID, told.text("account"), told.text("region")));
    }

    private static Shelf shelf(Primitive primitive) {
        return switch (primitive.type()) {
            case FolderLowering.RESTORE, FolderLowering.DELETE_DISK -> Shelf.DISKS;
            default -> Shelf.SNAPSHOTS;
        };
    }

    private static RemoteTask task(Primitive primitive, Entry copy) {
        long whole = primitive.arguments().whole("bytes");
        return RemoteTask.of(COPY_TASK, primitive.watchLane(), copy.name(), Payload.Fields.EMPTY.with("bytes", whole));
    }

    private static Payload.Fields outputs(Entry made) {
        return Payload.Fields.EMPTY
                .with(Outputs.ID, made.name())
                .with(Outputs.MOMENT, new Payload.Time(moment(made)))
                .with(Outputs.BYTES, made.bytes())
                .with(Outputs.STORED_BYTES, made.bytes());
    }

    /** The intent comes before the first byte is read, so the data is never older than this. */
    private static Instant moment(Entry made) {
        return Instant.parse(made.notes().getOrDefault(MOMENT, Instant.EPOCH.toString()));
    }

    // region observe
    @Override
    public List<Observation> observe(List<RemoteTask> tasks, CallContext context) {
        return tasks.stream().map(this::observe).toList();
    }

    /** Done is all of it: it is there, and it is as long as its source. */
    private Observation observe(RemoteTask task) {
        try {
            Optional<Entry> found =
                    FolderFailures.classified(() -> region(task.lane()).find(Shelf.SNAPSHOTS, task.id()));
            if (found.isEmpty()) {
                return new Observation.Missing();
            }
            Entry copy = found.get();
            long whole = task.details().whole("bytes");
            if (copy.bytes() != whole) {
                Failure why = Failure.of(
                        FailureKind.TRANSIENT,
                        "Cannot finish copy " + task.id(),
                        "it has " + copy.bytes() + " bytes and its source had " + whole);
                return new Observation.Failed(
                        why, List.of(new LeftBehind(task.lane(), ProductKind.SNAPSHOT, task.id())));
            }
            return new Observation.Done(outputs(copy), List.of());
        } catch (CallFailure e) {
            return new Observation.Unread(e);
        }
    }
    // endregion

    // region find
    @Override
    public FindPage find(List<Trace> traces, @Nullable String cursor, CallContext context) {
        return FolderFailures.classified(() -> {
            List<Sighting> sightings = new ArrayList<>();
            for (Trace trace : traces) {
                Sighting seen = look(trace);
                if (seen != null) {
                    sightings.add(seen);
                }
            }
            return new FindPage(sightings, null, true);
        });
    }

    private @Nullable Sighting look(Trace trace) throws IOException {
        Primitive primitive = trace.primitive();
        StepKey key = trace.key();
        FolderRegion here = region(primitive.lane());
        switch (primitive.type()) {
            case FolderLowering.DELETE_SNAPSHOT, FolderLowering.DELETE_DISK -> {
                boolean there = here.find(
                                shelf(primitive), primitive.arguments().text("id"))
                        .isPresent();
                return there ? null : new Sighting.Ours(key, "", null, Payload.Fields.EMPTY, List.of());
            }
            default -> {
                Optional<Entry> found = here.find(shelf(primitive), name(key));
                return found.isPresent() ? judged(trace, found.get()) : unmet(trace, here);
            }
        }
    }

    /** Ours with the same source is adopted; anything else under our name is a stranger's. */
    private static Sighting judged(Trace trace, Entry found) {
        Primitive primitive = trace.primitive();
        boolean ours = trace.key().mark().equals(found.notes().get(Marks.KEY))
                && primitive.subject().equals(found.notes().get(SOURCE));
        if (!ours) {
            return new Sighting.Foreign(trace.key(), found.name(), "a file that this step did not make");
        }
        RemoteTask task = primitive.type().equals(FolderLowering.COPY) ? task(primitive, found) : null;
        return new Sighting.Ours(trace.key(), found.name(), task, outputs(found), List.of());
    }

    /** Nothing was made yet. Says so where it cannot be made at all. */
    private @Nullable Sighting unmet(Trace trace, FolderRegion here) throws IOException {
        Primitive primitive = trace.primitive();
        String source = primitive.subject();
        if (primitive.type().equals(FolderLowering.SNAPSHOT)) {
            Expectation exists = primitive.expectations().get(0);
            return here.find(Shelf.DISKS, source).isPresent() ? null : new Sighting.Unmet(trace.key(), exists, "false");
        }
        FolderRegion where = primitive.type().equals(FolderLowering.COPY) ? from(primitive) : here;
        return where.find(Shelf.SNAPSHOTS, source).isPresent() ? null : new Sighting.Gone(trace.key(), source);
    }
    // endregion

    // region read
    @Override
    public <T> ReadPage<T> read(FactQuery<T> query, @Nullable String cursor, CallContext context) {
        return FolderFailures.classified(() -> {
            FolderRegion here = region(query.lane());
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
        });
    }

    /** Which files a query is about, in order; what is named and does not exist is missing from the answer. */
    private static List<String> names(FactQuery<?> query, FolderRegion here, Shelf shelf) throws IOException {
        if (query instanceof FactQuery.Disks disks) {
            return disks.ids().stream().sorted().toList();
        } else if (query instanceof FactQuery.Replicas replicas && replicas.kind() == ProductKind.SNAPSHOT) {
            return replicas.ids().stream().sorted().toList();
        } else if (query instanceof FactQuery.DiskListing || isSnapshotListing(query)) {
            return here.names(shelf);
        } else if (query instanceof FactQuery.MarkedListing) {
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
                    .tags(marks(found))
                    .build();
        }
        return ReplicaDescription.builder(query.lane(), ProductKind.SNAPSHOT, found.name())
                .moment(moment(found))
                .sourceId(found.notes().get(SOURCE))
                .bytes(found.bytes())
                .storedBytes(found.bytes())
                .tags(marks(found))
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

    private static Map<String, String> marks(Entry made) {
        Map<String, String> marks = new TreeMap<>(made.notes());
        marks.keySet().retainAll(Marks.ALL);
        return marks;
    }

    @Override
    public void close() {
        // Nothing is open between calls.
    }
}
