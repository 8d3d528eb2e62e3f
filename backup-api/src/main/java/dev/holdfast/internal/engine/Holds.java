// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.GraphBuilder;
import dev.holdfast.internal.graph.Link;
import dev.holdfast.internal.graph.Owed;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.RecordRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lanes in which something is owed. Nothing goes there but a read, again and again at growing intervals; once it is
 * answered, what is owed is done, as an operation of its own, and then all that waited goes on. What is owed and does not
 * go well waits for a person, and keeps the lane. Touched by the loop only.
 */
final class Holds {
    private static final Logger LOG = LoggerFactory.getLogger(Holds.class);
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    /** What the body of an operation says that does what is owed: in which lane. */
    private static final String PAYS = "pays";

    private final Engine engine;
    private final PayloadMapper mapper;
    private final Map<String, Owed> owed = new TreeMap<>();
    private final Map<Lane, Hold> holds = new TreeMap<>();
    private Runnable listener = () -> {};

    private static final class Hold {
        final Set<OperationId> told = new TreeSet<>();
        Duration wait = FIRST;
        boolean armed;
        boolean asking;
        boolean paying;

        /** The turn in which it is armed. */
        @Nullable
        Seat seat;

        @Nullable
        FailureKind silence;
    }

    Holds(Engine engine, PayloadMapper mapper) {
        this.engine = engine;
        this.mapper = mapper;
    }

    /** Tells whenever something is owed, or no longer is. */
    void follow(Runnable follower) {
        listener = follower;
    }

    // ------------------------------------------------------------------ what is owed

    /** At the start, before anything goes on. */
    void load(List<RecordRow> rows) {
        rows.forEach(this::put);
    }

    /** In each turn, where hosts share a store: what others have written of it meanwhile. */
    void refresh(List<RecordRow> rows) {
        Set<String> keys = new TreeSet<>();
        rows.forEach(row -> keys.add(row.key()));
        List.copyOf(owed.keySet()).stream().filter(key -> !keys.contains(key)).forEach(this::remove);
        rows.forEach(this::put);
        for (Run run : engine.operations.runs.values()) {
            opened(run);
        }
    }

    private void put(RecordRow row) {
        Owed each = Owed.of(row, mapper);
        owed.put(each.key(), each);
        Hold hold = holds.computeIfAbsent(each.lane(), lane -> new Hold());
        hold.wait = FIRST;
        arm(each.lane(), hold);
    }

    /** Wakes the lane of what is owed, where it changes. */
    void wake(List<Change> changes) {
        Set<String> lanes = new TreeSet<>();
        for (Change change : changes) {
            if (change instanceof Change.PutRecord put && put.row().kind() == RecordRow.Kind.OBLIGATION) {
                lanes.add(put.row().group());
            } else if (change instanceof Change.RemoveRecord gone && gone.kind() == RecordRow.Kind.OBLIGATION) {
                Owed each = owed.get(gone.key());
                if (each != null) {
                    lanes.add(each.lane().toString());
                }
            }
        }
        if (!lanes.isEmpty()) {
            engine.seats.wake(changes, lanes);
        }
    }

    /** What was written: follows what is owed. */
    void written(ChangeSet set) {
        boolean changed = false;
        for (Change change : set.changes()) {
            if (change instanceof Change.PutRecord put && put.row().kind() == RecordRow.Kind.OBLIGATION) {
                put(put.row());
                changed = true;
            } else if (change instanceof Change.RemoveRecord gone && gone.kind() == RecordRow.Kind.OBLIGATION) {
                remove(gone.key());
                changed = true;
            } else if (change instanceof Change.PutRecord put && put.row().kind() == RecordRow.Kind.WATCH) {
                engine.twins.arm(put.row().group());
            }
        }
        if (changed) {
            listener.run();
        }
    }

    private void remove(String key) {
        Owed gone = owed.remove(key);
        if (gone != null && in(gone.lane()).isEmpty()) {
            holds.remove(gone.lane());
            LOG.info("Nothing is owed in {} any more", gone.lane());
            if (engine.serves(gone.lane())) {
                engine.desk(gone.lane()).resume();
            }
        }
    }

    private List<Owed> in(Lane lane) {
        return owed.values().stream().filter(each -> each.lane().equals(lane)).toList();
    }

    private List<Owed> open(Lane lane) {
        return in(lane).stream().filter(each -> !each.parked()).toList();
    }

    /** The events that belong to changes of what is owed. */
    List<Change> events(List<Change> changes) {
        List<Change> events = new ArrayList<>();
        for (Change change : changes) {
            if (change instanceof Change.PutRecord put && put.row().kind() == RecordRow.Kind.OBLIGATION) {
                Owed each = Owed.of(put.row(), mapper);
                events.add(engine.outbox.owed(each, each.parked() ? "PARKED" : "OPEN", ""));
            } else if (change instanceof Change.RemoveRecord gone && gone.kind() == RecordRow.Kind.OBLIGATION) {
                Owed each = owed.get(gone.key());
                if (each != null) {
                    events.add(engine.outbox.owed(each, "DONE", ""));
                }
            }
        }
        return events;
    }

    /** With a failover that is undone goes the stop of the machines that it had replaced. */
    List<Change> undone(OperationId id) {
        List<Change> changes = new ArrayList<>();
        for (Owed each : owed.values()) {
            if (each.fences() && each.operation().equals(id.value())) {
                changes.add(new Change.RemoveRecord(RecordRow.Kind.OBLIGATION, each.key()));
                changes.add(engine.outbox.owed(each, "UNDONE", ""));
            }
        }
        return changes;
    }

    /** A person says: try again, or leave it. Null if nothing of that name is owed, or it is being done. */
    @Nullable
    List<Change> decided(String key, boolean again, String by) {
        Owed each = owed.get(key);
        if (each == null || (again && !each.parked())) {
            return null;
        }
        Hold hold = holds.get(each.lane());
        if (hold != null && hold.paying && !each.parked()) {
            return null;
        }
        return again
                ? List.of(
                        new Change.PutRecord(each.again().row(mapper)),
                        engine.outbox.owed(each, "RETRIED", by),
                        engine.witness.decided(each, "RETRIED", by))
                : List.of(
                        new Change.RemoveRecord(RecordRow.Kind.OBLIGATION, key),
                        engine.outbox.owed(each, "WAIVED", by),
                        engine.witness.decided(each, "WAIVED", by));
    }

    // ------------------------------------------------------------------ who waits

    boolean held(Lane lane) {
        return holds.containsKey(lane);
    }

    /** Whether a step must wait because of what is owed in its lane. */
    boolean keeps(LiveStep step, Lane lane) {
        Hold hold = holds.get(lane);
        if (hold == null || pays(step.run)) {
            return false;
        }
        if (step.run.preview()) {
            engine.config.runtime().post(() -> {
                if (!step.ended() && !step.writing) {
                    engine.takeOver.giveUp(step, List.of());
                }
            });
        } else if (hold.told.add(step.run.id)) {
            engine.outbox.waiting(
                    step, lane + " was lost: " + in(lane).size() + " obligations come first when it answers again");
        }
        return true;
    }

    static boolean pays(Run run) {
        return run.body.get(PAYS) != null;
    }

    // ------------------------------------------------------------------ first contact

    private void arm(Lane lane, Hold hold) {
        Seat seat = engine.seats.seat(lane);
        boolean armed = hold.armed && (engine.seats.alone() || hold.seat == seat);
        if (!armed && engine.seats.mine(lane)) {
            hold.armed = true;
            hold.seat = seat;
            engine.seats.after(lane, hold.wait, () -> {
                hold.armed = false;
                ask(lane);
            });
        }
    }

    private void ask(Lane lane) {
        Hold hold = holds.get(lane);
        if (hold == null
                || hold.asking
                || hold.paying
                || engine.stopping()
                || open(lane).isEmpty()) {
            return;
        }
        if (!engine.serves(lane) || engine.takeOver.recoversFrom(lane)) {
            // A failover without its source makes no call there, and waits for none.
            arm(lane, hold);
            return;
        }
        Desk desk = engine.desk(lane);
        FactQuery<?> query = new FactQuery.MarkedListing(lane, ProductKind.SNAPSHOT, engine.config.installation());
        ReadProfile profile = desk.provider.reading(query);
        if (!desk.admits(profile.limits(), Priority.SETTLE, () -> ask(lane))) {
            return;
        }
        hold.asking = true;
        CallContext context = new CallContext(Purpose.INSPECT, profile.deadline());
        engine.calls.submit(
                lane,
                DiagnosticContext.NONE,
                Priority.SETTLE,
                profile.deadline(),
                () -> desk.provider.read(query, null, context),
                (page, failure) -> {
                    hold.asking = false;
                    if (holds.get(lane) != hold) {
                        return;
                    }
                    if (page != null) {
                        pay(lane, hold);
                    } else {
                        silent(lane, hold, failure);
                    }
                });
    }

    private void silent(Lane lane, Hold hold, @Nullable Throwable failure) {
        FailureKind kind = failure instanceof CallFailure refused ? refused.kind() : FailureKind.TRANSIENT;
        List<Owed> open = open(lane);
        if (kind != hold.silence && !open.isEmpty()) {
            hold.silence = kind;
            String why = String.valueOf(failure == null ? "no answer" : failure.getMessage());
            LOG.info("{} does not answer yet: {}", lane, why);
            engine.journal.write(
                    ChangeSet.of(engine.outbox.owed(open.get(0), "SILENT", kind + ": " + why)), refused -> {});
        }
        Duration longer = hold.wait.multipliedBy(2);
        hold.wait = longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
        arm(lane, hold);
    }

    /** The lane has answered: what is owed there, stops first, as an operation of its own. */
    private void pay(Lane lane, Hold hold) {
        GraphBuilder builder = new GraphBuilder(-1, 0);
        List<Integer> all = new ArrayList<>();
        List<Link> afterStops = new ArrayList<>();
        List<Owed> open = new ArrayList<>(open(lane));
        open.sort(Comparator.comparing(Owed::fences).reversed().thenComparing(Owed::since));
        for (Owed each : open) {
            int work = builder.add(
                    each.what(),
                    each.work(),
                    Priority.RELEASE,
                    each.fences() ? List.of() : List.copyOf(afterStops),
                    true,
                    each.key());
            int end = builder.addAlways(
                    "discharge " + each.key(),
                    new Work.Expand("discharge", 1, Payload.Fields.EMPTY.with("owed", mapper.write(each))),
                    Priority.RELEASE,
                    List.of(work),
                    each.key());
            if (each.fences()) {
                afterStops.add(new Link(end, Edge.Kind.FINALLY));
            }
            all.add(end);
        }
        builder.addAlways(
                Operations.CONCLUDE,
                new Work.Expand(Operations.CONCLUDE, 1, Payload.Fields.EMPTY),
                Priority.RELEASE,
                all,
                null);
        hold.paying = true;
        hold.silence = null;
        String region = Integer.toHexString(Objects.hash(lane.toString()));
        OperationId id = new OperationId("owed-" + Long.toString(engine.wallMillis(), 36) + "-" + region);
        LOG.info("{} answers again: operation {} does what is owed there: {}", lane, id, open.size());
        engine.operations.submitInternal(
                id,
                "what is owed in " + lane,
                Payload.Fields.EMPTY.with(PAYS, lane.toString()),
                builder.build().nodes(),
                refused -> {
                    if (refused != null) {
                        hold.paying = false;
                        arm(lane, hold);
                    }
                });
    }

    /** An operation is open: after a restart too. */
    void opened(Run run) {
        lane(run, (lane, hold) -> hold.paying = true);
    }

    /** An operation has ended: what is still owed, or is owed anew, is tried again after another contact. */
    void closed(Run run) {
        lane(run, (lane, hold) -> {
            hold.paying = false;
            hold.wait = FIRST;
            arm(lane, hold);
        });
    }

    private void lane(Run run, java.util.function.BiConsumer<Lane, Hold> then) {
        if (run.body.get(PAYS) instanceof Payload.Text name) {
            holds.forEach((lane, hold) -> {
                if (lane.toString().equals(name.value())) {
                    then.accept(lane, hold);
                }
            });
        }
    }
}
