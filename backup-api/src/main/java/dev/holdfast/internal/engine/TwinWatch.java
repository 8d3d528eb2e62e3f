// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
 * send stayed unanswered and was sent again. One look by mark serves all entries of a lane and type. Keeps the thing that
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

    private final Engine engine;
    private final PayloadMapper mapper;
    private boolean sweeping;
    private boolean armed;

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
        arm();
        return List.of(new Change.PutRecord(row(step, primitive)));
    }

    /** Begins to look regularly; the list is in the store. */
    void arm() {
        if (!armed) {
            armed = true;
            engine.config.runtime().after(PERIOD, this::sweep);
        }
    }

    private void sweep() {
        armed = false;
        if (sweeping || engine.stopping()) {
            return;
        }
        sweeping = true;
        engine.config.runtime().run(HostRuntime.Kind.STORE, null, Duration.ofMinutes(1), this::due, (due, failure) -> {
            sweeping = false;
            if (due == null) {
                arm();
                return;
            }
            if (!due.isEmpty()) {
                arm();
                look(due);
            }
        });
    }

    private List<Due> due() {
        List<Due> due = new ArrayList<>();
        for (RecordRow row : engine.config.store().records(RecordRow.Kind.WATCH, null, null, PAGE)) {
            Entry entry = mapper.read(row.body(), Entry.class);
            Optional<StepRow> step = engine.config
                    .store()
                    .step(entry.key().operation(), entry.key().step());
            due.add(new Due(row, entry, step.orElse(null)));
        }
        return due;
    }

    private void look(List<Due> all) {
        Map<String, List<Due>> groups = new TreeMap<>();
        for (Due due : all) {
            Duration at = LOOKS.get(Math.min(due.entry().looks(), LOOKS.size() - 1));
            // Where the store knows no such step, it was another store's, which is lost.
            boolean settled = (due.step() == null || due.step().state().ended())
                    && !engine.holds.held(due.entry().primitive().watchLane());
            if (settled && !engine.now().isBefore(due.entry().since().plus(at))) {
                Primitive primitive = due.entry().primitive();
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
            List<Due> part = group.subList(from, Math.min(group.size(), from + profile.batch()));
            page(desk, profile, part, null, new LinkedHashMap<>());
        }
    }

    private void page(
            Desk desk,
            ReadProfile profile,
            List<Due> part,
            @Nullable String cursor,
            Map<StepKey, List<Sighting.Ours>> seen) {
        List<Trace> traces = part.stream()
                .map(due -> new Trace(due.entry().primitive(), due.entry().key(), Instant.EPOCH, desk.lane))
                .toList();
        CallContext context = new CallContext(part.get(0).entry().primitive().purpose(), profile.deadline());
        engine.calls.submit(
                desk.lane,
                Priority.SETTLE,
                profile.deadline(),
                () -> desk.provider.find(traces, cursor, context),
                (page, failure) -> {
                    // What could not be looked at is looked at again in the next round.
                    if (page != null) {
                        gather(desk, profile, part, page, seen);
                    }
                });
    }

    private void gather(
            Desk desk, ReadProfile profile, List<Due> part, FindPage page, Map<StepKey, List<Sighting.Ours>> seen) {
        for (Sighting sighting : page.sightings()) {
            if (sighting instanceof Sighting.Ours ours) {
                seen.computeIfAbsent(ours.key(), key -> new ArrayList<>()).add(ours);
            }
        }
        if (page.next() != null) {
            page(desk, profile, part, page.next(), seen);
            return;
        }
        if (page.complete()) {
            part.forEach(due -> judge(due, seen.getOrDefault(due.entry().key(), List.of())));
        }
    }

    private void judge(Due due, List<Sighting.Ours> seen) {
        Set<String> recorded = recorded(due);
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
        engine.journal.write(ChangeSet.of(next), refused -> {});
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
        List<StepNode> nodes = new ArrayList<>();
        for (List<LeftBehind> twin : twins) {
            nodes.add(new StepNode(
                    nodes.size(),
                    "clean up a twin of " + due.entry().key(),
                    -1,
                    new Work.Expand("clean-up", 1, Payload.Fields.EMPTY.with("left", mapper.write(twin))),
                    Priority.SETTLE,
                    List.of(),
                    false,
                    -1,
                    List.of(),
                    lane.toString()));
        }
        OperationId id = new OperationId(
                "twin-" + due.entry().key().token(24) + "-" + due.entry().looks());
        engine.operations.submitInternal(id, "twin clean-up", nodes);
    }
}
