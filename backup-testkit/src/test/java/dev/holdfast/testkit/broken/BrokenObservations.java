// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import static dev.holdfast.testkit.broken.Broken.done;
import static dev.holdfast.testkit.broken.Broken.failure;
import static dev.holdfast.testkit.broken.Broken.observations;
import static dev.holdfast.testkit.broken.Broken.observes;
import static dev.holdfast.testkit.broken.Broken.wrapped;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.RemoteTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Errors of watching. */
final class BrokenObservations {
    private BrokenObservations() {}

    static List<Broken> all() {
        List<Broken> all = new ArrayList<>();
        all.add(observes("HF-OBS-01", "answers in the wrong order", (tasks, context, good) -> {
            List<Observation> wrong = new ArrayList<>(good.observe(tasks, context));
            if (wrong.stream().allMatch(Observation.Done.class::isInstance)) {
                Collections.reverse(wrong);
            }
            return wrong;
        }));
        all.add(observes("HF-OBS-02", "throws for one bad id", (tasks, context, good) -> {
            List<Observation> right = good.observe(tasks, context);
            if (tasks.size() > 1 && right.contains(new Observation.Missing())) {
                throw failure(FailureKind.GONE, "no such snapshot");
            }
            return right;
        }));
        all.add(observations(
                "HF-OBS-03",
                "never says that something is missing",
                (task, seen) -> seen instanceof Observation.Missing && task.id().startsWith("kit-")
                        ? new Observation.Running(0, Duration.ZERO)
                        : seen));
        all.add(observations(
                "HF-OBS-04",
                "calls missing what is in work",
                (task, seen) ->
                        seen instanceof Observation.Running && task.kind().equals("snapshot")
                                ? new Observation.Missing()
                                : seen));
        all.add(observations(
                "HF-OBS-06",
                "does not say what it left",
                (task, seen) -> seen instanceof Observation.Failed failed
                        ? new Observation.Failed(failed.failure(), List.of())
                        : seen));
        all.add(wrapped("HF-OBS-07", "keeps its tasks in memory", provider -> new Forwarding(provider) {
                    private final Set<RemoteTask> mine = Collections.newSetFromMap(new IdentityHashMap<>());

                    @Override
                    public Answer start(Call call, CallContext context) {
                        Answer answer = good.start(call, context);
                        if (answer instanceof Answer.Started started) {
                            mine.add(started.task());
                        }
                        return answer;
                    }

                    @Override
                    public List<Observation> observe(List<RemoteTask> tasks, CallContext context) {
                        List<Observation> right = good.observe(tasks, context);
                        RemoteTask first = tasks.get(0);
                        boolean written = !mine.contains(first) && mine.stream().anyMatch(first::equals);
                        boolean done = tasks.size() == 1 && right.get(0) instanceof Observation.Done;
                        return written && done && first.kind().equals("snapshot")
                                ? List.of(new Observation.Missing())
                                : right;
                    }
                })
                .and("HF-FND-05"));
        all.add(done("HF-OBS-08", "names a member twice", (task, done) -> {
            List<Member> wrong = new ArrayList<>(done.members());
            if (wrong.size() > 1) {
                wrong.add(wrong.get(0));
            }
            return new Observation.Done(done.outputs(), wrong);
        }));
        return all;
    }
}
