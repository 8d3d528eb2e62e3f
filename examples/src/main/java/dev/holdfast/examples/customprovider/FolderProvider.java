// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.customprovider;

import dev.holdfast.examples.customprovider.FolderRegion.Entry;
import dev.holdfast.examples.customprovider.FolderRegion.Shelf;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Lane;
import dev.holdfast.resource.ProviderId;
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
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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

    private static final String COPY_TASK = "copy";

    private final Path root;
    private final FolderWire wire;
    private final Lowering lowering = new FolderLowering();

    /**
     * A provider over a directory.
     *
     * @param root holds a directory for each account, and in it one for each region
     */
    public FolderProvider(Path root) {
        this(root, FolderWire.direct());
    }

    FolderProvider(Path root, FolderWire wire) {
        this.root = root;
        this.wire = wire;
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
        return look(FolderReads.PAGE);
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

    private <T> T call(FolderWire.Request<T> request) {
        return FolderFailures.classified(() -> wire.call(request));
    }

    // region start
    @Override
    public Answer start(Call call, CallContext context) {
        return call(() -> send(call));
    }

    private Answer send(Call call) throws IOException {
        Primitive primitive = call.primitive();
        Payload.Fields told = primitive.arguments();
        FolderRegion here = region(primitive.lane());
        switch (primitive.type()) {
            case FolderLowering.SNAPSHOT -> {
                Entry made = make(call, here, Shelf.DISKS, 0);
                return new Answer.Done(outputs(made), members(Shelf.SNAPSHOTS, made));
            }
            case FolderLowering.COPY -> {
                return new Answer.Started(task(primitive, make(call, from(primitive), Shelf.SNAPSHOTS, 0)));
            }
            case FolderLowering.RESTORE -> {
                Entry made = make(call, here, Shelf.SNAPSHOTS, told.whole("bytes"));
                return new Answer.Done(outputs(made), List.of());
            }
            case FolderLowering.MARK -> {
                here.mark(Shelf.SNAPSHOTS, told.text("id"), marks(told));
                return Answer.done();
            }
            case FolderLowering.DELETE_SNAPSHOT, FolderLowering.DELETE_DISK -> {
                here.delete(shelf(primitive), told.text("id"));
                return Answer.done();
            }
            default -> throw FolderFailures.unsupported(primitive.type());
        }
    }

    /** One file, under the name that follows from the key, with all marks beside it before it can be seen. */
    private Entry make(Call call, FolderRegion there, Shelf from, long asked) throws IOException {
        Entry source = there.get(from, call.primitive().subject());
        if (from == Shelf.SNAPSHOTS && !source.isWhole()) {
            throw FolderFailures.invalid(source.name() + " is cut short: use another replica");
        } else if (asked > 0 && asked < source.bytes()) {
            throw FolderFailures.invalid(
                    source.name() + " has " + source.bytes() + " bytes, and a disk of " + asked + " was asked for");
        }
        long bytes = Math.max(asked, source.bytes());
        Map<String, String> notes = new TreeMap<>(call.marks());
        notes.put(Marks.KEY, call.key().mark());
        notes.put(Entry.MADE_OF, source.name());
        notes.put(Entry.BYTES, String.valueOf(bytes));
        // A snapshot's intent comes before its first byte is read; a copy is of the same disk, and no younger.
        boolean first = from == Shelf.DISKS;
        notes.put(Entry.SOURCE, first ? source.name() : source.source());
        notes.put(Entry.MOMENT, (first ? call.intendedAt() : source.moment()).toString());
        return region(call.primitive().lane())
                .put(shelf(call.primitive()), name(call.key()), there.data(from, source.name()), bytes, notes);
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
        return RemoteTask.of(COPY_TASK, primitive.watchLane(), copy.name(), Payload.Fields.EMPTY);
    }

    private static Payload.Fields outputs(Entry made) {
        return Payload.Fields.EMPTY
                .with(Outputs.ID, made.name())
                .with(Outputs.MOMENT, new Payload.Time(made.moment()))
                .with(Outputs.BYTES, made.bytes())
                .with(Outputs.STORED_BYTES, made.bytes());
    }

    /** A snapshot has one member for each disk, even if that is one. */
    private static List<Member> members(Shelf shelf, Entry made) {
        return shelf == Shelf.SNAPSHOTS
                ? List.of(new Member(made.source(), made.name(), Member.State.DONE, outputs(made)))
                : List.of();
    }

    // region observe
    @Override
    public List<Observation> observe(List<RemoteTask> tasks, CallContext context) {
        return tasks.stream().map(this::observe).toList();
    }

    /** Done is all of it: it is there, and it is as long as its source was. */
    private Observation observe(RemoteTask task) {
        try {
            Optional<Entry> found = call(() -> region(task.lane()).find(Shelf.SNAPSHOTS, task.id()));
            if (found.isEmpty()) {
                return new Observation.Missing();
            }
            Entry copy = found.get();
            if (!copy.isWhole()) {
                Failure why = Failure.of(
                        FailureKind.TRANSIENT,
                        "Cannot finish copy " + task.id(),
                        "it has " + copy.bytes() + " bytes and its source had "
                                + copy.notes().get(Entry.BYTES));
                return new Observation.Failed(
                        why, List.of(new LeftBehind(task.lane(), ProductKind.SNAPSHOT, task.id())));
            }
            return new Observation.Done(outputs(copy), members(Shelf.SNAPSHOTS, copy));
        } catch (CallFailure e) {
            return new Observation.Unread(e);
        }
    }
    // endregion

    // region find
    @Override
    public FindPage find(List<Trace> traces, @Nullable String cursor, CallContext context) {
        return call(() -> {
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
                return there ? null : reached(key);
            }
            case FolderLowering.MARK -> {
                Optional<Entry> found = here.find(Shelf.SNAPSHOTS, primitive.subject());
                if (found.isEmpty()) {
                    return new Sighting.Gone(key, primitive.subject());
                }
                Map<String, String> wanted = marks(primitive.arguments());
                return found.get().notes().entrySet().containsAll(wanted.entrySet()) ? reached(key) : null;
            }
            default -> {
                Optional<Entry> found = here.find(shelf(primitive), name(key));
                return found.isPresent() ? judged(trace, found.get()) : unmet(trace, here);
            }
        }
    }

    private static Sighting reached(StepKey key) {
        return new Sighting.Ours(key, "", null, Payload.Fields.EMPTY, List.of());
    }

    /** Ours with the same source is adopted; anything else under our name is a stranger's. */
    private static Sighting judged(Trace trace, Entry found) {
        Primitive primitive = trace.primitive();
        boolean ours = trace.key().mark().equals(found.notes().get(Marks.KEY))
                && primitive.subject().equals(found.notes().get(Entry.MADE_OF));
        if (!ours) {
            return new Sighting.Foreign(trace.key(), found.name(), "a file that this step did not make");
        }
        boolean watched = primitive.type().equals(FolderLowering.COPY) && !found.isWhole();
        RemoteTask task = watched ? task(primitive, found) : null;
        return new Sighting.Ours(trace.key(), found.name(), task, outputs(found), members(shelf(primitive), found));
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

    private static Map<String, String> marks(Payload.Fields told) {
        Map<String, String> marks = new TreeMap<>();
        if (told.get("marks") instanceof Payload.Fields fields) {
            fields.fields().keySet().forEach(name -> marks.put(name, fields.text(name)));
        }
        return marks;
    }

    @Override
    public <T> ReadPage<T> read(FactQuery<T> query, @Nullable String cursor, CallContext context) {
        return call(() -> FolderReads.page(region(query.lane()), query, cursor));
    }

    @Override
    public void close() {
        // Nothing is open between calls.
    }
}
