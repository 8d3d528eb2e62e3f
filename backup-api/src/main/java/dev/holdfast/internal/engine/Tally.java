// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.internal.graph.Work;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.Payload;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an operation has done so far, counted as its steps end, for its evidence: they leave memory long before it ends.
 * Of what was made and deleted only the ids are kept. Touched by the loop only.
 */
final class Tally {
    private final Map<StepState, Integer> states = new EnumMap<>(StepState.class);
    private final SortedSet<String> deciders = new TreeSet<>();
    private final Things made = new Things();
    private final Things deleted = new Things();
    private int requests;
    private int sent;

    /** A step has ended; each is told once. */
    void ended(LiveStep step) {
        states.merge(step.state, 1, Integer::sum);
        if (step.progress.outputs().get(Decisions.DECIDED_BY) instanceof Payload.Text who) {
            deciders.add(who.value());
        }
        if (!step.isRequest()) {
            return;
        }
        requests++;
        if (step.progress.intendedAt() != null && step.work() instanceof Work.Request request) {
            sent++;
            step.progress.leftBehind().forEach(made::add);
            if (step.state == StepState.SUCCEEDED) {
                Made.by(request.primitive(), step.progress).forEach(made::add);
                request.gone().forEach(deleted::add);
            } else {
                // Whatever another request said of it.
                request.gone().forEach(deleted::remove);
            }
        }
    }

    /** Adds it all to an entry of the evidence. */
    Payload.Fields into(Payload.Fields body) {
        Payload.Fields steps = Payload.Fields.EMPTY;
        for (Map.Entry<StepState, Integer> each : states.entrySet()) {
            steps = steps.with(each.getKey().name(), each.getValue());
        }
        Payload.Fields all = body.with("steps", steps)
                .with("requests", requests)
                .with("sent", sent)
                .with("made", made.payload())
                .with("deleted", deleted.payload());
        return deciders.isEmpty() ? all : all.with("decidedBy", Payload.ofTexts(List.copyOf(deciders)));
    }
}
