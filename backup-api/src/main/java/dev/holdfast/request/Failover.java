// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.request;

import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.recovery.RecoveryReport;
import dev.holdfast.recovery.SourceState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings the machines of a plan up in its target, to serve. What is known of the source is said by a person; by default
 * nobody knows, and a person is asked before anything is started. Yields the report.
 */
public final class Failover implements Request<RecoveryReport> {
    private final String plan;
    private final SourceState source;
    private final @Nullable RequestKey key;

    private Failover(String plan, SourceState source, @Nullable RequestKey key) {
        this.plan = Objects.requireNonNull(plan, "plan");
        this.source = Objects.requireNonNull(source, "source");
        this.key = key;
    }

    /**
     * Fails over by a saved plan.
     *
     * @param plan its name
     * @return the request, with an unsure source
     */
    public static Failover of(String plan) {
        return new Failover(plan, SourceState.UNSURE, null);
    }

    /**
     * Fails over by a saved plan.
     *
     * @param plan the plan; what counts is what is saved under its name
     * @return the request, with an unsure source
     */
    public static Failover of(RecoveryPlan plan) {
        return of(plan.name());
    }

    /**
     * Says what is known of the source.
     *
     * @param state the state
     * @return the request
     */
    public Failover source(SourceState state) {
        return new Failover(plan, state, key);
    }

    /**
     * Makes asking twice harmless.
     *
     * @param value the application's own name of this request
     * @return the request
     */
    public Failover key(RequestKey value) {
        return new Failover(plan, source, value);
    }

    /**
     * The name of the plan.
     *
     * @return the name
     */
    public String plan() {
        return plan;
    }

    /**
     * What is known of the source.
     *
     * @return the state
     */
    public SourceState source() {
        return source;
    }

    @Override
    public @Nullable RequestKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "Failover by plan '" + plan + "', source " + source;
    }
}
