// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static dev.holdfast.testkit.broken.Broken.finds;
import static dev.holdfast.testkit.broken.Broken.sightings;
import static dev.holdfast.testkit.broken.Broken.wrapped;

import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Errors of looks for what a call made. */
final class BrokenLooks {
    private BrokenLooks() {}

    static List<Broken> all() {
        List<Broken> all = new ArrayList<>();
        all.add(wrapped("HF-FND-01", "shows what is not there", provider -> new Forwarding(provider) {
            private boolean started;

            @Override
            public Answer start(Call call, CallContext context) {
                started = true;
                return good.start(call, context);
            }

            @Override
            public FindPage find(List<Trace> traces, @Nullable String cursor, CallContext context) {
                return started || traces.get(0).primitive().repeat() != RepeatClass.MARKED
                        ? good.find(traces, cursor, context)
                        : phantom(traces.get(0));
            }
        }));
        all.add(asIf(
                "HF-FND-02",
                "takes any installation's things",
                key -> new StepKey("stranger", key.operation(), key.step(), key.generation())));
        all.add(asIf(
                "HF-FND-03",
                "takes earlier generations' things",
                key -> new StepKey(key.installation(), key.operation(), key.step(), 1)));
        all.add(finds("HF-FND-04", "answers all with the first key", (traces, cursor, context, good) -> {
            FindPage right = good.find(traces, cursor, context);
            List<Sighting> wrong = new ArrayList<>();
            for (Sighting seen : right.sightings()) {
                wrong.add(
                        seen instanceof Sighting.Ours ours
                                ? keyed(ours, traces.get(0).key())
                                : seen);
            }
            return new FindPage(wrong, right.next(), right.complete());
        }));
        all.add(sightings("HF-FND-05", "gives a task that nobody knows", (trace, seen) -> {
            RemoteTask task = seen instanceof Sighting.Ours ours ? ours.task() : null;
            return task != null
                            && seen instanceof Sighting.Ours ours
                            && trace.primitive().repeat() == RepeatClass.MARKED
                    ? new Sighting.Ours(
                            ours.key(),
                            ours.cloudId(),
                            RemoteTask.of(
                                    "snapshot",
                                    task.lane(),
                                    "x",
                                    Payload.Fields.EMPTY.with("members", Payload.Fields.EMPTY.with("x", "x"))),
                            ours.outputs(),
                            ours.members())
                    : seen;
        }));
        all.add(sightings(
                "HF-FND-06",
                "finds other outputs",
                (trace, seen) ->
                        seen instanceof Sighting.Ours ours && trace.primitive().repeat() == RepeatClass.MARKED
                                ? new Sighting.Ours(
                                        ours.key(), ours.cloudId(), ours.task(), Payload.Fields.EMPTY, ours.members())
                                : seen));
        all.add(finds("HF-FND-07", "never says that it saw all", (traces, cursor, context, good) -> {
            FindPage right = good.find(traces, cursor, context);
            return new FindPage(right.sightings(), right.next(), false);
        }));
        return all;
    }

    private static Broken asIf(String rule, String what, UnaryOperator<StepKey> other) {
        return finds(rule, what, (traces, cursor, context, good) -> {
            List<Sighting> shown =
                    new ArrayList<>(good.find(traces, cursor, context).sightings());
            for (Trace trace : traces) {
                StepKey key = other.apply(trace.key());
                if (!key.equals(trace.key()) && trace.primitive().repeat() == RepeatClass.MARKED) {
                    Trace wrong = new Trace(trace.primitive(), key, trace.notBefore(), trace.lane());
                    for (Sighting seen :
                            good.find(List.of(wrong), null, context).sightings()) {
                        shown.add(seen instanceof Sighting.Ours ours ? keyed(ours, trace.key()) : seen);
                    }
                }
            }
            return new FindPage(shown, null, true);
        });
    }

    private static Sighting keyed(Sighting.Ours ours, StepKey key) {
        return new Sighting.Ours(key, ours.cloudId(), ours.task(), ours.outputs(), ours.members());
    }

    static FindPage phantom(Trace trace) {
        Payload.Fields outputs = Payload.Fields.EMPTY.with("id", "phantom");
        return new FindPage(List.of(new Sighting.Ours(trace.key(), "phantom", null, outputs, List.of())), null, true);
    }
}
