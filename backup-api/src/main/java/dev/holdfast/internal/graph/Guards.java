// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.graph;

import java.util.List;

/** The reasons that a destructive step checks once more when its intent is written. */
public final class Guards {
    private static final String EPOCH = "epoch/";

    private Guards() {}

    /**
     * The guard of a step that must not be sent by a later host than the one that planned it: what it deletes was chosen
     * from what that host saw.
     *
     * @param epoch the epoch of the plan
     * @return the guard
     */
    public static String plannedIn(long epoch) {
        return EPOCH + epoch;
    }

    /**
     * The subjects that nobody else may claim.
     *
     * @param guards the guards of a step
     * @return those that name a subject
     */
    public static List<String> unclaimed(List<String> guards) {
        return guards.stream().filter(guard -> !guard.startsWith(EPOCH)).toList();
    }

    /**
     * Whether a step may still be sent in this epoch.
     *
     * @param guards its guards
     * @param epoch the epoch
     * @return false if it was planned in an earlier one, and that matters
     */
    public static boolean holdIn(List<String> guards, long epoch) {
        return guards.stream().allMatch(guard -> !guard.startsWith(EPOCH) || guard.equals(plannedIn(epoch)));
    }
}
