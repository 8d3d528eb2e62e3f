// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.operation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of an operation, to look at.
 *
 * @param number its number in the operation
 * @param name what it does
 * @param item what it is done for, or {@code null}
 * @param parent the number of the step that it follows from, or -1
 * @param state where it stands
 * @param generation counts from 1
 * @param request whether it makes a request that changes something
 * @param lane where it is called, or {@code null}
 * @param intendedAt when its intent was written, or {@code null}
 * @param endedAt when it ended, or {@code null}
 * @param why why it failed or is parked, with the cure, or {@code null}
 * @param question what a person is asked, where it waits for one; else {@code null}
 */
public record Step(
        int number,
        String name,
        @Nullable String item,
        int parent,
        StepState state,
        int generation,
        boolean request,
        @Nullable Lane lane,
        @Nullable Instant intendedAt,
        @Nullable Instant endedAt,
        @Nullable String why,
        @Nullable String question) {}
