// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.operation.StepEvent;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.RemoteTask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks at long work: all running tasks of a lane and kind together, in as few requests as the cloud offers, at
 * intervals that follow learned durations. Nothing is looked at more often than its provider allows. Touched by the loop
 * only.
 */
final class Watch {
    /**
     * The interval between two looks as a part of the learned median. With log-normal durations (σ 0.8) and 20 tasks to
     * a request this costs 0.6 requests per task and lets an ended task wait 4 % of its time on average.
     */
    private static final double PART = 0.12;

    /** Stragglers are looked at each time this part of their age has passed. */
    private static final double PART_OF_AGE = 0.05;

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration UNREADABLE = Duration.ofMinutes(1);

    private final Engine engine;
    private final Map<String, Kind> kinds = new TreeMap<>();
    private long number;

    Watch(Engine engine) {
        this.engine = engine;
    }

    private static final class Watched {
        final LiveStep step;
        final long number;
        final long startedAt;
        long dueAt;
        final int visit;
        boolean suspected;

        Watched(LiveStep step, long number, long startedAt, long dueAt) {
            this.step = step;
            this.visit = step.visit;
            this.number = number;
            this.startedAt = startedAt;
            this.dueAt = dueAt;
        }

        int weight() {
            RemoteTask task = step.progress.task();
            return task == null ? 1 : task.weight();
        }
    }

    /** The tasks of one lane, kind and purpose. */
    private static final class Kind {
        final Desk desk;
        final RemoteTask example;
        final Purpose purpose;

        /** What is not being looked at right now; what is due first comes first. */
        final TreeSet<Watched> tasks = new TreeSet<>(
                Comparator.<Watched>comparingLong(each -> each.dueAt).thenComparingLong(each -> each.number));

        /** The longest interval so far. */
        long longest;

        /** No look before this: its limits have no room. */
        long closedUntil = Long.MIN_VALUE;

        HostRuntime.@Nullable Timer timer;
        long timerAt = Long.MAX_VALUE;

        Kind(Desk desk, RemoteTask example, Purpose purpose) {
            this.desk = desk;
            this.example = example;
            this.purpose = purpose;
        }
    }

    void add(LiveStep step) {
        RemoteTask task = step.progress.task();
        if (task == null || step.state != StepState.STARTED || !engine.seats.mine(step)) {
            return;
        }
        Kind kind = kind(step, task);
        long now = engine.ticks();
        Instant answeredAt = step.progress.answeredAt();
        long age = answeredAt == null
                ? 0
                : Math.max(0, Duration.between(answeredAt, engine.now()).toNanos());
        kind.tasks.add(new Watched(step, number++, now - age, now - age + next(kind, step, age)));
        arm(kind);
    }

    /** The age at which it is looked at next: the looks follow from its age alone, whichever host makes them. */
    private long next(Kind kind, LiveStep step, long age) {
        Seat seat = engine.seats.seat(kind.desk.lane);
        Instant last = seat == null ? engine.now() : seat.before.endedAt();
        // What was due between two turns is due now; after a turn that was cut off all is.
        long seen = last == null
                ? 0
                : age - Math.max(0, Duration.between(last, engine.now()).toNanos());
        long next = interval(kind, step, 0);
        while (next <= seen) {
            next += interval(kind, step, next);
        }
        return next;
    }

    /** The lane is not ours any more. */
    void forget(String lane) {
        kinds.values().removeIf(kind -> {
            boolean there = kind.desk.lane.toString().equals(lane);
            if (there && kind.timer != null) {
                kind.timer.cancel();
            }
            return there;
        });
    }

    /** Looks at a step no more. */
    void remove(LiveStep step) {
        kinds.values().forEach(kind -> kind.tasks.removeIf(watched -> watched.step == step));
    }

    private Kind kind(LiveStep step, RemoteTask task) {
        Primitive primitive = step.primitive();
        String name = task.lane() + " " + task.kind() + " " + task.group() + " " + primitive.purpose();
        return kinds.computeIfAbsent(name, n -> new Kind(engine.desk(task.lane()), task, primitive.purpose()));
    }

    private long interval(Kind kind, LiveStep step, long age) {
        Primitive primitive = step.primitive();
        ReadProfile profile = kind.desk.provider.observing(kind.example);
        Duration median = engine.durations.median(kind.desk.lane, primitive.type(), primitive.duration());
        long nanos = (long) Math.max(median.toNanos() * PART, age * PART_OF_AGE);
        if (Sections.beginsHold(step)) {
            // Someone is held still until this is seen to be done; nobody waits for the end of what is made meanwhile.
            nanos = SHORTEST.toNanos();
        }
        long least = Math.max(SHORTEST.toNanos(), profile.leastInterval().toNanos());
        nanos = Math.max(nanos, least);
        kind.longest = Math.max(kind.longest, nanos);
        return nanos;
    }

    private void arm(Kind kind) {
        long first = kind.tasks.isEmpty() ? Long.MAX_VALUE : Math.max(kind.tasks.first().dueAt, kind.closedUntil);
        if (kind.timer != null) {
            if (kind.timerAt <= first) {
                return;
            }
            kind.timer.cancel();
            kind.timer = null;
        }
        if (first == Long.MAX_VALUE) {
            return;
        }
        kind.timerAt = first;
        kind.timer = engine.seats.after(kind.desk.lane, Duration.ofNanos(Math.max(0, first - engine.ticks())), () -> {
            kind.timer = null;
            kind.timerAt = Long.MAX_VALUE;
            look(kind);
        });
    }

    /** Looks at all tasks that are due, and at those that soon will be where they fit into the same request. */
    private void look(Kind kind) {
        if (engine.stopping() || !engine.seats.sends(kind.desk.lane)) {
            return;
        }
        ReadProfile profile = kind.desk.provider.observing(kind.example);
        long now = engine.ticks();
        Limiter.Wait wait =
                kind.desk.limiter.check(profile.limits(), kind.desk.lane, priority(kind), now, engine.wallMillis());
        if (wait != null) {
            kind.closedUntil = now + Math.max(SHORTEST.toNanos(), wait.nanos());
            arm(kind);
            return;
        }
        List<Watched> batch = batch(kind, profile.batch(), now);
        if (!batch.isEmpty()) {
            kind.desk.limiter.takeRates(profile.limits(), kind.desk.lane, now, engine.wallMillis());
            batch.forEach(kind.tasks::remove);
            send(kind, profile, batch, now);
        }
        arm(kind);
    }

    private List<Watched> batch(Kind kind, int most, long now) {
        List<Watched> batch = new ArrayList<>();
        int room = most;
        for (Watched watched : kind.tasks) {
            long left = watched.dueAt - now;
            if (batch.isEmpty() ? left > 0 : room == 0 || left > kind.longest / 2) {
                break;
            }
            boolean soon = left <= 0 || left < interval(kind, watched.step, now - watched.startedAt) / 2;
            if (soon && (watched.weight() <= room || batch.isEmpty())) {
                batch.add(watched);
                room -= Math.min(room, watched.weight());
            }
        }
        return batch;
    }

    private static Priority priority(Kind kind) {
        Priority first = Priority.HOUSEKEEPING;
        for (Watched each : kind.tasks) {
            Priority priority = each.step.node.priority();
            first = priority.compareTo(first) < 0 ? priority : first;
            if (first.compareTo(Priority.RECOVER) <= 0) {
                break;
            }
        }
        return first;
    }

    private void send(Kind kind, ReadProfile profile, List<Watched> batch, long sentAt) {
        List<RemoteTask> tasks = new ArrayList<>(batch.size());
        Priority first = Priority.HOUSEKEEPING;
        for (Watched watched : batch) {
            RemoteTask task = watched.step.progress.task();
            if (task != null) {
                tasks.add(task);
            }
            Priority each = watched.step.node.priority();
            first = each.compareTo(first) < 0 ? each : first;
        }
        CallContext context = new CallContext(kind.purpose, profile.deadline());
        engine.calls.submit(
                kind.desk.lane,
                DiagnosticContext.of(batch.stream().map(watched -> watched.step).toList()),
                first,
                profile.deadline(),
                () -> kind.desk.provider.observe(tasks, context),
                (observations, failure) -> {
                    if (observations != null && observations.size() == batch.size()) {
                        engine.backoff.clear(kind);
                        for (int i = 0; i < batch.size(); i++) {
                            observed(kind, batch.get(i), observations.get(i), sentAt);
                        }
                    } else {
                        unread(kind, profile, batch, failure, sentAt);
                    }
                    arm(kind);
                });
    }

    private void unread(Kind kind, ReadProfile profile, List<Watched> batch, @Nullable Throwable failure, long sentAt) {
        Throwable fault = failure == null
                ? new IllegalStateException("The provider answered for other tasks than it was asked about")
                : failure;
        Duration asked = null;
        if (fault instanceof CallFailure refused) {
            kind.desk.learn(refused, profile.limits(), sentAt);
            asked = refused.retryAfter();
        }
        Duration wait = engine.backoff.next(kind, kind.desk.lane, kind.example.kind(), fault, asked);
        for (Watched watched : batch) {
            again(kind, watched, (wait == null ? UNREADABLE : wait).toNanos());
        }
    }

    private void again(Kind kind, Watched watched, long wait) {
        LiveStep step = watched.step;
        if (step.state != StepState.STARTED || step.visit != watched.visit) {
            return;
        }
        long now = engine.ticks();
        Primitive primitive = step.primitive();
        long age = now - watched.startedAt;
        if (age > primitive.duration().last().toNanos()) {
            engine.requests.park(
                    step,
                    new Failure(
                            FailureKind.TRANSIENT,
                            "Cannot wait longer for " + primitive,
                            "it has taken " + Duration.ofNanos(age) + ", and was expected to take "
                                    + primitive.duration().usual(),
                            "look at it in the cloud, then retry, adopt or skip the step; what it makes is kept"));
            return;
        }
        if (!watched.suspected && age > primitive.duration().suspicious().toNanos()) {
            watched.suspected = true;
            engine.outbox.waiting(step, "takes much longer than usual");
        }
        watched.dueAt = now + wait;
        kind.tasks.add(watched);
    }

    private void observed(Kind kind, Watched watched, Observation observation, long sentAt) {
        LiveStep step = watched.step;
        if (step.state != StepState.STARTED || step.writing || step.visit != watched.visit) {
            return;
        }
        long age = engine.ticks() - watched.startedAt;
        Primitive primitive = step.primitive();
        if (observation instanceof Observation.Running running) {
            again(kind, watched, Math.max(running.lookAgain().toNanos(), interval(kind, step, age)));
        } else if (observation instanceof Observation.Moved moved) {
            engine.flow.write(step, StepEvent.MOVE, step.progress.moved(moved.task()), List.of(), () -> moved(watched));
        } else if (observation instanceof Observation.Done done) {
            engine.durations.learn(kind.desk.lane, primitive.type(), primitive.duration(), age);
            engine.requests.succeed(step, done.outputs(), done.members(), List.of());
        } else if (observation instanceof Observation.Failed failed) {
            engine.flow.write(
                    step,
                    StepEvent.FAIL,
                    step.progress.failed(engine.now(), failed.failure(), failed.leftBehind()),
                    List.of());
            engine.sections.answered(step);
        } else if (observation instanceof Observation.Missing) {
            missing(kind, watched, age);
        } else if (observation instanceof Observation.Unread unread) {
            kind.desk.learn(
                    unread.failure(), kind.desk.provider.observing(kind.example).limits(), sentAt);
            again(kind, watched, interval(kind, step, age));
        }
    }

    private void moved(Watched before) {
        LiveStep step = before.step;
        RemoteTask task = step.progress.task();
        if (task != null && step.state == StepState.STARTED) {
            Kind kind = kind(step, task);
            long now = engine.ticks();
            Watched watched = new Watched(
                    step, before.number, before.startedAt, now + interval(kind, step, now - before.startedAt));
            watched.suspected = before.suspected;
            kind.tasks.add(watched);
            arm(kind);
        }
    }

    private void missing(Kind kind, Watched watched, long age) {
        ReadProfile profile = kind.desk.provider.observing(kind.example);
        if (age < profile.visibility().toNanos()) {
            again(kind, watched, interval(kind, watched.step, age));
            return;
        }
        // All of it may be gone, or a part: what is left is found by its key, and cleaned up.
        engine.settling.vanished(watched.step, kind.desk);
    }
}
