// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.operation.OperationId;
import dev.holdfast.operation.Purpose;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Edge;
import dev.holdfast.spi.Primitive;
import dev.holdfast.spi.ProductKind;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back what starts, stops, swaps, deletes or revokes until it is shown that nobody else has taken the installation
 * over. Backups and copies go on. Touched by the loop only.
 */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    /** How long until it is looked again while too little is shown. */
    private static final Duration AGAIN = Duration.ofSeconds(15);

    private final Engine engine;
    private final Set<LiveStep> waiting = new LinkedHashSet<>();
    private final Set<OperationId> told = new TreeSet<>();
    private boolean looking;

    Gate(Engine engine) {
        this.engine = engine;
    }

    /**
     * Whether a request could not be taken back. A request that makes something other than a machine can. Of those that
     * make nothing, what recovery, drill and prune send cannot; of what protects, only what ends something: a revoke, a
     * removal, an undo. What holds a guest, and lets it go, must never wait.
     */
    static boolean guards(LiveStep step, Primitive primitive) {
        if (step.node.section() >= 0) {
            return false;
        }
        ProductKind product = primitive.product();
        if (product == ProductKind.MACHINE || product == ProductKind.MACHINES) {
            return true;
        }
        return product == ProductKind.NOTHING
                && (primitive.purpose() != Purpose.PROTECT
                        || step.node.always()
                        || primitive.edges().stream().anyMatch(edge -> edge.kind() == Edge.Kind.FINALLY));
    }

    private Mandate mandate() {
        return engine.config.mandate();
    }

    /** Whether a step waits here; it comes back to its desk by itself. */
    boolean keeps(LiveStep step, Primitive primitive) {
        if (!guards(step, primitive) || mandate().held()) {
            return false;
        }
        engine.release(step);
        step.queued = true;
        engine.seats.due(step, AGAIN.toNanos());
        waiting.add(step);
        look();
        return true;
    }

    /** Whether a step whose intent is written may not be sent after all: too much time has passed since. */
    boolean shut(LiveStep step, Primitive primitive) {
        return engine.ticks() > until(step, primitive);
    }

    /** Until when a call may leave its queue. */
    long until(LiveStep step, Primitive primitive) {
        return guards(step, primitive) ? mandate().heldUntil() : Long.MAX_VALUE;
    }

    /** A call that was queued too long: surely not sent, and soon asked for again. */
    static CallFailure expired() {
        return CallFailure.builder(
                        FailureKind.NOT_YET,
                        CallFailure.Effect.NONE,
                        "it was queued for longer than this host may act without looking whether it was taken over")
                .retryAfter(Duration.ofSeconds(1))
                .build();
    }

    private void look() {
        if (!looking) {
            looking = true;
            mandate().renew(this::looked);
        }
    }

    private void looked() {
        looking = false;
        if (waiting.isEmpty() || engine.stopping()) {
            return;
        }
        if (mandate().held()) {
            told.clear();
            List<LiveStep> free = List.copyOf(waiting);
            waiting.clear();
            for (LiveStep step : free) {
                step.queued = false;
                if (!step.ended()) {
                    engine.desk(step).add(step);
                }
            }
            return;
        }
        waiting.removeIf(step -> step.ended() || !engine.seats.mine(step));
        for (LiveStep step : waiting) {
            if (told.add(step.run.id)) {
                LOG.warn("{} waits: {}", step, mandate().why());
                engine.outbox.waiting(step, mandate().why());
            }
        }
        engine.config.runtime().after(AGAIN, this::look);
    }
}
