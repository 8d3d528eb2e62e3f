// SPDX-License-Identifier: Apache-2.0
package dev.holdfast;

import dev.holdfast.failure.BackupException;
import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.engine.Decision;
import dev.holdfast.internal.engine.Engine;
import dev.holdfast.internal.engine.Known;
import dev.holdfast.internal.engine.StepView;
import dev.holdfast.operation.CancelMode;
import dev.holdfast.operation.Operation;
import dev.holdfast.operation.OperationFailedException;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.OperationState;
import dev.holdfast.operation.OperationStatus;
import dev.holdfast.operation.Outcome;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.StepRow;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A handle on one operation. */
final class Handle<T> implements Operation<T> {
    private static final Duration FOREVER = Duration.ofDays(3650);

    private final DefaultHoldfast holdfast;
    private final OperationId id;
    private final BiFunction<DefaultHoldfast, Asked.Result, @Nullable T> reader;

    Handle(DefaultHoldfast holdfast, OperationId id, BiFunction<DefaultHoldfast, Asked.Result, @Nullable T> reader) {
        this.holdfast = holdfast;
        this.id = id;
        this.reader = reader;
    }

    @Override
    public OperationId id() {
        return id;
    }

    private Known known() {
        return holdfast.await(holdfast.engine().read(store -> Known.find(store, id)))
                .orElseThrow(() -> new BackupException(
                        Failure.of(FailureKind.GONE, "Cannot look at operation " + id, "the store does not know it")));
    }

    @Override
    public OperationStatus status() {
        // Steps first: where they are forgotten meanwhile, what is known says so.
        List<StepRow> steps = holdfast.await(holdfast.engine().read(store -> store.steps(id)));
        Known known = known();
        return new OperationStatus(
                id, title(known), known.state(), StepView.of(steps, holdfast.mapper()), known.forgotten());
    }

    private static String title(Known known) {
        return known.body().get("title") instanceof Payload.Text title
                ? title.value()
                : known.id().value();
    }

    @Override
    public Optional<Outcome<T>> await(Duration atMost) throws InterruptedException {
        CompletableFuture<OperationState> ended = new CompletableFuture<>();
        HostRuntime runtime = holdfast.runtime();
        holdfast.engine().whenEnded(id, state -> {
            ended.complete(state);
            runtime.wake();
        });
        Engine engine = holdfast.engine();
        boolean over = runtime.await(() -> ended.isDone() || engine.readsOnly() != null, atMost);
        Failure taken = engine.readsOnly();
        if (over && !ended.isDone() && taken != null && !known().state().ended()) {
            throw new BackupException(taken);
        }
        return over ? Optional.of(outcome()) : Optional.empty();
    }

    private Outcome<T> outcome() {
        Known known = known();
        Payload.Fields outputs =
                known.body().get("result") instanceof Payload.Fields fields ? fields : Payload.Fields.EMPTY;
        Instant orderedAt = known.body().get("orderedAt") instanceof Payload.Time time ? time.value() : Instant.EPOCH;
        T value = reader.apply(holdfast, new Asked.Result(outputs, orderedAt));
        List<Failure> failures =
                holdfast.mapper().readList(new Payload.Items(outputs.items("failures")), Failure.class);
        return new Outcome<>(id, known.state(), value, failures);
    }

    @Override
    public T result() {
        try {
            Outcome<T> outcome = await(FOREVER)
                    .orElseThrow(() -> new BackupException(new Failure(
                            FailureKind.TRANSIENT,
                            "Cannot wait for operation " + id,
                            "this host was stopped before it ended",
                            "start a host with the same store: the operation goes on there")));
            T value = outcome.value();
            if (outcome.state() != OperationState.SUCCEEDED || value == null) {
                throw new OperationFailedException(outcome);
            }
            return value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException(
                    new Failure(
                            FailureKind.TRANSIENT,
                            "Cannot wait for operation " + id,
                            "the thread was interrupted",
                            "wait again; the operation goes on"),
                    e);
        }
    }

    @Override
    public void whenDone(Consumer<Outcome<T>> then) {
        holdfast.engine()
                .whenEnded(
                        id,
                        state -> holdfast.runtime()
                                .run(
                                        HostRuntime.Kind.LISTENER,
                                        null,
                                        DefaultHoldfast.PATIENCE,
                                        () -> {
                                            then.accept(outcome());
                                            return state;
                                        },
                                        (ended, failure) -> {}));
    }

    @Override
    public boolean cancel(CancelMode mode) {
        return holdfast.await(holdfast.engine().change(id, OperationState.CANCELLING, mode == CancelMode.UNDO));
    }

    @Override
    public boolean pause() {
        return holdfast.await(holdfast.engine().change(id, OperationState.PAUSED, false));
    }

    @Override
    public boolean resume() {
        return holdfast.await(holdfast.engine().change(id, OperationState.RUNNING, false));
    }

    private boolean decide(int step, Decision.Kind kind, Principal by, String reason, @Nullable String cloudId) {
        String who = Objects.requireNonNull(by, "by").getName();
        Objects.requireNonNull(reason, "reason");
        return holdfast.await(holdfast.engine().decide(id, step, new Decision(kind, who, reason, cloudId)));
    }

    @Override
    public boolean approve(int step, Principal by, String reason) {
        return decide(step, Decision.Kind.APPROVE, by, reason, null);
    }

    @Override
    public boolean refuse(int step, Principal by, String reason) {
        return decide(step, Decision.Kind.REFUSE, by, reason, null);
    }

    @Override
    public boolean retry(int step, Principal by, String reason) {
        return decide(step, Decision.Kind.RETRY, by, reason, null);
    }

    @Override
    public boolean skip(int step, Principal by, String reason) {
        return decide(step, Decision.Kind.SKIP, by, reason, null);
    }

    @Override
    public boolean adopt(int step, String cloudId, Principal by, String reason) {
        return decide(step, Decision.Kind.ADOPT, by, reason, Objects.requireNonNull(cloudId, "cloudId"));
    }

    @Override
    public String toString() {
        return "Operation[" + id + "]";
    }
}
