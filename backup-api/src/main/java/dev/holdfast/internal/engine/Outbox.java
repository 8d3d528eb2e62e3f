// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.Failure;
import dev.holdfast.internal.graph.Owed;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.StepEvent;
import dev.holdfast.operation.StepState;
import dev.holdfast.spi.ChangeSet;
import dev.holdfast.spi.ChangeSet.Change;
import dev.holdfast.spi.EventRow;
import dev.holdfast.spi.HostRuntime;
import dev.holdfast.spi.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events: written with what they tell of, handed out after that is durable, in order, at least once. A slow listener
 * holds nothing but its own events. Touched by the loop only.
 */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int PAGE = 256;
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private final Engine engine;
    private boolean pumping;
    private boolean more;

    Outbox(Engine engine) {
        this.engine = engine;
    }

    Change stepChanged(LiveStep step, StepEvent event) {
        Payload.Fields body = Payload.Fields.EMPTY
                .with("at", new Payload.Time(engine.now()))
                .with("type", "step")
                .with("step", step.node.number())
                .with("name", step.node.name())
                .with("event", event.name())
                .with("state", step.state.name());
        if (step.node.item() != null) {
            body = body.with("item", step.node.item());
        }
        if (step.progress.failure() != null && (step.state == StepState.FAILED || step.state == StepState.PARKED)) {
            body = body.with("failure", step.progress.failure().toString());
        }
        pumpSoon();
        return new Change.AddEvent(step.run.id, body);
    }

    Change operationChanged(Run run) {
        pumpSoon();
        return new Change.AddEvent(
                run.id,
                Payload.Fields.EMPTY
                        .with("at", new Payload.Time(engine.now()))
                        .with("type", "operation")
                        .with("state", run.state.name()));
    }

    /** Another host owns the installation; of no operation. */
    Change takenOver(Failure why) {
        pumpSoon();
        return new Change.AddEvent(
                new OperationId("installation"),
                Payload.Fields.EMPTY
                        .with("at", new Payload.Time(engine.now()))
                        .with("type", "taken-over")
                        .with("why", why.toString()));
    }

    /** Something is owed, or what became of it. */
    Change owed(Owed owed, String state, String more) {
        pumpSoon();
        Payload.Fields body = Payload.Fields.EMPTY
                .with("at", new Payload.Time(engine.now()))
                .with("type", "obligation")
                .with("obligation", owed.key())
                .with("lane", owed.lane().toString())
                .with("what", owed.what())
                .with("since", new Payload.Time(owed.since()))
                .with("state", state);
        if (owed.failure() != null) {
            body = body.with("failure", owed.failure().toString());
        }
        return new Change.AddEvent(new OperationId(owed.operation()), more.isEmpty() ? body : body.with("why", more));
    }

    Change decided(LiveStep step, Decision decision) {
        pumpSoon();
        return new Change.AddEvent(
                step.run.id,
                Payload.Fields.EMPTY
                        .with("at", new Payload.Time(engine.now()))
                        .with("type", "decision")
                        .with("step", step.node.number())
                        .with("name", step.node.name())
                        .with("decision", decision.kind().name())
                        .with("by", decision.by())
                        .with("reason", decision.reason()));
    }

    /** Something that is not a change of state, but that a person may want to know. */
    void waiting(LiveStep step, String why) {
        pumpSoon();
        engine.journal.write(
                ChangeSet.of(new Change.AddEvent(
                        step.run.id,
                        Payload.Fields.EMPTY
                                .with("at", new Payload.Time(engine.now()))
                                .with("type", "waiting")
                                .with("step", step.node.number())
                                .with("name", step.node.name())
                                .with("why", why))),
                refused -> {});
    }

    /** A turn begins in the lane of events. */
    void begin() {
        pumping = false;
        pumpSoon();
    }

    /** Hands out what there is, soon. */
    void pumpSoon() {
        more = true;
        if (!pumping && (engine.seats.alone() || engine.seats.seat(Seats.EVENTS) != null)) {
            pumping = true;
            after(Duration.ofMillis(20));
        }
    }

    private void after(Duration wait) {
        HostRuntime.Timer ignored = engine.seats.after(Seats.EVENTS, wait, this::pump);
    }

    private void pump() {
        more = false;
        Seat seat = engine.seats.enter(Seats.EVENTS);
        engine.config
                .runtime()
                .run(
                        HostRuntime.Kind.STORE,
                        null,
                        DEADLINE,
                        () -> engine.config.store().outbox(PAGE),
                        (rows, failure) -> {
                            Seats.leave(seat);
                            if (seat != null && seat.over) {
                                return;
                            }
                            if (rows == null || rows.isEmpty()) {
                                done();
                            } else {
                                deliver(rows);
                            }
                        });
    }

    private void deliver(List<EventRow> rows) {
        Seat seat = engine.seats.enter(Seats.EVENTS);
        engine.config.runtime().run(HostRuntime.Kind.LISTENER, null, DEADLINE, () -> hand(rows), (last, failure) -> {
            Seats.leave(seat);
            if (seat != null && seat.over) {
                return;
            }
            if (failure != null) {
                LOG.warn("A listener failed; its events are handed out again", failure);
                after(Duration.ofSeconds(5));
                return;
            }
            long upTo = rows.get(rows.size() - 1).sequence();
            List<Change> changes = new ArrayList<>();
            engine.seats.fence(changes, Seats.EVENTS);
            changes.add(new Change.RemoveEvents(upTo));
            Seat again = engine.seats.enter(Seats.EVENTS);
            engine.journal.write(new ChangeSet(changes), refused -> {
                Seats.leave(again);
                if (again != null && again.over) {
                    return;
                }
                more |= rows.size() == PAGE;
                done();
            });
        });
    }

    private int hand(List<EventRow> rows) {
        rows.forEach(engine.config.listener());
        return rows.size();
    }

    private void done() {
        pumping = false;
        if (more && !engine.stopping()) {
            pumpSoon();
        }
    }
}
