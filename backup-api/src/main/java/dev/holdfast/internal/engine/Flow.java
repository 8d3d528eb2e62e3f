// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.Guards;
import dev.holdfast.internal.graph.Link;
import dev.holdfast.internal.graph.StepNode;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.StepEvent;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.Section;
import dev.holdfast.spi.StepRow;
import dev.holdfast.spi.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How steps follow each other: when one is ready, what its end releases, when an expansion and an operation end. All of
 * it follows from the states of steps; nothing else is stored. Touched by the loop only.
 */
final class Flow {
    /** So many predecessors at most are kept in memory for a step that waits for them. */
    private static final int MANY = 4;

    private enum Readiness {
        WAITS,
        READY,
        UNNEEDED
    }

    private final Engine engine;
    private final PayloadMapper mapper;

    Flow(Engine engine, PayloadMapper mapper) {
        this.engine = engine;
        this.mapper = mapper;
    }

    // ------------------------------------------------------------------ graphs

    /** Rows for the steps of a graph that is about to be written. */
    List<Change> rows(Run run, List<StepNode> nodes) {
        List<Change> changes = new ArrayList<>(nodes.size());
        for (StepNode node : nodes) {
            changes.add(new Change.PutStep(new StepRow(
                    run.id,
                    node.number(),
                    1,
                    StepState.PENDING,
                    1,
                    (Payload.Fields) mapper.write(node),
                    Payload.Fields.EMPTY)));
        }
        return changes;
    }

    /** Takes steps in whose rows are durable. */
    List<LiveStep> install(Run run, List<StepNode> nodes) {
        List<LiveStep> added = new ArrayList<>(nodes.size());
        for (StepNode node : nodes) {
            added.add(install(run, new LiveStep(run, node, StepState.PENDING, 1, 1, StepProgress.NONE)));
        }
        return added;
    }

    LiveStep install(Run run, LiveStep step) {
        run.steps.put(step.node.number(), step);
        // What undoes stands behind the step that concludes; after a restart all are taken in at once.
        if (step.node.parent() < 0 && !(run.state == OperationState.UNDOING && step.isRequest())) {
            run.last = step;
        }
        if (step.node.section() >= 0) {
            run.members
                    .computeIfAbsent(step.node.section(), first -> new ArrayList<>())
                    .add(step);
        }
        if (step.ended()) {
            run.ended(step);
            return step;
        }
        engine.seats.place(step);
        run.open++;
        for (Link link : step.node.links()) {
            LiveStep before = run.steps.get(link.step());
            if (before != null) {
                before.successors.add(step);
                before.needed += holds(step) ? 1 : 0;
            } else if (run.fates.state(link.step()) == null) {
                throw new IllegalStateException(step + " waits for step " + link.step() + ", which is not there");
            }
        }
        LiveStep parent = parent(step);
        if (parent != null) {
            parent.openChildren++;
        }
        step.cleansUp = (parent != null && parent.cleansUp)
                || (step.isExpansion() && engine.expansions.cleansUp((Work.Expand) step.work()));
        count(step);
        return step;
    }

    /** Lets steps go that were just taken in; those that wait are kept small. */
    void begin(List<LiveStep> added) {
        added.forEach(this::evaluate);
        for (LiveStep step : added) {
            if (!step.queued && !step.calling && !step.writing) {
                step.rest();
            }
        }
    }

    /** A step that another host has made, and that had ended by then: what its parent knows of it. */
    void inherit(LiveStep step) {
        LiveStep parent = parent(step);
        if (parent != null && step.ended()) {
            parent.childSent |= step.sent();
            if (step.state == StepState.FAILED && parent.failedChild == null) {
                parent.failedChild = step;
            }
        }
    }

    /** All steps of an operation have been taken in again: lets go of what nobody needs any more. */
    void taken(List<LiveStep> steps) {
        for (LiveStep step : steps) {
            if (step.ended()) {
                if (!step.writing) {
                    step.spend();
                }
            } else if (step.state == StepState.STARTED && step.isExpansion()) {
                step.spend();
                step.packOutputs();
                begun(step);
            } else if (step.state != StepState.PENDING) {
                begun(step);
            }
        }
        steps.forEach(this::dropIfUnneeded);
        if (!steps.isEmpty()) {
            steps.get(0)
                    .run
                    .members
                    .values()
                    .removeIf(members -> members.stream().allMatch(LiveStep::ended));
        }
    }

    /** A step that waits for many has them read again when it is ready: what ended long ago leaves memory. */
    static boolean holds(LiveStep step) {
        return step.node.links().size() <= MANY;
    }

    /** Keeps count of the open steps of recovery in each lane. */
    private void count(LiveStep step) {
        boolean counts = step.node.priority() == Priority.RECOVER
                && (step.isRequest() || step.kind == Work.Read.class)
                && !step.ended()
                && step.state != StepState.PARKED
                && !step.run.preview();
        if (counts != step.recovers) {
            Lane lane = step.lane();
            if (lane != null && engine.serves(lane)) {
                step.recovers = counts;
                engine.recovering(lane, counts ? 1 : -1);
            }
        }
    }

    @Nullable
    LiveStep parent(LiveStep step) {
        return step.node.parent() < 0 ? null : step.run.steps.get(step.node.parent());
    }

    // ------------------------------------------------------------------ readiness

    void evaluate(LiveStep step) {
        if (step.state != StepState.PENDING || step.writing || step.queued || step.calling) {
            return;
        }
        if (!engine.seats.mine(step)) {
            return;
        }
        if (step.run.yielding && step.run.state == OperationState.RUNNING) {
            return;
        }
        if (cancelled(step)) {
            return;
        }
        switch (readiness(step)) {
            case WAITS -> {}
            case UNNEEDED -> write(step, StepEvent.SKIP, step.progress.ended(engine.now()), List.of());
            case READY -> ready(step);
        }
    }

    /** What ends a hold, sums up or cleans up is done also in an operation that is being cancelled. */
    static boolean runsWhenCancelled(LiveStep step) {
        return step.node.always() || step.cleansUp || waitsForEnds(step);
    }

    /** Ends a step of an operation that is being cancelled, unless it is there for the end; true if it did. */
    boolean cancelled(LiveStep step) {
        if (step.run.state != OperationState.CANCELLING || runsWhenCancelled(step)) {
            return false;
        }
        write(step, StepEvent.CANCEL, step.progress.ended(engine.now()), List.of());
        return true;
    }

    static boolean waitsForEnds(LiveStep step) {
        return step.node.links().stream()
                .anyMatch(link -> link.kind() == Edge.Kind.FINALLY || link.kind() == Edge.Kind.ANSWERED);
    }

    private Readiness readiness(LiveStep step) {
        if (step.run.preview()) {
            return previewed(step);
        }
        List<Link> links = step.node.links();
        if (step.waitsFor < links.size() && readiness(step, links.get(step.waitsFor)) == Readiness.WAITS) {
            return Readiness.WAITS;
        }
        boolean unneeded = false;
        boolean finallyLinks = false;
        boolean anySent = false;
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            Readiness each = readiness(step, link);
            if (each == Readiness.WAITS) {
                step.waitsFor = i;
                return Readiness.WAITS;
            }
            unneeded |= each == Readiness.UNNEEDED;
            if (link.kind() == Edge.Kind.FINALLY || link.kind() == Edge.Kind.ANSWERED) {
                finallyLinks = true;
                LiveStep before = step.run.steps.get(link.step());
                anySent |= before == null ? step.run.fates.sent(link.step()) : before.sent();
            }
        }
        if (step.node.always()) {
            return Readiness.READY;
        }
        return unneeded || (finallyLinks && !anySent) ? Readiness.UNNEEDED : Readiness.READY;
    }

    /** In a preview everything that plans is asked in order, and nothing is waited for but plans. */
    private Readiness previewed(LiveStep step) {
        for (Link link : step.node.links()) {
            LiveStep before = step.run.steps.get(link.step());
            if (before != null && (!before.ended() || before.writing)) {
                return Readiness.WAITS;
            }
            StepState state = before == null ? step.run.fates.state(link.step()) : before.state;
            if (state == StepState.FAILED) {
                return Readiness.UNNEEDED;
            }
        }
        Work work = step.work();
        boolean plans = work instanceof Work.Read
                || work instanceof Work.Recall
                || (work instanceof Work.Local local && local.action().equals(Locals.PAUSE))
                || (work instanceof Work.Expand expand && engine.expansions.previews(expand));
        return plans ? Readiness.READY : Readiness.UNNEEDED;
    }

    private static Readiness readiness(LiveStep step, Link link) {
        LiveStep before = step.run.steps.get(link.step());
        StepState state = before == null ? step.run.fates.state(link.step()) : before.state;
        if (state == null) {
            throw new IllegalStateException(step + " lost step " + link.step());
        }
        boolean durable = before == null || !before.writing;
        boolean answered = durable && (before == null ? step.run.fates.answered(link.step()) : before.answered());
        boolean over = durable && state.ended();
        boolean overOrParked = over || (durable && state == StepState.PARKED && !step.node.always());
        return switch (link.kind()) {
            case FINISHED ->
                !over ? Readiness.WAITS : state == StepState.SUCCEEDED ? Readiness.READY : Readiness.UNNEEDED;
            case STARTED -> answered ? Readiness.READY : over ? Readiness.UNNEEDED : Readiness.WAITS;
            case FAILED -> !over ? Readiness.WAITS : state == StepState.FAILED ? Readiness.READY : Readiness.UNNEEDED;
            case FINALLY -> overOrParked ? Readiness.READY : Readiness.WAITS;
            case ANSWERED -> answered || overOrParked ? Readiness.READY : Readiness.WAITS;
        };
    }

    private void ready(LiveStep step) {
        Work work = step.work();
        Lane lane = step.lane();
        if (lane != null && !engine.serves(lane)) {
            Failure why = new Failure(
                    FailureKind.UNSUPPORTED,
                    "Cannot work in " + lane,
                    "there is no provider '" + lane.provider() + "'",
                    "add the provider's module, or pass the provider to the builder");
            write(step, StepEvent.FAIL, step.progress.failed(engine.now(), why, List.of()), List.of());
        } else if (engine.takeOver.lost(step)) {
            engine.takeOver.end(step);
        } else if (!Guards.holdIn(step.node.guards(), engine.journal.epoch())) {
            Failure why = new Failure(
                    FailureKind.STALE,
                    "Cannot do " + step.node.name() + (step.node.item() == null ? "" : " for " + step.node.item()),
                    "it was planned before this host started, from what was there then",
                    "ask for it again; what was already done stays done");
            write(step, StepEvent.SKIP, step.progress.failed(engine.now(), why, List.of()), List.of());
        } else if (work instanceof Work.Request || work instanceof Work.Read) {
            engine.desk(step).add(step);
        } else if (work instanceof Work.Expand expand) {
            engine.expansions.expand(step, expand);
        } else if (work instanceof Work.Recall recall) {
            engine.locals.recall(step, recall);
        } else if (work instanceof Work.Local local) {
            engine.locals.run(step, local);
        } else if (work instanceof Work.Approval) {
            write(step, StepEvent.START, step.progress.answered(engine.now(), null), List.of());
        }
    }

    // ------------------------------------------------------------------ transitions

    void write(LiveStep step, StepEvent event, StepProgress next, List<Change> more) {
        write(step, event, next, more, () -> {}, () -> {});
    }

    void write(LiveStep step, StepEvent event, StepProgress next, List<Change> more, Runnable then) {
        write(step, event, next, more, then, () -> {});
    }

    /** Decides a transition and writes it; what hangs on it happens when it is durable. */
    void write(
            LiveStep step, StepEvent event, StepProgress next, List<Change> more, Runnable then, Runnable onRefusal) {
        step.transition(event, next);
        List<Change> changes = new ArrayList<>(more.size() + 4);
        engine.seats.fence(changes, step);
        changes.add(new Change.PutStep(row(step)));
        changes.addAll(more);
        changes.add(engine.outbox.stepChanged(step, event));
        write(step, changes, then, onRefusal);
    }

    /** Writes what is known of a step, which stays in its state. */
    void rewrite(LiveStep step, StepProgress next) {
        step.progress = next;
        step.version++;
        List<Change> changes = new ArrayList<>(3);
        engine.seats.fence(changes, step);
        changes.add(new Change.PutStep(row(step)));
        write(
                step,
                changes,
                () -> {
                    step.letBe();
                    if (engine.seats.mine(step)) {
                        engine.operations.goOn(step);
                    }
                },
                () -> {});
    }

    private void write(LiveStep step, List<Change> changes, Runnable then, Runnable onRefusal) {
        engine.seats.wakeAfter(changes, step);
        step.writing = true;
        Seat seat = engine.seats.enter(step.home);
        engine.journal.write(new ChangeSet(changes), refused -> {
            step.writing = false;
            Seats.leave(seat);
            if (refused != null) {
                onRefusal.run();
                refused(step, refused);
                return;
            }
            engine.seats.place(step);
            then.run();
            count(step);
            changed(step);
            Runnable after = step.afterWrite;
            step.afterWrite = null;
            if (after != null) {
                after.run();
            }
        });
    }

    StepRow row(LiveStep step) {
        return new StepRow(
                step.run.id,
                step.node.number(),
                step.version,
                step.state,
                step.generation,
                Payload.Fields.EMPTY,
                (Payload.Fields) mapper.write(step.progress));
    }

    /** A write was refused: the transition did not happen. */
    private void refused(LiveStep step, Store.Refused refused) {
        step.version--;
        boolean others =
                refused.reason() == Store.Refused.Reason.CHANGED || refused.reason() == Store.Refused.Reason.TURN_OVER;
        if (others && !engine.seats.alone()) {
            // Another host was first: what is stored counts.
            engine.release(step);
            step.afterWrite = null;
            engine.follower.reload(step.run);
            return;
        }
        if (refused.reason() == Store.Refused.Reason.CHANGED) {
            // Only the owner of the epoch writes, so the step was changed by this host twice: a fault of ours.
            throw new IllegalStateException("The journal refused " + step + ": " + refused.what());
        }
        step.state = StepState.PENDING;
        engine.release(step);
        Failure why = Failure.of(
                refused.reason() == Store.Refused.Reason.CLAIMED ? FailureKind.BUSY : FailureKind.PROTECTED,
                "Cannot do " + step.node.name() + (step.node.item() == null ? "" : " for " + step.node.item()),
                refused.what());
        boolean destructive = !step.node.guards().isEmpty();
        write(
                step,
                destructive ? StepEvent.SKIP : StepEvent.FAIL,
                step.progress.failed(engine.now(), why, List.of()),
                List.of());
    }

    /** Something about a step is durable: lets go what waited for it. */
    void changed(LiveStep step) {
        engine.sections.answered(step);
        if (step.ended()) {
            step.run.ended(step);
        }
        if (!step.successors.isEmpty()) {
            for (LiveStep next : List.copyOf(step.successors)) {
                evaluate(next);
            }
        }
        if (step.state == StepState.PARKED) {
            engine.parked(step);
        }
        if (!step.ended()) {
            if (step.state != StepState.PENDING) {
                begun(step);
            }
            return;
        }
        step.spend();
        engine.release(step);
        Run run = step.run;
        run.open--;
        LiveStep parent = parent(step);
        if (parent != null) {
            parent.childSent |= step.sent();
            if (step.state == StepState.FAILED && parent.failedChild == null) {
                parent.failedChild = step;
            }
            parent.openChildren--;
            if (parent.openChildren == 0) {
                endParent(parent);
            }
        }
        letGo(step);
        dropIfUnneeded(step);
        if (run.open == 0) {
            engine.operations.end(run);
        }
    }

    /** Another host has changed a step: lets go what waited for it, and counts what it has in use. */
    void followed(LiveStep step) {
        count(step);
        boolean uses = step.isRequest() && (step.state == StepState.INTENDED || step.state == StepState.STARTED);
        if (uses && !step.run.preview()) {
            hold(step);
        }
        changed(step);
        if (step.state == StepState.PENDING) {
            engine.release(step);
            waitsAgain(step);
        }
    }

    /** Slots in use follow from the states of steps, whoever sent them. */
    void hold(LiveStep step) {
        Lane lane = step.lane();
        if (lane != null && engine.serves(lane)) {
            engine.desk(lane).hold(step);
        }
    }

    /** It has begun, and knows from those before it what it needs. */
    void begun(LiveStep step) {
        // Steps of a section look at each other until the last of them has ended.
        boolean knows = !step.isRequest() || (step.node.section() < 0 && step.resolved != null);
        if (knows && step.state != StepState.PARKED) {
            letGo(step);
        }
    }

    /** A step that had begun is pending again: it hears of those it waits for. */
    void waitsAgain(LiveStep step) {
        for (Link link : step.node.links()) {
            LiveStep before = step.run.steps.get(link.step());
            if (before != null && !before.successors.contains(step)) {
                before.successors.add(step);
            }
        }
        evaluate(step);
    }

    private void letGo(LiveStep step) {
        if (step.begun) {
            return;
        }
        step.begun = true;
        for (Link link : step.node.links()) {
            LiveStep before = step.run.steps.get(link.step());
            if (before != null && before.successors.remove(step)) {
                before.needed -= holds(step) ? 1 : 0;
                dropIfUnneeded(before);
            }
        }
    }

    private void dropIfUnneeded(LiveStep step) {
        LiveStep parent = parent(step);
        boolean exported = parent != null && !parent.ended() && parent.progress.exports() == step.node.number();
        if (step.ended() && !step.writing && step.needed == 0 && !exported && step.openChildren == 0) {
            step.run.steps.remove(step.node.number());
        }
    }

    // ------------------------------------------------------------------ expansions

    void endParent(LiveStep parent) {
        if (!engine.seats.mine(parent)) {
            return;
        }
        if (parent.ended() || parent.writing) {
            if (parent.writing) {
                parent.afterWrite = () -> endParent(parent);
            }
            return;
        }
        StepProgress progress = parent.progress();
        LiveStep exported = progress.exports() < 0 ? null : parent.run.steps.get(progress.exports());
        Instant now = engine.now();
        if (exported != null && exported.state == StepState.SUCCEEDED) {
            Payload.Fields outputs = progress.outputs();
            for (var field : exported.progress.outputs().fields().entrySet()) {
                outputs = outputs.with(field.getKey(), field.getValue());
            }
            List<Member> members = exported.progress.members();
            write(parent, StepEvent.SUCCEED, progress.done(now, outputs, members), List.of());
        } else if (parent.failedChild == null && (exported == null || parent.run.preview())) {
            write(parent, StepEvent.SUCCEED, progress.done(now, progress.outputs(), List.of()), List.of());
        } else if (parent.failedChild != null || (exported != null && exported.progress.failure() != null)) {
            LiveStep child = parent.failedChild != null ? parent.failedChild : exported;
            Failure failure = child == null ? null : child.progress.failure();
            List<LeftBehind> left = child == null ? List.of() : child.progress.leftBehind();
            write(
                    parent,
                    StepEvent.FAIL,
                    progress.failed(now, failure == null ? unfinished(parent) : failure, left),
                    List.of());
        } else if (parent.run.state == OperationState.CANCELLING) {
            write(parent, StepEvent.CANCEL, progress.ended(now), List.of());
        } else {
            write(parent, StepEvent.FAIL, progress.failed(now, unfinished(parent), List.of()), List.of());
        }
        if (exported != null) {
            dropIfUnneeded(exported);
        }
    }

    private static Failure unfinished(LiveStep parent) {
        return Failure.of(FailureKind.GONE, "Cannot finish " + parent.node.name(), "what it depended on was not done");
    }

    /** Writes what a planner said. */
    void expanded(LiveStep step, Expansion planned) {
        Run run = step.run;
        // A preview shows what would be done: it claims and records nothing.
        Expansion expansion = run.preview()
                ? planned.withClaims(List.of()).withRecords(List.of()).withRemovals(List.of())
                : planned;
        Instant now = engine.now();
        List<Change> changes = new ArrayList<>();
        expansion
                .claims()
                .forEach(claim ->
                        changes.add(new Change.TakeClaim(new ClaimRow(claim.subject(), claim.mode(), run.id))));
        expansion.records().forEach(record -> changes.add(new Change.PutRecord(record)));
        expansion.removals().forEach(gone -> changes.add(new Change.RemoveRecord(gone.kind(), gone.key())));
        changes.addAll(engine.holds.events(changes));
        if (expansion.failure() != null) {
            write(step, StepEvent.FAIL, step.progress.failed(now, expansion.failure(), List.of()), changes);
            return;
        }
        List<StepNode> nodes = expansion.graph().nodes();
        if (nodes.isEmpty()) {
            write(step, StepEvent.SUCCEED, step.progress.done(now, expansion.outputs(), List.of()), changes);
            return;
        }
        run.nextStep = nodes.get(nodes.size() - 1).number() + 1;
        changes.addAll(rows(run, nodes));
        for (var section : expansion.graph().sections().entrySet()) {
            Section value = section.getValue();
            run.sections.put(Integer.parseInt(section.getKey()), value);
        }
        engine.operations.keepSections(run);
        run.version++;
        changes.add(new Change.PutOperation(run.row()));
        engine.seats.wakeNew(changes, run, nodes.stream().map(StepNode::work).toList());
        write(
                step,
                StepEvent.START,
                step.progress.expanded(now, expansion.exports(), expansion.outputs()),
                changes,
                () -> {
                    List<LiveStep> added = install(run, nodes);
                    step.spend();
                    step.packOutputs();
                    begin(added);
                },
                () -> run.version--);
    }
}
