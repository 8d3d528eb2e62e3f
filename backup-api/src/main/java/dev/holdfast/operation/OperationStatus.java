// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

import java.util.List;

/**
 * A picture of an operation.
 *
 * @param id which
 * @param title what it is, for people
 * @param state how it stands
 * @param steps its steps, by number
 */
public record OperationStatus(OperationId id, String title, OperationState state, List<Step> steps) {
    /**
     * Copies the list.
     *
     * @param id which
     * @param title what it is, for people
     * @param state how it stands
     * @param steps its steps, by number
     */
    public OperationStatus {
        steps = List.copyOf(steps);
    }

    /**
     * How far it is, counted in steps that make a request.
     *
     * @return the progress
     */
    public Progress progress() {
        int all = 0;
        int ended = 0;
        int running = 0;
        for (Step step : steps) {
            if (step.request()) {
                all++;
                ended += step.state().ended() ? 1 : 0;
                running += step.state() == StepState.STARTED || step.state() == StepState.INTENDED ? 1 : 0;
            }
        }
        return new Progress(ended, running, all);
    }
}
