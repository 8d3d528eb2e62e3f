// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Expansion;
import dev.holdfast.internal.graph.Owed;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.Lane;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.StepEvent;
import dev.holdfast.operation.StepState;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.ClaimRow;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovery goes before protection. A failover whose source is lost takes over, in the write that accepts it, what
 * operations with open steps in the lost lanes claim for themselves alone. Their steps there end as failed; what a step
 * there may have made, or should still have ended, is owed. Operations that stand in its way elsewhere are cancelled, and
 * waited for a while. Touched by the loop only.
 */
final class TakeOver {
    private static final Logger LOG = LoggerFactory.getLogger(TakeOver.class);

    /** How long a failover waits for the operations that it cancels. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int TRIES = 5;

    /** Where steps lie that make no request. */
    private static final Lane NOWHERE = new Lane(ProviderId.of("none"), "", "");

    /** What the body of an operation says: lanes in which nothing is called for it. */
    static final String LOST = "lost";

    private static final String RECOVERS = "recovers";
    private static final String TAKES_OVER = "takesOver";
    private static final String AFTER = "after";
    private static final String UNTIL = "until";

    private final Engine engine;
    private final PayloadMapper mapper;

    TakeOver(Engine engine, PayloadMapper mapper) {
        this.engine = engine;
        this.mapper = mapper;
    }

    // ------------------------------------------------------------------ what a body says

    Set<Lane> lanes(Payload.Fields body, String name) {
        return new TreeSet<>(mapper.readList(new Payload.Items(body.items(name)), Lane.class));
    }

    private static Set<OperationId> operations(Payload.Fields body, String name) {
        Set<OperationId> ids = new TreeSet<>();
        body.items(name).forEach(id -> ids.add(new OperationId(((Payload.Text) id).value())));
        return ids;
    }

    private static Payload texts(Collection<OperationId> ids) {
        return new Payload.Items(
                ids.stream().<Payload>map(id -> Payload.of(id.value())).toList());
    }

    private static boolean recovers(Run run) {
        return !run.preview() && !run.body.items(RECOVERS).isEmpty();
    }

    /** Whether a failover from a lane that is lost to it goes on, and does not only wait for a person. */
    boolean recoversFrom(Lane lane) {
        return engine.operations.runs.values().stream()
                .anyMatch(run -> recovers(run) && run.lost.contains(lane) && (run.yielding || goesOn(run)));
    }

    private static boolean goesOn(Run run) {
        return run.steps.values().stream().noneMatch(TakeOver::waitsForAPerson)
                || run.steps.values().stream().anyMatch(TakeOver::atWork);
    }

    private static boolean waitsForAPerson(LiveStep step) {
        return step.state == StepState.PARKED || (step.state == StepState.STARTED && step.kind == Work.Approval.class);
    }

    private static boolean atWork(LiveStep step) {
        boolean runs = step.state == StepState.INTENDED
                || step.state == StepState.UNKNOWN
                || (step.state == StepState.STARTED && !step.isExpansion() && step.kind != Work.Approval.class);
        return step.queued || step.calling || step.writing || runs;
    }

    // ------------------------------------------------------------------ accept

    /** Accepts a failover whose source is lost. */
    void accept(Operations.Submission submission, Consumer<Store.@Nullable Refused> then) {
        accept(submission, TRIES, then);
    }

    private void accept(Operations.Submission submission, int tries, Consumer<Store.@Nullable Refused> then) {
        engine.journal.read(() -> engine.config.store().claims(), (claims, failure) -> {
            if (claims == null) {
                LOG.warn("The store could not be read; trying again in {}", AGAIN, failure);
                engine.config.runtime().after(AGAIN, () -> accept(submission, tries, then));
            } else {
                accept(submission, claims, tries, then);
            }
        });
    }

    private void accept(
            Operations.Submission submission,
            List<ClaimRow> claims,
            int tries,
            Consumer<Store.@Nullable Refused> then) {
        Set<Lane> lost = lanes(submission.body(), LOST);
        Set<OperationId> ended = new TreeSet<>();
        for (Run run : engine.operations.runs.values()) {
            if (!run.preview() && !Holds.pays(run) && hasOpenSteps(run, lost)) {
                ended.add(run.id);
            }
        }
        Set<OperationId> cancelled = new TreeSet<>();
        List<Change> freed = new ArrayList<>();
        for (ClaimRow claim : claims) {
            Run holder = engine.operations.runs.get(claim.operation());
            boolean wanted = submission.claims().stream()
                    .filter(each -> each.mode() == ClaimRow.Mode.EXCLUSIVE)
                    .map(Expansion.Claim::subject)
                    .anyMatch(claim.subject()::equals);
            if (holder != null && ended.contains(holder.id)) {
                if (wanted || claim.mode() == ClaimRow.Mode.EXCLUSIVE) {
                    freed.add(new Change.FreeClaim(claim.subject(), holder.id));
                }
            } else if (holder != null && wanted && recovers(holder)) {
                then.accept(new Store.Refused(
                        Store.Refused.Reason.CLAIMED,
                        claim.subject() + " is claimed by operation " + holder.id + ", which recovers it already"));
                return;
            } else if (holder != null && wanted) {
                freed.add(new Change.FreeClaim(claim.subject(), holder.id));
                cancelled.add(holder.id);
            }
        }
        Payload.Fields body = submission.body().with(TAKES_OVER, texts(ended));
        if (!cancelled.isEmpty()) {
            body = body.with(AFTER, texts(cancelled))
                    .with(UNTIL, new Payload.Time(engine.now().plus(PATIENCE)));
        }
        engine.operations.write(submission.with(body), freed, refused -> {
            if (refused != null && refused.reason() == Store.Refused.Reason.CLAIMED && tries > 1) {
                // Someone claimed it meanwhile.
                accept(submission, tries - 1, then);
                return;
            }
            if (refused == null) {
                ended.forEach(id -> lose(id, lost));
                cancelled.forEach(this::cancel);
            }
            then.accept(refused);
        });
    }

    private static boolean hasOpenSteps(Run run, Set<Lane> lanes) {
        return run.steps.values().stream().anyMatch(step -> {
            boolean there = !step.ended() && lanes.contains(lane(step));
            if (!step.queued && !step.calling && !step.writing) {
                step.rest();
            }
            return there;
        });
    }

    private void cancel(OperationId id) {
        Run run = engine.operations.runs.get(id);
        if (run != null) {
            engine.operations.change(run, OperationState.CANCELLING, changed -> {
                if (!changed) {
                    LOG.debug("Operation {} is {} already", id, run.state);
                }
            });
        }
    }

    // ------------------------------------------------------------------ begin, wait, go

    /** While a failover is open, protection waits where it leads to. */
    void recovering(Payload.Fields body, int more) {
        if (!body.truth("preview")) {
            lanes(body, RECOVERS).forEach(lane -> engine.recovering(lane, more));
        }
    }

    /** Whether an operation waits for others of those that are open. */
    static boolean yields(Payload.Fields body, Set<OperationId> open) {
        return operations(body, AFTER).stream().anyMatch(open::contains);
    }

    /** All that is open is known: an operation that waits for others does so from now on. */
    void opened(Run run) {
        Set<OperationId> after = operations(run.body, AFTER);
        after.retainAll(engine.operations.runs.keySet());
        if (run.yielding && after.isEmpty()) {
            go(run);
        } else if (run.yielding && run.body.get(UNTIL) instanceof Payload.Time until) {
            if (engine.seats.alone()) {
                tell(run, after, until.value());
            }
            engine.config.runtime().after(left(until.value()), () -> go(run));
        }
    }

    private void tell(Run run, Set<OperationId> after, Instant until) {
        LiveStep first = run.steps.firstEntry().getValue();
        engine.outbox.waiting(first, "operations " + after + " make room for it; it waits for them until " + until);
    }

    /** A turn begins in the lane of what an operation does without a request. */
    void turn(Run run) {
        if (run.yielding && run.body.get(UNTIL) instanceof Payload.Time until) {
            engine.seats.after(run, left(until.value()), () -> go(run));
        }
    }

    /** Another host has accepted or changed an operation: what it takes from others is lost to them here too. */
    void followed(Run run) {
        Set<Lane> lost = lanes(run.body, LOST);
        for (OperationId id : operations(run.body, TAKES_OVER)) {
            Run other = engine.operations.runs.get(id);
            if (other != null && !other.lost.containsAll(lost)) {
                lose(id, lost);
            }
        }
        if (!run.lost.isEmpty()) {
            endLost(run);
        }
    }

    /** A failover ends steps in lanes that are lost: whoever gets those lanes sees to it. */
    void wakeLost(List<Change> changes, Run run) {
        if (!engine.seats.alone() && !run.preview()) {
            Set<String> lanes = new TreeSet<>();
            lanes(run.body, LOST).forEach(lane -> lanes.add(lane.toString()));
            operations(run.body, TAKES_OVER).forEach(id -> {
                Run other = engine.operations.runs.get(id);
                if (other != null) {
                    lanes.add(Seats.partition(other));
                }
            });
            engine.seats.wake(changes, lanes);
        }
    }

    /** What waits for the end of an operation goes on in its own lane. */
    void wakeWaiting(List<Change> changes, Run run) {
        if (!engine.seats.alone()) {
            Set<String> lanes = new TreeSet<>();
            for (Run other : engine.operations.runs.values()) {
                if (other.yielding && operations(other.body, AFTER).contains(run.id)) {
                    other.steps.values().forEach(step -> {
                        if (step.home != null) {
                            lanes.add(step.home);
                        }
                    });
                }
            }
            engine.seats.wake(changes, lanes);
        }
    }

    private Duration left(Instant until) {
        return engine.now().isBefore(until) ? Duration.between(engine.now(), until) : Duration.ZERO;
    }

    private void go(Run run) {
        if (run.yielding) {
            run.yielding = false;
            engine.flow.begin(List.copyOf(run.steps.values()));
        }
    }

    /** An operation has ended: what waited for it, and what waited for recovery, goes on. */
    void closed(Run run) {
        recovering(run.body, -1);
        for (Run other : List.copyOf(engine.operations.runs.values())) {
            if (other.yielding) {
                Set<OperationId> after = operations(other.body, AFTER);
                after.retainAll(engine.operations.runs.keySet());
                if (after.isEmpty()) {
                    go(other);
                }
            }
        }
    }

    /** After a restart, before anything goes on: which operations a failover has put an end to in which lanes. */
    void restore(Payload.Fields failover, Map<OperationId, Set<Lane>> into) {
        Set<Lane> lost = lanes(failover, LOST);
        operations(failover, TAKES_OVER)
                .forEach(id -> into.computeIfAbsent(id, i -> new TreeSet<>()).addAll(lost));
    }

    /** After a restart: the operations that one which recovers has asked to make room. */
    void restored(Run run) {
        if (run.yielding) {
            operations(run.body, AFTER).forEach(this::cancel);
        }
    }

    // ------------------------------------------------------------------ end what lies in a lost lane

    private void lose(OperationId id, Set<Lane> lanes) {
        Run run = engine.operations.runs.get(id);
        if (run == null) {
            return;
        }
        LOG.warn("Operation {} loses its source: {} are declared lost", id, lanes);
        run.lost.addAll(lanes);
        if (!run.writing && engine.seats.mine(run)) {
            run.body = run.body.with(LOST, mapper.write(List.copyOf(run.lost)));
            run.version++;
            List<Change> changes = new ArrayList<>();
            engine.seats.fence(changes, run);
            changes.add(new Change.PutOperation(run.row()));
            engine.journal.write(new ChangeSet(changes), refused -> {
                if (refused != null) {
                    engine.follower.reload(run);
                }
            });
        }
        endLost(run);
        CallFailure why = CallFailure.builder(
                        FailureKind.LOST, CallFailure.Effect.NONE, "the lane was declared lost before it was sent")
                .build();
        lanes.forEach(lane -> engine.calls.drop(lane, why));
    }

    private void endLost(Run run) {
        for (LiveStep step : List.copyOf(run.steps.values())) {
            boolean waits = step.state == StepState.PENDING && !step.queued && !step.calling;
            if (!waits && lost(step)) {
                end(step);
            }
        }
    }

    /** Whether what comes next of a step would come from a lane that is lost to its operation. */
    boolean lost(LiveStep step) {
        return !step.run.lost.isEmpty() && !step.ended() && step.run.lost.contains(lane(step));
    }

    /** The lane that a step lies in: of its call, and once that was answered where its work is watched. */
    private static Lane lane(LiveStep step) {
        RemoteTask task = step.progress.task();
        Lane lane = task == null ? step.lane() : task.lane();
        return lane == null ? NOWHERE : lane;
    }

    /** Ends a step in a lost lane; what it may have made, or should have ended, is owed from the same write on. */
    void end(LiveStep step) {
        if (step.ended() || !engine.seats.mine(step)) {
            return;
        }
        if (step.writing) {
            Runnable before = step.afterWrite;
            step.afterWrite = () -> {
                if (before != null) {
                    before.run();
                }
                end(step);
            };
            return;
        }
        boolean sent = step.isRequest() && step.progress.intendedAt() != null;
        if (sent && showsElsewhere(step)) {
            if (step.state == StepState.INTENDED && !step.calling) {
                engine.settling.elsewhere(step);
            }
            return;
        }
        boolean owes = step.isRequest() && !step.run.preview();
        giveUp(step, owes ? owed(step, (Work.Request) step.work(), sent) : List.of());
    }

    /** A call at the source whose work is seen at the target: what became of it can still be found out. */
    private boolean showsElsewhere(LiveStep step) {
        Primitive primitive = step.primitive();
        boolean bySign = primitive.repeat() == RepeatClass.TOKEN || primitive.repeat() == RepeatClass.MARKED;
        boolean open = step.state == StepState.INTENDED || step.state == StepState.UNKNOWN;
        return bySign
                && open
                && step.node.section() < 0
                && !step.run.lost.contains(primitive.watchLane())
                && engine.serves(primitive.watchLane());
    }

    void giveUp(LiveStep step, List<Change> more) {
        engine.watch.remove(step);
        // Whatever still answers is not listened to.
        step.sends++;
        step.calling = false;
        Failure why = Failure.of(
                FailureKind.LOST,
                "Cannot do " + step.node.name() + (step.node.item() == null ? "" : " for " + step.node.item()),
                "source lost: " + lane(step) + " does not answer, and a failover goes on without it");
        engine.flow.write(step, StepEvent.FAIL, step.progress.failed(engine.now(), why, List.of()), more);
        engine.sections.answered(step);
    }

    private List<Change> owed(LiveStep step, Work.Request request, boolean sent) {
        Primitive primitive = engine.requests.resolvable(step);
        if (primitive == null) {
            // It refers to what was never made.
            return List.of();
        }
        List<Change> owed = new ArrayList<>();
        String key = step.key(engine.config.installation()).toString();
        String why = "source lost while operation " + step.run.id + " was at it";
        if (sent && !step.run.lost.contains(primitive.watchLane())) {
            step.resolved = primitive;
            owed.addAll(engine.twins.watch(step));
        } else if (sent && primitive.product() != ProductKind.NOTHING) {
            Payload.Fields told = Payload.Fields.EMPTY.with("row", mapper.write(engine.twins.row(step, primitive)));
            String what = "find what " + step.node.name() + " made, if anything, and remove it";
            owed.add(owed(
                    step, primitive.watchLane(), "settle/" + key, what, why, new Work.Expand("watch-again", 1, told)));
        }
        boolean ends = step.node.always() || Flow.waitsForEnds(step) || step.node.priority() == Priority.RELEASE;
        // A guest that was held has a dead-man of its own: nothing is owed of a section.
        if (ends && step.node.section() < 0) {
            Primitive alone = primitive.toBuilder().edges(List.of()).build();
            Work work = new Work.Request(alone, request.marks(), request.removes());
            owed.add(owed(step, lane(step), "call/" + key, step.node.name(), why, work));
        }
        owed.addAll(engine.holds.events(owed));
        return owed;
    }

    private Change owed(LiveStep step, Lane lane, String key, String what, String why, Work work) {
        return new Change.PutRecord(
                new Owed(key, lane, what, why, engine.now(), step.run.id.value(), work, false, null).row(mapper));
    }
}
