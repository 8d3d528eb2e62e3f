// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Lowering;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.ReadProfile;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.RepeatClass;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.StepKey;
import dev.holdfast.spi.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** The least engine: reads, lowers, and runs requests one after another, each as its class says. */
final class Hand {
    private static final int MOST_PAGES = 10_000;

    private final ProviderHarness harness;
    private final BackupProvider provider;
    private int steps;

    Hand(ProviderHarness harness) {
        this.harness = harness;
        this.provider = harness.provider();
    }

    /** What was lowered, from what. */
    record Plan(ActionGroup group, KnownFacts facts, LoweredGroup lowered) {
        List<Primitive> primitives() {
            return lowered.primitives();
        }
    }

    /** What a request came to. */
    record Result(Payload.Fields outputs, List<Member> members, StepKey key) {}

    // ---- keys

    StepKey key() {
        return key(harness.installation(), ++steps, 1);
    }

    StepKey key(String installation, int step, int generation) {
        return new StepKey(installation, new OperationId(harness.operation()), step, generation);
    }

    SortedMap<String, String> marks(StepKey key) {
        SortedMap<String, String> marks = new TreeMap<>();
        marks.put(Marks.HOLDFAST, "1:" + key.installation() + ":snapshot");
        marks.put(Marks.KEY, key.mark());
        marks.put(Marks.POINT, "1:" + Topic.POINT + ":1");
        return marks;
    }

    // ---- reads and lowering

    <T> List<T> read(FactQuery<T> query) {
        List<T> items = new ArrayList<>();
        String cursor = null;
        int pages = 0;
        do {
            ReadPage<T> page = provider.read(query, cursor, context(provider.reading(query)));
            items.addAll(page.items());
            cursor = page.next();
            if (++pages > MOST_PAGES) {
                throw new AssertionError("the pages of " + query + " never end");
            }
        } while (cursor != null);
        return items;
    }

    CallContext context(ReadProfile profile) {
        return new CallContext(Purpose.PROTECT, profile.deadline());
    }

    KnownFacts facts(ActionGroup group) {
        KnownFacts known = KnownFacts.readAt(harness.now());
        for (int round = 0; round < Lowering.ROUNDS; round++) {
            KnownFacts more = known;
            for (FactQuery<?> query : provider.lowering().needs(group, known)) {
                more = more.get(query).isPresent() ? more : knowing(more, query);
            }
            if (more == known) {
                break;
            }
            known = more;
        }
        return known;
    }

    private <T> KnownFacts knowing(KnownFacts known, FactQuery<T> query) {
        return known.knowing(query, read(query));
    }

    Plan plan(Purpose purpose, Action... actions) {
        ActionGroup group = new ActionGroup(purpose, List.of(actions));
        KnownFacts facts = facts(group);
        return new Plan(group, facts, provider.lowering().lower(group, facts));
    }

    LoweredGroup lower(Purpose purpose, Action... actions) {
        return plan(purpose, actions).lowered();
    }

    /** The first request of an action. */
    Primitive first(Purpose purpose, Action action) {
        List<Primitive> primitives = lower(purpose, action).primitives();
        if (primitives.isEmpty()) {
            throw new AssertionError("no request is made for " + action);
        }
        return primitives.get(0);
    }

    /** The last request of an action: the one whose work is watched. */
    Primitive last(Purpose purpose, Action action) {
        List<Primitive> primitives = lower(purpose, action).primitives();
        if (primitives.isEmpty()) {
            throw new AssertionError("no request is made for " + action);
        }
        return primitives.get(primitives.size() - 1);
    }

    // ---- running

    /** Lowers and runs all requests, but for those that go another way after a failure. */
    Done run(Purpose purpose, Action... actions) {
        LoweredGroup lowered = lower(purpose, actions);
        if (!lowered.refusals().isEmpty()) {
            throw new AssertionError("refused: " + lowered.refusals());
        }
        Done done = new Done(this, lowered);
        done.run();
        return done;
    }

    /** Sends; what is busy for the moment is waited for. */
    Answer startOnceFree(Primitive primitive, StepKey key) {
        AtomicReference<Answer> answer = new AtomicReference<>();
        harness.await(() -> sent(primitive, key, Payload.Fields.EMPTY, answer));
        return Objects.requireNonNull(answer.get());
    }

    /** Sends; false where that is refused for the moment. */
    private boolean sent(Primitive primitive, StepKey key, Payload.Fields seen, AtomicReference<Answer> answer) {
        try {
            answer.set(start(primitive, key, seen));
            return true;
        } catch (CallFailure failure) {
            if (isForLater(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private static boolean isForLater(CallFailure failure) {
        boolean later = failure.kind() == FailureKind.BUSY
                || failure.kind() == FailureKind.NOT_YET
                || failure.kind() == FailureKind.THROTTLED;
        return later && failure.effect() == CallFailure.Effect.NONE;
    }

    /** Sends after the look that the class of the request wants; what is busy for the moment is waited for. */
    Answer send(Primitive primitive, StepKey key) {
        AtomicReference<Answer> answer = new AtomicReference<>();
        harness.await(() -> {
            Payload.Fields seen = Payload.Fields.EMPTY;
            for (Sighting sighting : primitive.repeat().looksFirst() ? find(primitive, key) : List.<Sighting>of()) {
                if (sighting instanceof Sighting.Ours ours) {
                    RemoteTask task = ours.task();
                    answer.set(
                            task == null ? new Answer.Done(ours.outputs(), ours.members()) : new Answer.Started(task));
                    return true;
                } else if (sighting instanceof Sighting.Busy) {
                    return false;
                } else if (sighting instanceof Sighting.Clear clear) {
                    seen = clear.seen();
                } else {
                    throw new AssertionError("before " + primitive + " was sent, a look showed " + sighting);
                }
            }
            return sent(primitive, key, seen, answer);
        });
        return Objects.requireNonNull(answer.get());
    }

    Answer start(Primitive primitive, StepKey key) {
        return start(primitive, key, Payload.Fields.EMPTY);
    }

    private Answer start(Primitive primitive, StepKey key, Payload.Fields seen) {
        Call call = new Call(primitive, key, marks(key), harness.now(), seen);
        return provider.start(call, new CallContext(primitive.purpose(), primitive.deadline()));
    }

    Observation observe(RemoteTask task) {
        return observe(List.of(task)).get(0);
    }

    List<Observation> observe(List<RemoteTask> tasks) {
        return provider.observe(tasks, context(provider.observing(tasks.get(0))));
    }

    /** Watches until the task ends; the last observation. */
    Observation watch(RemoteTask first, List<Observation> seen) {
        AtomicReference<RemoteTask> task = new AtomicReference<>(first);
        AtomicReference<Observation> last = new AtomicReference<>(new Observation.Missing());
        harness.await(() -> {
            Observation now = observe(Objects.requireNonNull(task.get()));
            seen.add(now);
            last.set(now);
            if (now instanceof Observation.Moved moved) {
                task.set(moved.task());
            }
            return now instanceof Observation.Done || now instanceof Observation.Failed;
        });
        return Objects.requireNonNull(last.get());
    }

    Result finish(RemoteTask task, StepKey key) {
        Observation last = watch(task, new ArrayList<>());
        if (last instanceof Observation.Done done) {
            return new Result(done.outputs(), done.members(), key);
        }
        throw new AssertionError("task " + task.id() + " of kind " + task.kind() + " ended as " + last);
    }

    Result finish(Answer answer, StepKey key) {
        return answer instanceof Answer.Done done
                ? new Result(done.outputs(), done.members(), key)
                : finish(((Answer.Started) answer).task(), key);
    }

    // ---- looking

    List<Sighting> find(Primitive primitive, StepKey key) {
        return find(List.of(trace(primitive, key)));
    }

    Trace trace(Primitive primitive, StepKey key) {
        boolean byMark = primitive.repeat() == RepeatClass.MARKED || primitive.repeat() == RepeatClass.TOKEN;
        return new Trace(primitive, key, harness.now(), byMark ? primitive.watchLane() : primitive.lane());
    }

    List<Sighting> find(List<Trace> traces) {
        List<Sighting> all = new ArrayList<>();
        String cursor = null;
        int pages = 0;
        CallContext context = context(provider.finding(traces.get(0).primitive()));
        do {
            FindPage page = provider.find(traces, cursor, context);
            all.addAll(page.sightings());
            cursor = page.next();
            if (++pages > MOST_PAGES) {
                throw new AssertionError("the pages of a look never end");
            }
        } while (cursor != null);
        return all;
    }

    List<Sighting.Ours> ours(Primitive primitive, StepKey key) {
        List<Sighting.Ours> ours = new ArrayList<>();
        for (Sighting sighting : find(primitive, key)) {
            if (sighting instanceof Sighting.Ours mine) {
                ours.add(mine);
            }
        }
        return ours;
    }

    /** Waits until something of ours shows, at most as long as the provider says that it may take. */
    List<Sighting.Ours> seen(Primitive primitive, StepKey key) {
        List<Sighting.Ours> ours = ours(primitive, key);
        if (ours.isEmpty() && harness.offers().contains(Needs.CLOCK)) {
            harness.advance(provider.finding(primitive).visibility());
            return ours(primitive, key);
        }
        AtomicReference<List<Sighting.Ours>> found = new AtomicReference<>(ours);
        if (ours.isEmpty()) {
            harness.await(() -> {
                found.set(ours(primitive, key));
                return !Objects.requireNonNull(found.get()).isEmpty();
            });
        }
        return Objects.requireNonNull(found.get());
    }

    /** What shows of ours after the provider's visibility bound. */
    List<Sighting.Ours> seenNow(Primitive primitive, StepKey key) {
        if (harness.offers().contains(Needs.CLOCK)) {
            harness.advance(provider.finding(primitive).visibility());
        }
        return ours(primitive, key);
    }
}
