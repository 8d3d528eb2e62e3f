// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

import static dev.holdfast.operation.StepEvent.ADOPT_STARTED;
import static dev.holdfast.operation.StepEvent.CANCEL;
import static dev.holdfast.operation.StepEvent.FAIL;
import static dev.holdfast.operation.StepEvent.INTEND;
import static dev.holdfast.operation.StepEvent.LOSE_SIGHT;
import static dev.holdfast.operation.StepEvent.MOVE;
import static dev.holdfast.operation.StepEvent.NEXT_GENERATION;
import static dev.holdfast.operation.StepEvent.PARK;
import static dev.holdfast.operation.StepEvent.PUT_BACK;
import static dev.holdfast.operation.StepEvent.RETRY;
import static dev.holdfast.operation.StepEvent.SEND_AGAIN;
import static dev.holdfast.operation.StepEvent.SKIP;
import static dev.holdfast.operation.StepEvent.START;
import static dev.holdfast.operation.StepEvent.SUCCEED;
import static dev.holdfast.operation.StepState.CANCELLED;
import static dev.holdfast.operation.StepState.FAILED;
import static dev.holdfast.operation.StepState.INTENDED;
import static dev.holdfast.operation.StepState.PARKED;
import static dev.holdfast.operation.StepState.PENDING;
import static dev.holdfast.operation.StepState.SKIPPED;
import static dev.holdfast.operation.StepState.STARTED;
import static dev.holdfast.operation.StepState.SUCCEEDED;
import static dev.holdfast.operation.StepState.UNKNOWN;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The only place that says how a step lives: which event leads from which state to which. Everything that is not in
 * this table is illegal and says so.
 */
public final class StepLifecycle {
    private static final Map<StepState, Map<StepEvent, StepState>> TABLE = new EnumMap<>(StepState.class);

    static {
        on(PENDING, INTEND, INTENDED);
        // Steps without a request (plan, approval, local work that is not journaled first) end in one write.
        on(PENDING, START, STARTED);
        on(PENDING, SUCCEED, SUCCEEDED);
        on(PENDING, FAIL, FAILED);
        on(PENDING, PARK, PARKED);
        on(PENDING, CANCEL, CANCELLED);
        on(PENDING, SKIP, SKIPPED);

        on(INTENDED, START, STARTED);
        on(INTENDED, SUCCEED, SUCCEEDED);
        on(INTENDED, FAIL, FAILED);
        on(INTENDED, LOSE_SIGHT, UNKNOWN);
        on(INTENDED, PUT_BACK, PENDING);
        on(INTENDED, PARK, PARKED);

        on(STARTED, MOVE, STARTED);
        on(STARTED, SUCCEED, SUCCEEDED);
        on(STARTED, FAIL, FAILED);
        on(STARTED, LOSE_SIGHT, UNKNOWN);
        on(STARTED, PARK, PARKED);
        on(STARTED, CANCEL, CANCELLED);

        on(UNKNOWN, ADOPT_STARTED, STARTED);
        on(UNKNOWN, SUCCEED, SUCCEEDED);
        on(UNKNOWN, SEND_AGAIN, INTENDED);
        on(UNKNOWN, PUT_BACK, PENDING);
        on(UNKNOWN, FAIL, FAILED);
        on(UNKNOWN, PARK, PARKED);

        on(FAILED, NEXT_GENERATION, PENDING);

        on(PARKED, RETRY, PENDING);
        on(PARKED, ADOPT_STARTED, STARTED);
        on(PARKED, SUCCEED, SUCCEEDED);
        on(PARKED, SKIP, SKIPPED);
        on(PARKED, FAIL, FAILED);
        on(PARKED, CANCEL, CANCELLED);
    }

    private StepLifecycle() {}

    private static void on(StepState from, StepEvent event, StepState to) {
        TABLE.computeIfAbsent(from, s -> new EnumMap<>(StepEvent.class)).put(event, to);
    }

    /**
     * The state after an event.
     *
     * @param from the state before
     * @param event what happened
     * @return the state after
     * @throws IllegalStateException if the table has no such transition
     */
    public static StepState next(StepState from, StepEvent event) {
        return find(from, event)
                .orElseThrow(() -> new IllegalStateException("A step that is " + from + " knows no " + event
                        + "; it knows " + TABLE.getOrDefault(from, Map.of()).keySet()));
    }

    /**
     * The state after an event, if there is one.
     *
     * @param from the state before
     * @param event what happened
     * @return the state after, or empty if the table has no such transition
     */
    public static Optional<StepState> find(StepState from, StepEvent event) {
        return Optional.ofNullable(TABLE.getOrDefault(from, Map.of()).get(event));
    }
}
