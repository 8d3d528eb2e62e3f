// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Guards;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.StepEvent;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.StepKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends mutating requests, and decides by the answer: the intent before the call, the outcome after it, and where nobody
 * knows, the settling. Touched by the loop only.
 */
final class Requests {
    /** How long a step waits when its target is in other work and the cloud does not say how long. */
    private static final Duration BUSY_WAIT = Duration.ofSeconds(15);

    private final Engine engine;

    Requests(Engine engine) {
        this.engine = engine;
    }

    // ------------------------------------------------------------------ references

    /** The primitive with its references resolved, or {@code null} if it cannot be: the step has ended then. */
    @Nullable
    Primitive resolved(LiveStep step) {
        if (step.resolved == null) {
            Primitive primitive = step.primitive();
            try {
                step.resolved = primitive.withArguments((Payload.Fields) resolve(primitive.arguments(), step));
            } catch (IllegalArgumentException e) {
                fail(
                        step,
                        new Failure(
                                FailureKind.INVALID,
                                "Cannot send " + primitive,
                                String.valueOf(e.getMessage()),
                                "report this: the provider's lowering refers to an output that the call does not give"));
                return null;
            }
        }
        return step.resolved;
    }

    /** The primitive with its references resolved, or {@code null} if what they refer to was never made. */
    @Nullable
    Primitive resolvable(LiveStep step) {
        Primitive primitive = step.primitive();
        try {
            return step.resolved != null
                    ? step.resolved
                    : primitive.withArguments((Payload.Fields) resolve(primitive.arguments(), step));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Payload resolve(Payload payload, LiveStep step) {
        if (payload instanceof Payload.Ref ref) {
            LiveStep source = step.run.steps.get(Integer.parseInt(ref.step()));
            return source == null ? missing(ref, step) : output(source, ref);
        } else if (payload instanceof Payload.Items items) {
            List<Payload> resolved = new ArrayList<>();
            items.items().forEach(item -> resolved.add(resolve(item, step)));
            return new Payload.Items(resolved);
        } else if (payload instanceof Payload.Fields fields) {
            SortedMap<String, Payload> resolved = new TreeMap<>();
            fields.fields().forEach((name, value) -> resolved.put(name, resolve(value, step)));
            return new Payload.Fields(resolved);
        }
        return payload;
    }

    private static Payload output(LiveStep source, Payload.Ref ref) {
        return output(source.progress, ref);
    }

    static Payload output(StepProgress progress, Payload.Ref ref) {
        if (ref.output().startsWith("members/")) {
            String subject = ref.output().substring("members/".length());
            for (Member member : progress.members()) {
                if (member.subject().equals(subject) && member.cloudId() != null) {
                    return Payload.of(member.cloudId());
                }
            }
        } else {
            Payload value = progress.outputs().get(ref.output());
            if (value != null) {
                return value;
            }
        }
        throw new IllegalArgumentException("step " + ref.step() + " gave no output '" + ref.output() + "'");
    }

    private static Payload missing(Payload.Ref ref, LiveStep step) {
        throw new IllegalArgumentException(step + " refers to step " + ref.step() + ", which is not kept");
    }

    // ------------------------------------------------------------------ intent and call

    /** Sends a step whose limits are reserved: first its intent, if that is not durable yet. */
    void send(LiveStep step, Desk desk) {
        if (step.state == StepState.PENDING) {
            List<Change> guards = new ArrayList<>();
            Guards.unclaimed(step.node.guards())
                    .forEach(subject -> guards.add(new Change.RequireUnclaimed(subject, step.run.id)));
            engine.flow.write(
                    step, StepEvent.INTEND, step.progress.intended(engine.now()), guards, () -> call(step, desk));
        } else if (step.state == StepState.INTENDED) {
            call(step, desk);
        }
    }

    void call(LiveStep step, Desk desk) {
        Primitive primitive = step.resolved;
        Instant intendedAt = step.progress.intendedAt();
        if (primitive == null || intendedAt == null || step.calling || engine.stopping()) {
            return;
        }
        if (engine.takeOver.lost(step)) {
            engine.takeOver.end(step);
            return;
        }
        if (engine.gate.shut(step, primitive)) {
            // The write of its intent took too long: it is looked again first.
            engine.release(step);
            desk.add(step);
            return;
        }
        long until = engine.gate.until(step, primitive);
        StepKey key = step.key(engine.config.installation());
        Work.Request request = (Work.Request) step.work();
        Call call = new Call(
                primitive, key, engine.config.marks().write(request.marks(), key, intendedAt), intendedAt, step.seen);
        CallContext context = new CallContext(primitive.purpose(), primitive.deadline());
        step.calling = true;
        if (step.sends == 0) {
            step.firstSent = engine.ticks();
        }
        step.sends++;
        int generation = step.generation;
        int send = step.sends;
        int visit = step.visit;
        engine.calls.submit(
                desk.lane,
                DiagnosticContext.of(step),
                step.node.priority(),
                primitive.deadline(),
                Sections.endsHold(step),
                () -> {
                    if (engine.ticks() > until) {
                        throw Gate.expired();
                    }
                    return desk.provider.start(call, context);
                },
                (answer, failure) -> {
                    if (step.generation == generation && step.sends == send && step.visit == visit) {
                        step.lastSent = engine.ticks();
                        step.calling = false;
                        answered(step, desk, answer, failure);
                    }
                });
    }

    private void answered(LiveStep step, Desk desk, @Nullable Answer answer, @Nullable Throwable failure) {
        CallFailure refusal = failure instanceof CallFailure each ? each : null;
        boolean full = desk.learn(step, step.primitive().limits(), refusal, answer != null);
        if (answer instanceof Answer.Done done) {
            engine.backoff.clear(step);
            succeed(step, done.outputs(), done.members(), List.of());
        } else if (answer instanceof Answer.Started started) {
            engine.backoff.clear(step);
            engine.flow.write(
                    step,
                    StepEvent.START,
                    step.progress.answered(engine.now(), started.task()),
                    List.of(),
                    () -> engine.watch.add(step));
        } else if (failure instanceof CallFailure refused) {
            refused(step, desk, refused, full);
        } else {
            engine.settling.unknown(step, desk, failure == null ? new TimeoutException("no answer") : failure);
        }
        engine.sections.answered(step);
    }

    private void refused(LiveStep step, Desk desk, CallFailure failure, boolean full) {
        Primitive primitive = step.primitive();
        if (failure.effect() == CallFailure.Effect.POSSIBLE) {
            engine.settling.unknown(step, desk, failure);
            return;
        }
        switch (failure.kind()) {
            case THROTTLED -> {
                engine.release(step);
                desk.add(step);
            }
            case BUSY, NOT_YET -> {
                engine.release(step);
                Duration asked = failure.retryAfter();
                if (full && asked == null) {
                    // It waits at the limit, which knows when to try again.
                    desk.add(step);
                } else {
                    desk.addAfter(step, asked == null ? BUSY_WAIT : asked);
                }
            }
            case CREDENTIALS -> {
                engine.release(step);
                desk.pause();
                desk.add(step);
            }
            case TRANSIENT, UNRECOGNISED -> again(step, desk, failure);
            case TAKEN -> {
                // A token that is taken proves an earlier call; a name may be ours: both are looked for.
                if (primitive.repeat() == RepeatClass.NAMED || primitive.repeat() == RepeatClass.TOKEN) {
                    engine.settling.unknown(step, desk, failure);
                } else {
                    fail(step, failure(step, failure));
                }
            }
            default -> fail(step, failure(step, failure));
        }
    }

    /** A fault without effect: tried again while the backoff allows. */
    void again(LiveStep step, Desk desk, CallFailure failure) {
        Primitive primitive = step.primitive();
        Duration wait = engine.backoff.next(step, desk.lane, primitive.type(), failure, failure.retryAfter());
        engine.release(step);
        if (wait == null) {
            if (failure.kind() == FailureKind.UNRECOGNISED) {
                park(step, failure(step, failure));
            } else {
                fail(step, failure(step, failure));
            }
        } else {
            desk.addAfter(step, wait);
        }
    }

    // ------------------------------------------------------------------ outcomes

    void succeed(LiveStep step, Payload.Fields outputs, List<Member> members, List<Change> more) {
        engine.flow.write(
                step,
                StepEvent.SUCCEED,
                step.progress.done(engine.now(), engine.sections.honest(step, outputs), members),
                more);
        engine.sections.answered(step);
    }

    void fail(LiveStep step, Failure failure) {
        // That one send was refused says nothing of another that was never answered: it may come to light yet.
        List<Change> more = step.unseen ? engine.twins.watch(step) : List.of();
        engine.flow.write(step, StepEvent.FAIL, step.progress.failed(engine.now(), failure, List.of()), more);
        engine.sections.answered(step);
    }

    void park(LiveStep step, Failure failure) {
        engine.flow.write(step, StepEvent.PARK, step.progress.parked(failure), List.of());
        engine.sections.answered(step);
    }

    static Failure failure(LiveStep step, CallFailure failure) {
        String code = failure.code().isEmpty() ? "" : " (" + failure.code() + ")";
        String limit = failure.limit() == null ? "" : "; limit " + failure.limit();
        String request = failure.requestId().isEmpty() ? "" : "; request " + failure.requestId();
        return Failure.of(
                failure.kind(), "Cannot do " + step.primitive(), failure.getMessage() + code + limit + request);
    }
}
