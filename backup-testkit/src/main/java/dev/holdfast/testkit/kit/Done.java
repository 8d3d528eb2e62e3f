// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.spi.Action;
import dev.holdfast.spi.Answer;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.LoweredGroup;
import dev.holdfast.spi.Member;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.RemoteTask;
import dev.holdfast.spi.StepKey;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A lowered group that was run by hand: what its requests came to. */
final class Done {
    final LoweredGroup lowered;
    private final Hand hand;
    private final Map<String, Hand.Result> results = new LinkedHashMap<>();
    private final Map<String, RemoteTask> open = new LinkedHashMap<>();
    private final Map<String, StepKey> keys = new LinkedHashMap<>();
    private final Set<String> overtaken = new HashSet<>();

    Done(Hand hand, LoweredGroup lowered) {
        this.hand = hand;
        this.lowered = lowered;
        for (Primitive primitive : lowered.primitives()) {
            for (Edge edge : primitive.edges()) {
                if (edge.kind() == Edge.Kind.ANSWERED || edge.kind() == Edge.Kind.STARTED) {
                    overtaken.add(edge.step());
                }
            }
        }
    }

    /** Runs all requests, but for those that go another way after a failure. */
    void run() {
        for (Primitive primitive : lowered.primitives()) {
            if (primitive.edges().stream().noneMatch(edge -> edge.kind() == Edge.Kind.FAILED)) {
                run(primitive, overtaken.contains(primitive.name()));
            }
        }
        finishOpen();
    }

    private void finishOpen() {
        open.forEach((name, task) -> results.put(name, hand.finish(task, keys.getOrDefault(name, hand.key()))));
        open.clear();
    }

    /** Runs the undo of all requests, last first. */
    void undo() {
        List<Primitive> primitives = lowered.primitives();
        for (int i = primitives.size() - 1; i >= 0; i--) {
            primitives.get(i).undo().forEach(undo -> run(undo, false));
        }
    }

    private void run(Primitive primitive, boolean onlyStart) {
        Primitive resolved = resolved(primitive);
        StepKey key = hand.key();
        keys.put(primitive.name(), key);
        Answer answer = hand.send(resolved, key);
        if (answer instanceof Answer.Done done) {
            results.put(primitive.name(), new Hand.Result(done.outputs(), done.members(), key));
        } else if (answer instanceof Answer.Started started) {
            if (onlyStart) {
                open.put(primitive.name(), started.task());
            } else {
                results.put(primitive.name(), hand.finish(started.task(), key));
            }
        }
    }

    StepKey key(String primitive) {
        return keys.getOrDefault(primitive, hand.key());
    }

    Primitive resolved(Primitive primitive) {
        return primitive.withArguments((Payload.Fields) resolve(primitive.arguments(), primitive));
    }

    private Payload resolve(Payload payload, Primitive of) {
        if (payload instanceof Payload.Ref ref) {
            return output(ref, of);
        } else if (payload instanceof Payload.Items items) {
            return new Payload.Items(
                    items.items().stream().map(item -> resolve(item, of)).toList());
        } else if (payload instanceof Payload.Fields fields) {
            TreeMap<String, Payload> copy = new TreeMap<>();
            fields.fields().forEach((name, value) -> copy.put(name, resolve(value, of)));
            return new Payload.Fields(copy);
        }
        return payload;
    }

    private Payload output(Payload.Ref ref, Primitive of) {
        if (open.containsKey(ref.step())) {
            finishOpen();
        }
        Hand.Result result = results.get(ref.step());
        if (result == null) {
            throw new AssertionError(of + " refers to an output of " + ref.step() + ", which did not run before it");
        }
        if (ref.output().startsWith("members/")) {
            String subject = ref.output().substring("members/".length());
            for (Member member : result.members()) {
                String id = member.cloudId();
                if (member.subject().equals(subject) && id != null) {
                    return Payload.of(id);
                }
            }
        }
        Payload value = result.outputs().get(ref.output());
        if (value == null) {
            throw new AssertionError(of + " refers to output '" + ref.output() + "' of " + ref.step()
                    + ", which gave only " + result.outputs());
        }
        return value;
    }

    /** The request that completes an action. */
    Primitive completing(Action action) {
        Primitive last = null;
        for (Primitive primitive : lowered.primitives()) {
            last = primitive.completes().contains(action.id()) ? primitive : last;
        }
        if (last == null) {
            throw new AssertionError("no request completes action " + action.id());
        }
        return last;
    }

    Hand.Result result(Action action) {
        return result(completing(action).name());
    }

    Hand.Result result(String primitive) {
        Hand.Result result = results.get(primitive);
        if (result == null) {
            throw new AssertionError(primitive + " came to nothing");
        }
        return result;
    }

    String id(Action action) {
        Payload.Fields outputs = result(action).outputs();
        if (outputs.get("id") == null) {
            throw new AssertionError(completing(action) + " gave no output 'id' but " + outputs);
        }
        return outputs.text("id");
    }

    /** The cloud ids of the members, by subject, over all requests that complete the action. */
    Map<String, String> members(Action action) {
        Map<String, String> members = new LinkedHashMap<>();
        for (Primitive primitive : lowered.primitives()) {
            if (primitive.completes().contains(action.id())) {
                for (Member member : result(primitive.name()).members()) {
                    String id = member.cloudId();
                    if (member.state() == Member.State.DONE && id != null) {
                        members.put(member.subject(), id);
                    }
                }
            }
        }
        return members;
    }
}
