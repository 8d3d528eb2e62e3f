// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A picture of an operation.
 *
 * @param id which
 * @param title what it is, for people
 * @param state how it stands
 * @param steps its steps, by number; none if they are forgotten
 * @param forgotten how far it was when it ended, if its steps are forgotten since: what is left is its evidence; {@code
 *     null} as long as they are there
 */
public record OperationStatus(
        OperationId id,
        String title,
        OperationState state,
        List<Step> steps,
        @Nullable Progress forgotten) {
    /**
     * Copies the list.
     *
     * @param id which
     * @param title what it is, for people
     * @param state how it stands
     * @param steps its steps, by number; none if they are forgotten
     * @param forgotten how far it was when it ended, if its steps are forgotten since, or {@code null}
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
        if (forgotten != null) {
            return forgotten;
        }
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
