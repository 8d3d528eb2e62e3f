// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.Priority;
import dev.holdfast.operation.Purpose;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks for traces of requests, many in one request where the cloud allows: before a first send where the class asks for
 * it, and to settle what is not known. Touched by the loop only.
 */
final class Looks {
    private final Engine engine;
    private final Map<String, Batch> gathering = new TreeMap<>();

    Looks(Engine engine) {
        this.engine = engine;
    }

    /** What is looked for, for a step that nobody has let be since. */
    private record Sought(Trace trace, int visit) {}

    /** Traces of one lane, type and purpose that go out together. */
    private static final class Batch {
        final Desk desk;
        final Primitive example;
        final Purpose purpose;
        final Map<LiveStep, Sought> traces = new LinkedHashMap<>();
        boolean posted;

        Batch(Desk desk, Primitive example) {
            this.desk = desk;
            this.example = example;
            this.purpose = example.purpose();
        }
    }

    /** Looks for a step, in the lane where it is called, or where it is watched once that lane is lost. */
    void add(LiveStep step, Desk desk) {
        Primitive primitive = engine.requests.resolved(step);
        if (primitive == null) {
            return;
        }
        step.calling = true;
        Instant since = step.progress.intendedAt() == null ? engine.now() : step.progress.intendedAt();
        StepKey key = step.key(engine.config.installation());
        String name = desk.lane + " " + primitive.type() + " " + primitive.purpose();
        Batch batch = gathering.computeIfAbsent(name, n -> new Batch(desk, primitive));
        batch.traces.put(step, new Sought(new Trace(primitive, key, since, desk.lane), step.visit));
        if (!batch.posted) {
            batch.posted = true;
            engine.config.runtime().post(() -> flush(name));
        }
    }

    private void flush(String name) {
        Batch batch = gathering.remove(name);
        if (batch == null) {
            return;
        }
        ReadProfile profile = batch.desk.provider.finding(batch.example);
        Map<LiveStep, Sought> part = new LinkedHashMap<>();
        for (var trace : batch.traces.entrySet()) {
            part.put(trace.getKey(), trace.getValue());
            if (part.size() == profile.batch()) {
                new Look(batch, profile, part).send();
                part = new LinkedHashMap<>();
            }
        }
        if (!part.isEmpty()) {
            new Look(batch, profile, part).send();
        }
    }

    /** One look, page by page. */
    private final class Look {
        private final Batch batch;
        private final ReadProfile profile;
        private final Map<LiveStep, Sought> traces;
        private final Map<StepKey, List<Sighting>> sightings = new HashMap<>();
        private final Priority priority;
        private @Nullable String cursor;
        private long sentAt;

        Look(Batch batch, ReadProfile profile, Map<LiveStep, Sought> traces) {
            this.batch = batch;
            this.profile = profile;
            this.traces = traces;
            this.priority = traces.keySet().stream()
                    .map(step -> step.node.priority())
                    .min(Priority::compareTo)
                    .orElse(Priority.SETTLE);
        }

        void send() {
            traces.entrySet()
                    .removeIf(each -> each.getKey().ended()
                            || each.getKey().visit != each.getValue().visit());
            Lane lane = batch.desk.lane;
            if (traces.isEmpty() || !engine.seats.sends(lane)) {
                return;
            }
            if (!batch.desk.admits(profile.limits(), priority, this::send)) {
                return;
            }
            sentAt = engine.ticks();
            List<Trace> asked = traces.values().stream().map(Sought::trace).toList();
            CallContext context = new CallContext(batch.purpose, profile.deadline());
            engine.calls.submit(
                    lane,
                    DiagnosticContext.of(traces.keySet()),
                    priority,
                    profile.deadline(),
                    () -> batch.desk.provider.find(asked, cursor, context),
                    this::found);
        }

        private void found(@Nullable FindPage page, @Nullable Throwable failure) {
            if (page == null) {
                failed(failure == null ? new IllegalStateException("no page") : failure);
                return;
            }
            engine.backoff.clear(this);
            page.sightings()
                    .forEach(sighting -> sightings
                            .computeIfAbsent(sighting.key(), key -> new ArrayList<>())
                            .add(sighting));
            if (page.next() != null) {
                cursor = page.next();
                send();
                return;
            }
            traces.forEach((step, sought) -> {
                if (step.visit != sought.visit()) {
                    return;
                }
                step.calling = false;
                if (!step.ended()) {
                    List<Sighting> seen = sightings.getOrDefault(sought.trace().key(), List.of());
                    engine.settling.seen(step, batch.desk, seen, page.complete());
                }
            });
        }

        private void failed(Throwable fault) {
            Duration asked = null;
            if (fault instanceof CallFailure refused) {
                batch.desk.learn(refused, profile.limits(), sentAt);
                asked = refused.retryAfter();
            }
            Duration wait = engine.backoff.next(this, batch.desk.lane, batch.example.type() + "?", fault, asked);
            if (wait != null) {
                engine.seats.after(batch.desk.lane, wait, this::send);
                return;
            }
            // Whether something was made is not known as long as nobody can look: begin again, later.
            traces.forEach((step, sought) -> {
                if (step.visit == sought.visit()) {
                    step.calling = false;
                    engine.seats.after(step, Duration.ofMinutes(1), () -> retry(step));
                }
            });
        }

        private void retry(LiveStep step) {
            if (!step.ended() && !step.calling && step.isRequest()) {
                if (step.state == StepState.PENDING) {
                    batch.desk.add(step);
                } else {
                    add(step, batch.desk);
                }
            }
        }
    }
}
