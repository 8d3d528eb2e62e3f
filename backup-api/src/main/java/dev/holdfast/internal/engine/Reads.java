// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.Failure;
import dev.holdfast.failure.FailureKind;
import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.StepEvent;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.ReadProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads facts page by page; a page is repeated by itself when it fails. What is recorded, when all pages are there, is
 * the answer that is used from then on. Touched by the loop only.
 */
final class Reads {
    private final Engine engine;
    private final PayloadMapper mapper;
    private final Map<LiveStep, Progress> open = new HashMap<>();

    private static final class Progress {
        final List<Payload> items = new ArrayList<>();

        @Nullable
        String cursor;

        long sentAt;
    }

    Reads(Engine engine, PayloadMapper mapper) {
        this.engine = engine;
        this.mapper = mapper;
    }

    /** Reads the next page; its limits are reserved. */
    void page(LiveStep step, Work.Read read, Desk desk) {
        Progress progress = open.computeIfAbsent(step, s -> new Progress());
        ReadProfile profile = desk.provider.reading(read.query());
        CallContext context = new CallContext(read.purpose(), profile.deadline());
        step.calling = true;
        int visit = step.visit;
        progress.sentAt = engine.ticks();
        engine.calls.submit(
                desk.lane,
                DiagnosticContext.of(step),
                step.node.priority(),
                profile.deadline(),
                () -> erased(desk, read.query(), progress.cursor, context),
                (page, failure) -> {
                    if (step.visit != visit) {
                        return;
                    }
                    step.calling = false;
                    engine.release(step);
                    if (step.ended()) {
                        open.remove(step);
                    } else if (page != null) {
                        engine.backoff.clear(step);
                        read(step, desk, progress, page);
                    } else {
                        failed(step, read, desk, profile, progress, failure);
                    }
                });
    }

    private ReadPage<Payload> erased(Desk desk, FactQuery<?> query, @Nullable String cursor, CallContext context) {
        ReadPage<?> page = desk.provider.read(query, cursor, context);
        List<Payload> items = new ArrayList<>();
        page.items().forEach(item -> items.add(mapper.write(item)));
        return new ReadPage<>(items, page.next(), page.complete());
    }

    private void read(LiveStep step, Desk desk, Progress progress, ReadPage<Payload> page) {
        progress.items.addAll(page.items());
        if (page.next() != null) {
            progress.cursor = page.next();
            desk.add(step);
            return;
        }
        open.remove(step);
        Payload.Fields outputs = Payload.Fields.EMPTY
                .with("items", new Payload.Items(progress.items))
                .with("complete", Payload.of(page.complete()))
                .with("readAt", new Payload.Time(engine.now()));
        engine.flow.write(step, StepEvent.SUCCEED, step.progress.done(engine.now(), outputs, List.of()), List.of());
    }

    private void failed(
            LiveStep step,
            Work.Read read,
            Desk desk,
            ReadProfile profile,
            Progress progress,
            @Nullable Throwable failure) {
        Throwable fault = failure == null ? new IllegalStateException("no page") : failure;
        Duration wait;
        if (fault instanceof CallFailure refused) {
            desk.learn(refused, profile.limits(), progress.sentAt);
            if (refused.kind() == FailureKind.THROTTLED) {
                desk.add(step);
                return;
            } else if (refused.kind() == FailureKind.CREDENTIALS) {
                desk.pause();
                desk.add(step);
                return;
            }
            boolean again = refused.effect() == CallFailure.Effect.POSSIBLE
                    || refused.kind().consequence() == FailureKind.Consequence.WAITS
                    || refused.kind() == FailureKind.UNRECOGNISED;
            wait = again ? engine.backoff.next(step, desk.lane, name(read), fault, refused.retryAfter()) : null;
        } else {
            wait = engine.backoff.next(step, desk.lane, name(read), fault, null);
        }
        if (wait != null) {
            desk.addAfter(step, wait);
            return;
        }
        open.remove(step);
        FailureKind kind = fault instanceof CallFailure refused ? refused.kind() : FailureKind.TRANSIENT;
        Failure why =
                Failure.of(kind, "Cannot read " + name(read) + " in " + desk.lane, String.valueOf(fault.getMessage()));
        engine.flow.write(step, StepEvent.FAIL, step.progress.failed(engine.now(), why, List.of()), List.of());
    }

    private static String name(Work.Read read) {
        return read.query().getClass().getSimpleName();
    }
}
