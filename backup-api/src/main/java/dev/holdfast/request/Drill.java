// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.request;

import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.recovery.RecoveryReport;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a recovery plan works: brings its machines up in the plan's isolated subnet, checks them, measures, and
 * removes them again, whatever happens. Yields the report.
 */
public final class Drill implements Request<RecoveryReport> {
    private final String plan;
    private final @Nullable RequestKey key;

    private Drill(String plan, @Nullable RequestKey key) {
        this.plan = Objects.requireNonNull(plan, "plan");
        this.key = key;
    }

    /**
     * Drills a saved plan.
     *
     * @param plan its name
     * @return the request
     */
    public static Drill of(String plan) {
        return new Drill(plan, null);
    }

    /**
     * Drills a saved plan.
     *
     * @param plan the plan; what counts is what is saved under its name
     * @return the request
     */
    public static Drill of(RecoveryPlan plan) {
        return new Drill(plan.name(), null);
    }

    /**
     * Makes asking twice harmless.
     *
     * @param value the application's own name of this request
     * @return the request
     */
    public Drill key(RequestKey value) {
        return new Drill(plan, value);
    }

    /**
     * The name of the plan.
     *
     * @return the name
     */
    public String plan() {
        return plan;
    }

    @Override
    public @Nullable RequestKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "Drill of plan '" + plan + "'";
    }
}
