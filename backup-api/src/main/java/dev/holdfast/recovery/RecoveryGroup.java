// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.recovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Machines that are recovered together, and what must be up before them. Immutable. */
public final class RecoveryGroup {
    private final String name;
    private final List<String> machines;
    private final List<String> after;
    private final List<HealthCheck> healthChecks;
    private final boolean approval;

    private RecoveryGroup(
            String name, List<String> machines, List<String> after, List<HealthCheck> healthChecks, boolean approval) {
        this.name = name;
        this.machines = List.copyOf(machines);
        this.after = List.copyOf(after);
        this.healthChecks = List.copyOf(healthChecks);
        this.approval = approval;
    }

    /**
     * The name, unique in its plan.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The machines, by name or by the cloud's id at the source.
     *
     * @return at least one
     */
    public List<String> machines() {
        return machines;
    }

    /**
     * The groups that must be up and healthy before this one starts.
     *
     * @return their names
     */
    public List<String> after() {
        return after;
    }

    /**
     * What each machine of the group must pass.
     *
     * @return the checks
     */
    public List<HealthCheck> healthChecks() {
        return healthChecks;
    }

    /**
     * Whether a person approves before the group starts.
     *
     * @return true if an approval is awaited
     */
    public boolean approval() {
        return approval;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecoveryGroup that
                && name.equals(that.name)
                && machines.equals(that.machines)
                && after.equals(that.after)
                && healthChecks.equals(that.healthChecks)
                && approval == that.approval;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, machines, after, healthChecks, approval);
    }

    @Override
    public String toString() {
        return "group " + name + " " + machines + (after.isEmpty() ? "" : " after " + after);
    }

    /** Builds a group inside {@link RecoveryPlan.Builder#group}. Not safe for use by several threads. */
    public static final class Builder {
        private final String name;
        private final List<String> machines = new ArrayList<>();
        private final List<String> after = new ArrayList<>();
        private final List<HealthCheck> healthChecks = new ArrayList<>();
        private boolean approval;

        Builder(String name) {
            this.name = name;
        }

        /**
         * Adds machines.
         *
         * @param names names, or the cloud's ids at the source
         * @return this
         */
        public Builder machines(String... names) {
            machines.addAll(List.of(names));
            return this;
        }

        /**
         * Adds groups that must be up and healthy before.
         *
         * @param groups their names
         * @return this
         */
        public Builder after(String... groups) {
            after.addAll(List.of(groups));
            return this;
        }

        /**
         * Adds a check that each machine of the group must pass.
         *
         * @param check the check
         * @return this
         */
        public Builder healthCheck(HealthCheck check) {
            healthChecks.add(Objects.requireNonNull(check, "check"));
            return this;
        }

        /**
         * Lets a person approve before the group starts in a failover. Default: none is asked.
         *
         * @return this
         */
        public Builder approval() {
            approval = true;
            return this;
        }

        RecoveryGroup build() {
            return new RecoveryGroup(name, machines, after, healthChecks, approval);
        }
    }
}
