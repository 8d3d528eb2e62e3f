// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.operation.Lane;
import dev.holdfast.operation.StepState;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one turn of a lane hands to the next, here or on another host. All that is volatile is let go of at the end of a
 * turn and made anew at the start of the next: from rows, and from what the lane's record tells beside them. Touched by
 * the loop only.
 */
final class Handover {
    private final Engine engine;

    Handover(Engine engine) {
        this.engine = engine;
    }

    /** How a step is named in the lane's record. */
    static String key(LiveStep step) {
        return step.run.id.value() + "/" + step.node.number();
    }

    /** The lane of this name, or {@code null} if it is work without requests, or of a provider that is not here. */
    private @Nullable Lane lane(String name) {
        int first = name.indexOf('/');
        int last = name.lastIndexOf('/');
        if (first < 0 || first == last) {
            return null;
        }
        Lane lane = new Lane(
                ProviderId.of(name.substring(0, first)), name.substring(first + 1, last), name.substring(last + 1));
        return engine.serves(lane) ? lane : null;
    }

    // ------------------------------------------------------------------ begin

    /** Goes on in a lane. */
    void resume(Seat seat) {
        Lane lane = lane(seat.lane);
        if (lane != null) {
            engine.desk(lane).limiter.restore(lane, seat.before, engine.ticks(), engine.wallMillis());
        }
        if (seat.found != null) {
            engine.holds.refresh(seat.found.owed());
            if (seat.found.watched() && lane != null) {
                engine.twins.begin(seat, lane);
            }
        }
        if (seat.lane.equals(Seats.EVENTS)) {
            engine.outbox.begin();
        }
        // What had begun first: what is begun now must not be taken for it.
        List<LiveStep> pending = new ArrayList<>();
        for (LiveStep step : engine.seats.steps(seat.lane)) {
            if (step.state == StepState.PENDING) {
                LaneNotes.Note note =
                        seat.before.inOrder() ? seat.before.steps().get(key(step)) : null;
                if (note == null || note.generation() != step.generation) {
                    pending.add(step);
                } else {
                    engine.seats.after(step, engine.settling.left(note), () -> engine.flow.evaluate(step));
                }
            } else if (!step.ended()) {
                engine.operations.goOn(step);
            }
        }
        engine.flow.begin(pending);
        for (Run run : List.copyOf(engine.operations.runs.values())) {
            if (Seats.partition(run).equals(seat.lane)) {
                engine.takeOver.turn(run);
                if (run.open == 0) {
                    engine.operations.end(run);
                }
            }
        }
    }

    // ------------------------------------------------------------------ end

    /** What was taken of the limits of a lane. */
    Payload.Fields limits(Seat seat) {
        Lane lane = lane(seat.lane);
        return lane == null
                ? Payload.Fields.EMPTY
                : engine.desk(lane).limiter.note(lane, engine.ticks(), engine.wallMillis());
    }

    /** What the rows of its steps do not tell. */
    Map<String, LaneNotes.Note> notes(Seat seat) {
        Map<String, LaneNotes.Note> notes = new TreeMap<>();
        for (LiveStep step : engine.seats.steps(seat.lane)) {
            boolean waits = step.state == StepState.PENDING && step.dueAt > engine.ticks();
            if (step.state == StepState.INTENDED || step.state == StepState.UNKNOWN || waits) {
                notes.put(key(step), engine.settling.note(step));
            }
        }
        return notes;
    }

    /** The lane is not ours any more. */
    void forget(Seat seat) {
        engine.watch.forget(seat.lane);
        for (LiveStep step : engine.seats.steps(seat.lane)) {
            engine.sections.forget(step);
            step.letBe();
        }
        Lane lane = lane(seat.lane);
        if (lane != null) {
            engine.desk(lane).limiter.forget(lane);
            engine.drop(lane);
        }
    }
}
