// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.StepEvent;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.OperationRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.Section;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Operations as wholes: accepted, resumed after a restart, paused, cancelled, undone, ended. Touched by the loop only. */
final class Operations {
    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

    /** The step that says what came of an operation; the last of its graph. */
    static final String CONCLUDE = "conclude";

    private final Engine engine;
    private final PayloadMapper mapper;
    final Map<OperationId, Run> runs = new TreeMap<>();

    Operations(Engine engine, PayloadMapper mapper) {
        this.engine = engine;
        this.mapper = mapper;
    }

    /**
     * What is to be run.
     *
     * @param id the operation's id
     * @param requestKey the application's key, or {@code null}
     * @param body what was asked
     * @param nodes the first steps
     * @param claims what is claimed from the start
     * @param records what is recorded with it
     */
    record Submission(
            OperationId id,
            @Nullable String requestKey,
            Payload.Fields body,
            List<StepNode> nodes,
            List<Expansion.Claim> claims,
            List<RecordRow> records) {
        Submission with(Payload.Fields other) {
            return new Submission(id, requestKey, other, nodes, claims, records);
        }
    }

    void submit(Submission submission, Consumer<Store.@Nullable Refused> then) {
        boolean preview = submission.body().truth("preview");
        if (preview || submission.body().items(TakeOver.LOST).isEmpty()) {
            write(submission, List.of(), then);
        } else {
            engine.takeOver.accept(submission, then);
        }
    }

    /** Writes what is accepted, all or nothing, and begins it. */
    void write(Submission submission, List<Change> before, Consumer<Store.@Nullable Refused> then) {
        List<StepNode> nodes = submission.nodes();
        int next = nodes.isEmpty() ? 0 : nodes.get(nodes.size() - 1).number() + 1;
        Run run = new Run(
                new OperationRow(
                        submission.id(), 1, submission.requestKey(), OperationState.RUNNING, next, submission.body()),
                engine.packing);
        List<Change> changes = new ArrayList<>(before);
        changes.add(new Change.PutOperation(run.row()));
        if (run.preview()) {
            changes.add(engine.compaction.listed(run));
        } else {
            submission
                    .claims()
                    .forEach(claim ->
                            changes.add(new Change.TakeClaim(new ClaimRow(claim.subject(), claim.mode(), run.id))));
            submission.records().forEach(record -> changes.add(new Change.PutRecord(record)));
            changes.addAll(engine.holds.events(changes));
            if (run.body.truth(Known.DESTRUCTIVE)) {
                changes.add(engine.witness.accepted(run));
            }
        }
        changes.addAll(engine.flow.rows(run, nodes));
        changes.add(engine.outbox.operationChanged(run));
        engine.seats.wakeNew(changes, run, nodes.stream().map(StepNode::work).toList());
        engine.takeOver.wakeLost(changes, run);
        engine.journal.write(new ChangeSet(changes), refused -> {
            if (refused == null) {
                run.lost.addAll(engine.takeOver.lanes(run.body, TakeOver.LOST));
                run.yielding = TakeOver.yields(run.body, runs.keySet());
                runs.put(run.id, run);
                List<LiveStep> steps = engine.flow.install(run, nodes);
                engine.takeOver.recovering(run.body, 1);
                engine.takeOver.opened(run);
                engine.holds.opened(run);
                engine.flow.begin(steps);
            }
            then.accept(refused);
        });
    }

    /** An operation of the engine's own; a second one of the same id is not accepted, and that is well. */
    void submitInternal(OperationId id, String title, List<StepNode> nodes) {
        submitInternal(id, title, Payload.Fields.EMPTY, nodes, refused -> {});
    }

    void submitInternal(
            OperationId id,
            String title,
            Payload.Fields more,
            List<StepNode> nodes,
            Consumer<Store.@Nullable Refused> then) {
        Payload.Fields body = more.with("title", title).with("request", "internal");
        submit(new Submission(id, null, body, nodes, List.of(), List.of()), refused -> {
            if (refused != null) {
                LOG.debug("{} is not accepted again: {}", id, refused.what());
            }
            then.accept(refused);
        });
    }

    /** Sections of expansions, kept with the operation so that they survive a restart. */
    void keepSections(Run run) {
        Payload.Fields sections = Payload.Fields.EMPTY;
        for (Map.Entry<Integer, Section> section : run.sections.entrySet()) {
            sections = sections.with(section.getKey().toString(), mapper.write(section.getValue()));
        }
        if (!run.sections.isEmpty()) {
            run.body = run.body.with("sections", sections);
        }
    }

    // ------------------------------------------------------------------ resume

    /**
     * Goes on with an operation.
     *
     * @param row the operation
     * @param rows its steps
     * @param lost lanes that a failover took from it
     * @param yields whether it waits for another one that is open
     */
    void resume(OperationRow row, List<StepRow> rows, Set<Lane> lost, boolean yields) {
        Run run = takeIn(row, rows);
        run.lost.addAll(lost);
        run.yielding = yields;
        engine.holds.opened(run);
        goOn(run);
    }

    private Run takeIn(OperationRow row, List<StepRow> rows) {
        Run run = new Run(row, engine.packing);
        run.lost.addAll(engine.takeOver.lanes(row.body(), TakeOver.LOST));
        readSections(run);
        runs.put(run.id, run);
        List<LiveStep> steps = new ArrayList<>();
        for (StepRow each : rows) {
            steps.add(engine.flow.install(run, engine.follower.live(run, each)));
        }
        steps.forEach(engine.flow::inherit);
        return run;
    }

    private void readSections(Run run) {
        if (run.body.get("sections") instanceof Payload.Fields sections) {
            sections.fields()
                    .forEach((start, section) ->
                            run.sections.put(Integer.parseInt(start), mapper.read(section, Section.class)));
        }
    }

    /** All steps of an operation have been taken in: those that are ours go on. */
    private void goOn(Run run) {
        List<LiveStep> steps = List.copyOf(run.steps.values());
        // What had begun first: what is begun now must not be taken for it.
        List<LiveStep> pending = new ArrayList<>();
        for (LiveStep step : steps) {
            boolean uses = step.isRequest() && (step.state == StepState.INTENDED || step.state == StepState.STARTED);
            if (uses && !run.preview()) {
                engine.flow.hold(step);
            }
        }
        for (LiveStep step : steps) {
            if (step.state == StepState.PENDING) {
                pending.add(step);
            } else if (!step.ended() && engine.seats.mine(step)) {
                goOn(step);
            }
        }
        engine.flow.taken(steps);
        engine.flow.begin(pending);
        if (run.open == 0 && !steps.isEmpty()) {
            end(run);
        }
    }

    /** An operation that another host has accepted. */
    Run adopt(OperationRow row, List<StepRow> rows) {
        return takeIn(row, rows);
    }

    /** All that was accepted with it is known too: what is ours goes on. */
    void adopted(Run run) {
        run.yielding = TakeOver.yields(run.body, runs.keySet());
        engine.takeOver.recovering(run.body, 1);
        engine.takeOver.opened(run);
        engine.holds.opened(run);
        engine.takeOver.followed(run);
        goOn(run);
    }

    /** Takes in what another host has made of an operation. */
    void update(Run run, OperationRow row) {
        run.state = row.state();
        run.version = row.version();
        run.nextStep = row.nextStep();
        run.body = row.body();
        run.undoWanted |= row.body().truth("undo");
        run.writing = false;
        run.lost.addAll(engine.takeOver.lanes(row.body(), TakeOver.LOST));
        readSections(run);
    }

    /** Another host has ended an operation. */
    void endedElsewhere(OperationRow row) {
        Run run = runs.remove(row.id());
        if (run == null) {
            engine.told(row.id(), row.state());
        } else {
            run.state = row.state();
            run.steps.values().forEach(step -> {
                engine.release(step);
                engine.seats.drop(step);
            });
            engine.ended(run);
        }
    }

    /** Goes on with a step that has begun: after a restart, or when it is ours again. */
    void goOn(LiveStep step) {
        Seat seat = engine.seats.seat(step.home == null ? "" : step.home);
        LaneNotes.Note note =
                seat != null && seat.before.inOrder() ? seat.before.steps().get(Handover.key(step)) : null;
        if (note != null && note.generation() == step.generation && !engine.takeOver.lost(step)) {
            goOn(step, note);
        } else if (!step.writing) {
            resume(step);
        }
    }

    private void goOn(LiveStep step, LaneNotes.Note note) {
        if (step.isRequest() && (step.state == StepState.INTENDED || note.vanished())) {
            engine.settling.resumed(step, engine.desk(step), note);
        } else if (step.kind == Work.Local.class && step.state == StepState.INTENDED) {
            engine.seats.after(
                    step, engine.settling.left(note), () -> engine.locals.goOn(step, (Work.Local) step.work()));
        } else {
            resume(step);
        }
    }

    private void resume(LiveStep step) {
        if (engine.takeOver.lost(step)) {
            engine.takeOver.end(step);
        } else if (step.isRequest() && step.state == StepState.INTENDED) {
            if (step.node.section() >= 0) {
                engine.sections.resume(step);
            } else {
                engine.settling.resumed(step, engine.desk(step));
            }
        } else if (step.kind == Work.Local.class && step.state == StepState.INTENDED) {
            engine.locals.resume(step, (Work.Local) step.work());
        } else if (step.isRequest() && step.state == StepState.STARTED) {
            engine.watch.add(step);
        } else if (step.isExpansion() && step.state == StepState.STARTED && step.openChildren == 0) {
            engine.flow.endParent(step);
        }
    }

    // ------------------------------------------------------------------ pause, cancel, decide

    /** Changes the state of an operation; false if it is not in a state that allows it. Tells when that is durable. */
    void change(Run run, OperationState to, Consumer<Boolean> then) {
        boolean allowed = switch (to) {
            case PAUSED -> run.state == OperationState.RUNNING;
            case RUNNING -> run.state == OperationState.PAUSED;
            case CANCELLING -> run.state == OperationState.RUNNING || run.state == OperationState.PAUSED;
            default -> false;
        };
        if (!allowed) {
            then.accept(false);
            return;
        }
        run.state = to;
        run.version++;
        if (run.undoWanted) {
            run.body = run.body.with("undo", Payload.of(true));
        }
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.PutOperation(run.row()));
        changes.add(engine.outbox.operationChanged(run));
        engine.seats.wakeAll(changes, run);
        engine.journal.write(new ChangeSet(changes), refused -> {
            if (refused != null) {
                // Another host has written it meanwhile: asked again of what is stored.
                engine.follower.reload(run, () -> change(run, to, then));
                return;
            }
            then.accept(true);
            if (to == OperationState.CANCELLING) {
                cancelPending(run);
            }
            engine.resumeDesks();
        });
    }

    /** What has not begun in an operation that is being cancelled ends, as far as it is ours. */
    void cancelPending(Run run) {
        for (LiveStep step : List.copyOf(run.steps.values())) {
            if (!engine.seats.mine(step)) {
                continue;
            }
            if (step.state == StepState.PARKED && !step.writing) {
                // What it may have made is nobody's from now on: the twin watch finds and removes it.
                engine.flow.write(step, StepEvent.CANCEL, step.progress.ended(engine.now()), engine.twins.watch(step));
            } else if (step.state == StepState.STARTED && step.kind == Work.Approval.class) {
                engine.flow.write(step, StepEvent.CANCEL, step.progress.ended(engine.now()), List.of());
            } else {
                engine.withdraw(step);
                engine.flow.evaluate(step);
            }
        }
    }

    // ------------------------------------------------------------------ end

    void end(Run run) {
        LiveStep last = run.last;
        if (run.writing || last == null || !engine.seats.mine(run) || run.state.ended()) {
            return;
        }
        boolean undo = run.undoWanted || run.body.truth("undo");
        if (run.state == OperationState.CANCELLING && undo) {
            beginUndo(run);
            return;
        }
        OperationState state = verdict(run, last);
        if (!runs.containsKey(run.id)) {
            return;
        }
        run.writing = true;
        run.state = state;
        run.version++;
        run.body = run.body.with("result", last.progress.outputs());
        if (last.progress.failure() != null) {
            run.body = run.body.with("failure", mapper.write(last.progress.failure()));
        }
        List<Change> changes = new ArrayList<>();
        engine.seats.fence(changes, run);
        changes.add(new Change.PutOperation(run.row()));
        changes.add(new Change.FreeClaims(run.id));
        changes.add(engine.outbox.operationChanged(run));
        if (!run.preview()) {
            changes.add(engine.witness.ended(run));
        }
        engine.takeOver.wakeWaiting(changes, run);
        if (state == OperationState.UNDONE) {
            changes.addAll(engine.holds.undone(run.id));
        }
        finish(run, changes);
    }

    private void finish(Run run, List<Change> changes) {
        Seat seat = engine.seats.enter(run);
        engine.journal.write(new ChangeSet(changes), refused -> {
            Seats.leave(seat);
            if (refused != null) {
                engine.follower.reload(run);
                return;
            }
            runs.remove(run.id);
            engine.ended(run);
        });
    }

    private static OperationState verdict(Run run, LiveStep last) {
        if (run.state == OperationState.CANCELLING) {
            return OperationState.CANCELLED;
        } else if (run.state == OperationState.UNDOING) {
            return OperationState.UNDONE;
        }
        if (run.preview()) {
            return OperationState.CANCELLED;
        }
        if (last.progress.outputs().get("verdict") instanceof Payload.Text verdict) {
            return OperationState.valueOf(verdict.value());
        }
        return last.state == StepState.SUCCEEDED ? OperationState.SUCCEEDED : OperationState.FAILED;
    }

    private void beginUndo(Run run) {
        run.writing = true;
        engine.config
                .runtime()
                .run(
                        HostRuntime.Kind.STORE,
                        null,
                        Duration.ofMinutes(5),
                        () -> engine.config.store().steps(run.id),
                        (rows, failure) -> {
                            run.writing = false;
                            if (rows == null) {
                                engine.seats.after(run, Duration.ofSeconds(1), () -> beginUndo(run));
                                return;
                            }
                            if (!engine.seats.mine(run)) {
                                return;
                            }
                            undo(run, Undo.nodes(rows, mapper, run.nextStep));
                        });
    }

    private void undo(Run run, List<StepNode> nodes) {
        run.state = OperationState.UNDOING;
        run.version++;
        if (!nodes.isEmpty()) {
            run.nextStep = nodes.get(nodes.size() - 1).number() + 1;
        }
        List<Change> changes = new ArrayList<>();
        engine.seats.fence(changes, run);
        changes.addAll(engine.flow.rows(run, nodes));
        changes.add(new Change.PutOperation(run.row()));
        changes.add(engine.outbox.operationChanged(run));
        engine.seats.wakeNew(changes, run, nodes.stream().map(StepNode::work).toList());
        Seat seat = engine.seats.enter(run);
        engine.journal.write(new ChangeSet(changes), refused -> {
            Seats.leave(seat);
            if (refused != null) {
                engine.follower.reload(run);
                return;
            }
            List<LiveStep> steps = engine.flow.install(run, nodes);
            if (steps.isEmpty()) {
                run.version++;
                run.state = OperationState.UNDONE;
                List<Change> last = new ArrayList<>(engine.holds.undone(run.id));
                last.add(new Change.PutOperation(run.row()));
                last.add(new Change.FreeClaims(run.id));
                last.add(engine.outbox.operationChanged(run));
                if (!run.preview()) {
                    last.add(engine.witness.ended(run));
                }
                engine.seats.fence(last, run);
                engine.takeOver.wakeWaiting(last, run);
                finish(run, last);
            }
            engine.flow.begin(steps);
        });
    }
}
