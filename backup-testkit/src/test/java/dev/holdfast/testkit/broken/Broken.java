// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.broken;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.ActionGroup;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.BackupProvider;
import dev.holdfast.spi.Call;
import dev.holdfast.spi.CallContext;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.FindPage;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.Observation;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ReadPage;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.Sighting;
import dev.holdfast.spi.Trace;
import dev.holdfast.testkit.profile.CloudProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A provider with one error.
 *
 * @param rule the rule that it breaks
 * @param what what it does wrong
 * @param profile the cloud on which it shows
 * @param spoil puts the error in
 * @param also other rules that it cannot help breaking too
 */
record Broken(String rule, String what, CloudProfile profile, UnaryOperator<BackupProvider> spoil, Set<String> also) {
    @Override
    public String toString() {
        return rule + " " + what;
    }

    Broken and(String... rules) {
        return new Broken(rule, what, profile, spoil, Set.of(rules));
    }

    Broken on(CloudProfile cloud) {
        return new Broken(rule, what, cloud, spoil, also);
    }

    private static Broken of(String rule, String what, UnaryOperator<BackupProvider> spoil) {
        return new Broken(rule, what, CloudProfile.aws(), spoil, Set.of());
    }

    interface Lowers {
        LoweredGroup lower(ActionGroup group, Facts facts, BackupProvider good);
    }

    interface Starts {
        Answer start(Call call, CallContext context, BackupProvider good);
    }

    interface Finds {
        FindPage find(List<Trace> traces, @Nullable String cursor, CallContext context, BackupProvider good);
    }

    interface Observes {
        List<Observation> observe(List<RemoteTask> tasks, CallContext context, BackupProvider good);
    }

    interface Reads {
        ReadPage<?> read(FactQuery<?> query, @Nullable String cursor, CallContext context, BackupProvider good);
    }

    static Broken lowers(String rule, String what, Lowers twist) {
        return of(rule, what, provider -> new Forwarding(provider) {
            @Override
            LoweredGroup lowered(ActionGroup group, Facts facts) {
                return twist.lower(group, facts, good);
            }
        });
    }

    /** Spoils the requests of actions of one kind. */
    static Broken requests(
            String rule, String what, Class<? extends Action> kind, Function<List<Primitive>, List<Primitive>> twist) {
        return lowers(rule, what, (group, facts, good) -> {
            LoweredGroup right = good.lowering().lower(group, facts);
            return group.actions().stream().allMatch(kind::isInstance)
                    ? new LoweredGroup(
                            twist.apply(right.primitives()), right.sections(), right.refusals(), right.satisfied())
                    : right;
        });
    }

    static Broken each(String rule, String what, Class<? extends Action> kind, UnaryOperator<Primitive> twist) {
        return requests(rule, what, kind, list -> list.stream().map(twist).toList());
    }

    static Broken starts(String rule, String what, Starts twist) {
        return of(rule, what, provider -> new Forwarding(provider) {
            @Override
            public Answer start(Call call, CallContext context) {
                return twist.start(call, context, good);
            }
        });
    }

    static Broken finds(String rule, String what, Finds twist) {
        return of(rule, what, provider -> new Forwarding(provider) {
            @Override
            public FindPage find(List<Trace> traces, @Nullable String cursor, CallContext context) {
                return twist.find(traces, cursor, context, good);
            }
        });
    }

    /** Spoils what a look shows; {@code null} leaves it out. */
    static Broken sightings(String rule, String what, BiFunction<Trace, Sighting, @Nullable Sighting> twist) {
        return finds(rule, what, (traces, cursor, context, good) -> {
            FindPage right = good.find(traces, cursor, context);
            List<Sighting> shown = new ArrayList<>();
            for (Sighting sighting : right.sightings()) {
                Sighting now = twist.apply(traces.get(0), sighting);
                if (now != null) {
                    shown.add(now);
                }
            }
            return new FindPage(shown, right.next(), right.complete());
        });
    }

    static Broken observes(String rule, String what, Observes twist) {
        return of(rule, what, provider -> new Forwarding(provider) {
            @Override
            public List<Observation> observe(List<RemoteTask> tasks, CallContext context) {
                return twist.observe(tasks, context, good);
            }
        });
    }

    static Broken observations(String rule, String what, BiFunction<RemoteTask, Observation, Observation> twist) {
        return observes(rule, what, (tasks, context, good) -> {
            List<Observation> right = good.observe(tasks, context);
            List<Observation> wrong = new ArrayList<>();
            for (int i = 0; i < right.size(); i++) {
                wrong.add(twist.apply(tasks.get(i), right.get(i)));
            }
            return wrong;
        });
    }

    static Broken reads(String rule, String what, Reads twist) {
        return of(rule, what, provider -> new Forwarding(provider) {
            @Override
            @SuppressWarnings("unchecked")
            public <T> ReadPage<T> read(FactQuery<T> query, @Nullable String cursor, CallContext context) {
                return (ReadPage<T>) twist.read(query, cursor, context, good);
            }
        });
    }

    /** Spoils the items of answers to queries of one kind. */
    static <T> Broken items(
            String rule,
            String what,
            Class<? extends FactQuery<T>> kind,
            BiFunction<FactQuery<?>, List<T>, List<T>> twist) {
        return reads(rule, what, (query, cursor, context, good) -> {
            if (!kind.isInstance(query)) {
                return good.read(query, cursor, context);
            }
            ReadPage<T> right = good.read(kind.cast(query), cursor, context);
            return new ReadPage<>(twist.apply(query, right.items()), right.next(), right.complete());
        });
    }

    static Broken wrapped(String rule, String what, UnaryOperator<BackupProvider> spoil) {
        return of(rule, what, spoil);
    }

    /** The same, with a memory of its own for each provider. */
    static Broken remembering(String rule, String what, Supplier<Broken> fresh) {
        return of(rule, what, provider -> fresh.get().spoil().apply(provider));
    }

    /** Spoils what is said of work that is done. */
    static Broken done(String rule, String what, BiFunction<RemoteTask, Observation.Done, Observation> twist) {
        return observations(
                rule, what, (task, seen) -> seen instanceof Observation.Done done ? twist.apply(task, done) : seen);
    }

    /** Spoils how a call is refused. */
    static Broken refusals(String rule, String what, UnaryOperator<CallFailure> twist) {
        return starts(rule, what, (call, context, good) -> {
            try {
                return good.start(call, context);
            } catch (CallFailure failure) {
                throw twist.apply(failure);
            }
        });
    }

    /** Leaves out a mark that a call should carry. */
    // ---- parts

    static Broken dropsMarks(String rule, String type) {
        return starts(rule, "drops a mark at " + type, (call, context, good) -> {
            SortedMap<String, String> marks = new TreeMap<>(call.marks());
            if (call.primitive().type().equals(type)) {
                marks.remove(Marks.POINT);
            }
            return good.start(new Call(call.primitive(), call.key(), marks, call.intendedAt(), call.seen()), context);
        });
    }

    static CallFailure failure(FailureKind kind, String message) {
        return CallFailure.builder(kind, CallFailure.Effect.NONE, message).build();
    }
}
