// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.Link;
import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks, long after, for a second thing made by a call that was given up and then landed: for every generation in which a
 * send stayed unanswered and was sent again. Where name or token allow one thing only, the late call may make it anew after
 * it was removed. One look by mark serves all entries of a lane and type. Keeps the thing that
 * is recorded and hands every other to clean-up. Touched by the loop only.
 */
final class TwinWatch {
    /** How long after its entry a generation is looked at; after the last it is closed. */
    private static final List<Duration> LOOKS = List.of(
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(8),
            Duration.ofHours(24));

    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int PAGE = 1_000;
    private static final String AT_WORK = "at work";

    private final Engine engine;
    private final PayloadMapper mapper;

    /** Entries for which a look is under way, waits for room, or is not written down yet. */
    private final Map<String, String> looking = new HashMap<>();

    /** Lanes that are swept, or will be; where a host has the store for itself all of them at once, without a name. */
    private final Set<String> sweeping = new HashSet<>();

    private final Set<String> armed = new HashSet<>();

    TwinWatch(Engine engine, PayloadMapper mapper) {
        this.engine = engine;
        this.mapper = mapper;
    }

    /** An entry of the list. */
    record Entry(StepKey key, Primitive primitive, Instant since, int looks) {}

    /** The list entry of a generation, as a row. */
    RecordRow row(LiveStep step, Primitive primitive) {
        StepKey key = step.key(engine.config.installation());
        Entry entry = new Entry(key, primitive, engine.now(), 0);
        return new RecordRow(RecordRow.Kind.WATCH, primitive.watchLane().toString(), key.toString(), 0, (Payload.Fields)
                mapper.write(entry));
    }

    private record Due(RecordRow row, Entry entry, @Nullable StepRow step) {}

    /** The change that puts a generation on the list of its lane. */
    List<Change> watch(LiveStep step) {
        Primitive primitive = step.resolved;
        if (primitive == null || primitive.product() == ProductKind.NOTHING) {
            return List.of();
        }
        arm(primitive.watchLane().toString());
        return List.of(new Change.PutRecord(row(step, primitive)));
    }

    /** Begins to look regularly; the list is in the store. */
    void arm(String lane) {
        arm(lane, PERIOD);
    }

    private void arm(String lane, Duration wait) {
        String name = engine.seats.alone() ? "" : lane;
        Seat seat = engine.seats.seat(lane);
        if (!engine.seats.alone() && (seat == null || !seat.open)) {
            return;
        }
        if (seat != null && seat.twinsAt == null) {
            seat.twinsAt = engine.now();
        }
        if (armed.add(name)) {
            HostRuntime.Timer ignored = engine.seats.after(name, wait, () -> sweep(name));
        }
    }

    /** A turn begins in a lane in which something is watched. */
    void begin(Seat seat, Lane lane) {
        String name = seat.lane;
        armed.remove(name);
        sweeping.remove(name);
        looking.values().removeIf(name::equals);
        Instant last = seat.before.twinsAt();
        seat.twinsAt = last == null ? engine.now() : last;
        Duration passed = Duration.between(seat.twinsAt, engine.now());
        arm(name, passed.compareTo(PERIOD) < 0 && !passed.isNegative() ? PERIOD.minus(passed) : Duration.ZERO);
    }

    private void sweep(String lane) {
        armed.remove(lane);
        if (engine.stopping() || !sweeping.add(lane)) {
            return;
        }
        Seat seat = engine.seats.enter(lane);
        Instant now = engine.now();
        // The list may be read as it was before such a look was written down.
        Set<String> underWay = Set.copyOf(looking.keySet());
        engine.config
                .runtime()
                .run(HostRuntime.Kind.STORE, null, Duration.ofMinutes(1), () -> list(now, lane), (list, failure) -> {
                    Seats.leave(seat);
                    if (seat != null && seat.over) {
                        return;
                    }
                    sweeping.remove(lane);
                    if (seat != null) {
                        seat.twinsAt = list == null || list.entries() > 0 ? now : null;
                    }
                    if (list == null || list.entries() > 0) {
                        arm(lane);
                    }
                    if (list != null) {
                        look(list.due().stream()
                                .filter(due -> !underWay.contains(due.row().key()))
                                .toList());
                    }
                });
    }

    /** How many entries there are, and those that are to be looked at. */
    private record Listed(long entries, List<Due> due) {}

    private Listed list(Instant now, String lane) {
        List<Due> due = new ArrayList<>();
        List<RecordRow> page;
        String after = null;
        long entries = 0;
        do {
            page = engine.config.store().records(RecordRow.Kind.WATCH, lane.isEmpty() ? null : lane, after, PAGE);
            entries += page.size();
            for (RecordRow row : page) {
                after = row.key();
                Entry entry = mapper.read(row.body(), Entry.class);
                Duration at = LOOKS.get(Math.min(entry.looks(), LOOKS.size() - 1));
                if (!now.isBefore(entry.since().plus(at))) {
                    Optional<StepRow> step = engine.config
                            .store()
                            .step(entry.key().operation(), entry.key().step());
                    due.add(new Due(row, entry, step.orElse(null)));
                }
            }
        } while (page.size() == PAGE);
        return new Listed(entries, due);
    }

    private void look(List<Due> all) {
        Map<String, List<Due>> groups = new TreeMap<>();
        for (Due due : all) {
            Primitive primitive = due.entry().primitive();
            // Where the store knows no such step, it was another store's, which is lost.
            boolean settled = (due.step() == null || due.step().state().ended())
                    && engine.serves(primitive.watchLane())
                    && !engine.holds.held(primitive.watchLane())
                    && !looking.containsKey(due.row().key());
            if (settled) {
                groups.computeIfAbsent(primitive.watchLane() + " " + primitive.type(), n -> new ArrayList<>())
                        .add(due);
            }
        }
        groups.values().forEach(this::lookAtGroup);
    }

    private void lookAtGroup(List<Due> group) {
        Primitive first = group.get(0).entry().primitive();
        Desk desk = engine.desk(first.watchLane());
        ReadProfile profile = desk.provider.finding(first);
        for (int from = 0; from < group.size(); from += profile.batch()) {
            new Look(desk, profile, group.subList(from, Math.min(group.size(), from + profile.batch()))).send();
        }
    }

    /** One look for several entries, page by page. What could not be looked at is looked at again in the next round. */
    private final class Look {
        private final Desk desk;
        private final ReadProfile profile;
        private final List<Due> part;
        private final Map<StepKey, List<Sighting.Ours>> seen = new LinkedHashMap<>();
        private @Nullable String cursor;

        Look(Desk desk, ReadProfile profile, List<Due> part) {
            this.desk = desk;
            this.profile = profile;
            this.part = part;
            part.forEach(due -> looking.put(due.row().key(), desk.lane.toString()));
        }

        void send() {
            if (engine.stopping() || !engine.seats.sends(desk.lane)) {
                part.forEach(due -> looking.remove(due.row().key()));
                return;
            }
            if (!desk.admits(profile.limits(), Priority.SETTLE, this::send)) {
                return;
            }
            List<Trace> traces = part.stream()
                    .map(due -> new Trace(due.entry().primitive(), due.entry().key(), Instant.EPOCH, desk.lane))
                    .toList();
            String from = cursor;
            long sentAt = engine.ticks();
            CallContext context =
                    new CallContext(part.get(0).entry().primitive().purpose(), profile.deadline());
            engine.calls.submit(
                    desk.lane,
                    DiagnosticContext.of(part.stream().map(due -> due.entry().key())),
                    Priority.SETTLE,
                    profile.deadline(),
                    () -> desk.provider.find(traces, from, context),
                    (page, failure) -> {
                        if (failure instanceof CallFailure refused) {
                            desk.learn(refused, profile.limits(), sentAt);
                        }
                        found(page);
                    });
        }

        private void found(@Nullable FindPage page) {
            if (page != null) {
                for (Sighting sighting : page.sightings()) {
                    if (sighting instanceof Sighting.Ours ours) {
                        seen.computeIfAbsent(ours.key(), key -> new ArrayList<>())
                                .add(ours);
                    }
                }
                if (page.next() != null) {
                    cursor = page.next();
                    send();
                    return;
                }
                if (page.complete()) {
                    part.forEach(due -> judge(due, seen.getOrDefault(due.entry().key(), List.of())));
                    return;
                }
            }
            part.forEach(due -> looking.remove(due.row().key()));
        }
    }

    private void judge(Due due, List<Sighting.Ours> seen) {
        Set<String> recorded = recorded(due);
        RepeatClass repeat = due.entry().primitive().repeat();
        boolean sameAgain = (repeat == RepeatClass.NAMED || repeat == RepeatClass.TOKEN)
                && seen.stream().anyMatch(ours -> shows(ours, recorded));
        boolean perhapsOfAnother = repeat == RepeatClass.GOAL && !seen.isEmpty();
        if (!sameAgain && !perhapsOfAnother) {
            judge(due, seen, recorded);
            return;
        }
        engine.journal.read(
                () -> sameAgain ? removed(due.entry()) : Set.of(atWork(due.entry()) ? AT_WORK : ""),
                (told, failure) -> {
                    // What could not be read is looked at again in the next round.
                    if (told == null) {
                        looking.remove(due.row().key());
                    } else {
                        recorded.removeAll(told);
                        judge(due, told.contains(AT_WORK) ? List.of() : seen, recorded);
                    }
                });
    }

    private static boolean shows(Sighting.Ours ours, Set<String> ids) {
        return ids.contains(ours.cloudId())
                || ours.members().stream()
                        .anyMatch(member -> member.cloudId() != null && ids.contains(member.cloudId()));
    }

    /** What its operation has taken away again: a late call makes it a second time, under the same name. */
    private Set<String> removed(Entry entry) {
        Set<String> undone = new TreeSet<>();
        entry.primitive().undo().forEach(undo -> undone.add(undo.type()));
        Set<String> removed = new TreeSet<>();
        for (StepRow row : engine.config.store().steps(entry.key().operation())) {
            if (row.state() == StepState.SUCCEEDED
                    && mapper.read(row.node(), StepNode.class).work() instanceof Work.Request request) {
                Primitive primitive = request.primitive();
                boolean removes = primitive.repeat() == RepeatClass.GOAL
                        && primitive.product() == ProductKind.NOTHING
                        && (primitive.purpose() == Purpose.PRUNE || undone.contains(primitive.type()));
                if (removes) {
                    removed.add(primitive.subject());
                }
            }
        }
        return removed;
    }

    /** Whether another operation that is open works, or has worked, towards the same goal. */
    private boolean atWork(Entry entry) {
        Primitive mine = entry.primitive();
        for (OperationRow open : engine.config.store().openOperations()) {
            for (StepRow row : engine.config.store().steps(open.id())) {
                if (!open.id().equals(entry.key().operation())
                        && mapper.read(row.node(), StepNode.class).work() instanceof Work.Request request
                        && request.primitive().product() == mine.product()
                        && request.primitive().subject().equals(mine.subject())
                        && request.primitive().watchLane().equals(mine.watchLane())) {
                    return true;
                }
            }
        }
        return false;
    }

    private void judge(Due due, List<Sighting.Ours> seen, Set<String> recorded) {
        List<List<LeftBehind>> twins = new ArrayList<>();
        Primitive primitive = due.entry().primitive();
        for (Sighting.Ours ours : seen) {
            List<LeftBehind> twin = twin(recorded, primitive, ours);
            if (!twin.isEmpty()) {
                twins.add(twin);
            }
        }
        int looks = due.entry().looks() + 1;
        Change next = looks >= LOOKS.size()
                ? new Change.RemoveRecord(RecordRow.Kind.WATCH, due.row().key())
                : new Change.PutRecord(new RecordRow(
                        RecordRow.Kind.WATCH,
                        due.row().group(),
                        due.row().key(),
                        0,
                        (Payload.Fields) mapper.write(new Entry(
                                due.entry().key(), primitive, due.entry().since(), looks))));
        List<Change> changes = new ArrayList<>();
        engine.seats.fence(changes, primitive.watchLane().toString());
        changes.add(next);
        Seat seat = engine.seats.enter(primitive.watchLane().toString());
        engine.journal.write(new ChangeSet(changes), refused -> {
            Seats.leave(seat);
            looking.remove(due.row().key());
        });
        if (!twins.isEmpty()) {
            cleanUp(due, primitive.watchLane(), twins);
        }
    }

    /** What belongs to one thing that is not recorded: its members, and the disks of a machine. */
    private static List<LeftBehind> twin(Set<String> recorded, Primitive primitive, Sighting.Ours ours) {
        List<LeftBehind> twin = new ArrayList<>();
        ProductKind kind = switch (primitive.product()) {
            case SNAPSHOT_SET -> ProductKind.SNAPSHOT;
            case MACHINES -> ProductKind.MACHINE;
            default -> primitive.product();
        };
        if (ours.members().isEmpty()) {
            add(twin, recorded, new LeftBehind(primitive.watchLane(), kind, ours.cloudId()));
        }
        for (Member member : ours.members()) {
            if (member.cloudId() != null) {
                add(twin, recorded, new LeftBehind(primitive.watchLane(), kind, member.cloudId()));
            }
        }
        if (!twin.isEmpty()) {
            for (Payload disk : ours.outputs().items(Outputs.DISKS)) {
                twin.add(new LeftBehind(primitive.watchLane(), ProductKind.DISK, ((Payload.Text) disk).value()));
            }
        }
        return twin;
    }

    private static void add(List<LeftBehind> twin, Set<String> recorded, LeftBehind left) {
        if (!left.cloudId().isEmpty() && !recorded.contains(left.cloudId())) {
            twin.add(left);
        }
    }

    private Set<String> recorded(Due due) {
        Set<String> recorded = new TreeSet<>();
        if (due.step() != null && due.step().state() == StepState.SUCCEEDED) {
            StepProgress progress = mapper.read(due.step().progress(), StepProgress.class);
            if (progress.outputs().get("id") instanceof Payload.Text id) {
                recorded.add(id.value());
            }
            progress.members().forEach(member -> {
                if (member.cloudId() != null) {
                    recorded.add(member.cloudId());
                }
            });
        }
        return recorded;
    }

    private void cleanUp(Due due, Lane lane, List<List<LeftBehind>> twins) {
        GraphBuilder builder = new GraphBuilder(-1, 0);
        // What the catalogue knows by now is nobody's twin.
        int replicas =
                builder.add("replicas", new Work.Recall(RecordRow.Kind.REPLICA, null), Priority.SETTLE, List.of());
        for (List<LeftBehind> twin : twins) {
            builder.add(
                    "clean up a twin of " + due.entry().key(),
                    new Work.Expand("clean-up", 1, Payload.Fields.EMPTY.with("left", mapper.write(twin))),
                    Priority.SETTLE,
                    List.of(new Link(replicas, Edge.Kind.FINISHED)),
                    false,
                    lane.toString());
        }
        OperationId id = new OperationId(
                "twin-" + due.entry().key().token(24) + "-" + due.entry().looks());
        engine.operations.submitInternal(id, "twin clean-up", builder.build().nodes());
    }
}
