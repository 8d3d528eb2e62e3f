// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.StepEvent;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import dev.holdfast.spi.RepeatClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Work without a request to a cloud: reads of the store, host actions, health checks. Touched by the loop only. */
final class Locals {
    private static final int PAGE = 1_000;
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    /** What an action gives that is not there yet: after how many milliseconds it wants to be asked again. */
    static final String AGAIN = "againMillis";

    /** The action that only waits; the one that previews run too. */
    static final String PAUSE = "holdfast.pause";

    private final Engine engine;
    private final PayloadMapper mapper;

    Locals(Engine engine, PayloadMapper mapper) {
        this.engine = engine;
        this.mapper = mapper;
    }

    void recall(LiveStep step, Work.Recall recall) {
        step.calling = true;
        int visit = step.visit;
        Seat seat = engine.seats.enter(step.home);
        engine.config.runtime().run(HostRuntime.Kind.STORE, null, DEADLINE, () -> rows(recall), (rows, failure) -> {
            Seats.leave(seat);
            if (step.visit != visit) {
                return;
            }
            step.calling = false;
            if (rows == null) {
                engine.seats.after(step, Duration.ofSeconds(1), () -> engine.flow.evaluate(step));
                return;
            }
            Payload.Fields outputs = Payload.Fields.EMPTY.with("rows", new Payload.Items(rows));
            engine.flow.write(step, StepEvent.SUCCEED, step.progress.done(engine.now(), outputs, List.of()), List.of());
        });
    }

    private List<Payload> rows(Work.Recall recall) {
        List<Payload> rows = new ArrayList<>();
        String after = null;
        while (true) {
            List<RecordRow> page = engine.config.store().records(recall.kind(), recall.group(), after, PAGE);
            for (RecordRow row : page) {
                rows.add(mapper.write(row));
                after = row.key();
            }
            if (page.size() < PAGE) {
                return rows;
            }
        }
    }

    void run(LiveStep step, Work.Local local) {
        EngineConfig.LocalAction action = engine.config.actions().get(local.action());
        if (action == null) {
            park(
                    step,
                    "nobody registered the action '" + local.action() + "'",
                    "register it under this name before start(), then retry the step");
            return;
        }
        engine.flow.write(
                step,
                StepEvent.INTEND,
                step.progress.intended(engine.now()),
                List.of(),
                () -> attempt(step, local, action));
    }

    /** In the next turn of its lane: it was not running when the turn before ended. */
    void goOn(LiveStep step, Work.Local local) {
        EngineConfig.LocalAction action = engine.config.actions().get(local.action());
        if (action == null) {
            resume(step, local);
        } else {
            attempt(step, local, action);
        }
    }

    /** After a restart: nobody knows how far it came. */
    void resume(LiveStep step, Work.Local local) {
        EngineConfig.LocalAction action = engine.config.actions().get(local.action());
        if (local.repeat() == RepeatClass.ONCE || action == null) {
            park(
                    step,
                    "the host ended while it ran, and it may not be repeated",
                    "find out whether it happened, then retry or skip the step");
        } else {
            attempt(step, local, action);
        }
    }

    private void attempt(LiveStep step, Work.Local local, EngineConfig.LocalAction action) {
        if (!engine.seats.mine(step)) {
            return;
        }
        step.calling = true;
        int visit = step.visit;
        Seat seat = engine.seats.enter(step.home);
        if (seat != null) {
            seat.locals++;
        }
        engine.config
                .runtime()
                .run(
                        HostRuntime.Kind.LOCAL,
                        null,
                        DEADLINE,
                        DiagnosticContext.of(step)
                                .around(
                                        null,
                                        () -> action.run(step.key(engine.config.installation()), local.arguments())),
                        (outputs, failure) -> {
                            Seats.leave(seat);
                            if (seat != null) {
                                seat.locals--;
                            }
                            if (step.visit != visit) {
                                return;
                            }
                            step.calling = false;
                            if (outputs == null || failure != null) {
                                failed(step, local, action, failure);
                            } else if (outputs.get(AGAIN) instanceof Payload.Whole millis) {
                                again(step, local, action, Duration.ofMillis(millis.value()));
                            } else {
                                engine.backoff.clear(step);
                                engine.flow.write(
                                        step,
                                        StepEvent.SUCCEED,
                                        step.progress.done(engine.now(), outputs, List.of()),
                                        List.of());
                            }
                        });
    }

    /** Not there yet: no failure, and asked again. */
    private void again(LiveStep step, Work.Local local, EngineConfig.LocalAction action, Duration wait) {
        engine.backoff.clear(step);
        if (step.run.state == OperationState.CANCELLING) {
            Failure why = Failure.of(
                    FailureKind.TRANSIENT, "Cannot do " + step.node.name(), "the operation was cancelled meanwhile");
            engine.flow.write(step, StepEvent.FAIL, step.progress.failed(engine.now(), why, List.of()), List.of());
        } else {
            engine.seats.after(step, wait, () -> {
                if (!step.ended() && !step.calling && !engine.stopping()) {
                    attempt(step, local, action);
                }
            });
        }
    }

    private void failed(LiveStep step, Work.Local local, EngineConfig.LocalAction action, @Nullable Throwable failure) {
        Throwable fault = failure == null ? new IllegalStateException("it gave nothing") : failure;
        if (local.repeat() == RepeatClass.ONCE && fault instanceof TimeoutException) {
            park(
                    step,
                    "it did not end in time, and it may not be repeated",
                    "find out whether it happened, then retry or skip the step");
            return;
        }
        Duration wait = local.repeat() == RepeatClass.ONCE || fault instanceof BackupException
                ? null
                : engine.backoff.next(step, engine.anyLane(), local.action(), fault, null);
        if (wait != null) {
            engine.seats.after(step, wait, () -> attempt(step, local, action));
            return;
        }
        Failure why =
                Failure.of(FailureKind.TRANSIENT, "Cannot do " + step.node.name(), String.valueOf(fault.getMessage()));
        engine.flow.write(step, StepEvent.FAIL, step.progress.failed(engine.now(), why, List.of()), List.of());
    }

    private void park(LiveStep step, String why, String cure) {
        Failure failure = new Failure(FailureKind.UNRECOGNISED, "Cannot do " + step.node.name(), why, cure);
        engine.flow.write(step, StepEvent.PARK, step.progress.parked(failure), List.of());
    }
}
