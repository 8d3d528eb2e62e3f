// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.recovery;

import dev.holdfast.protection.Loss;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.MachineSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a set of machines comes back in another place: in which order, into which networks, checked how, promised what.
 * The same plan is drilled, failed over and failed back. Immutable.
 */
public final class RecoveryPlan {
    private final String name;
    private final Location from;
    private final Location to;
    private final RecoveryObjectives objectives;
    private final Loss loss;
    private final List<RecoveryGroup> groups;
    private final Map<String, String> subnets;
    private final @Nullable String drillSubnet;
    private final Map<String, MachineSpec> overrides;

    private RecoveryPlan(
            String name,
            Location from,
            Location to,
            RecoveryObjectives objectives,
            Loss loss,
            List<RecoveryGroup> groups,
            Map<String, String> subnets,
            @Nullable String drillSubnet,
            Map<String, MachineSpec> overrides) {
        PlanCheck.check(name, groups, overrides.keySet());
        this.name = name;
        this.from = from;
        this.to = to;
        this.objectives = objectives;
        this.loss = loss;
        this.groups = List.copyOf(groups);
        this.subnets = Map.copyOf(subnets);
        this.drillSubnet = drillSubnet;
        this.overrides = Map.copyOf(overrides);
    }

    /**
     * Starts a plan.
     *
     * @param name its name, unique in an installation
     * @return a builder
     * @throws IllegalArgumentException if the name is blank
     */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /**
     * The name, unique in an installation.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Where the machines run in normal times.
     *
     * @return the source
     */
    public Location from() {
        return from;
    }

    /**
     * Where they come back.
     *
     * @return the target
     */
    public Location to() {
        return to;
    }

    /**
     * What was promised.
     *
     * @return RPO and RTO
     */
    public RecoveryObjectives objectives() {
        return objectives;
    }

    /**
     * The loss that the plan is for; points count for it only when they survive it.
     *
     * @return the loss
     */
    public Loss loss() {
        return loss;
    }

    /**
     * The groups, in the order given; what must come before what is said by {@link RecoveryGroup#after()}.
     *
     * @return at least one
     */
    public List<RecoveryGroup> groups() {
        return groups;
    }

    /**
     * Which subnet of the target stands for which of the source in a failover.
     *
     * @return source to target
     */
    public Map<String, String> subnets() {
        return subnets;
    }

    /**
     * The isolated subnet of the target that drills run in.
     *
     * @return the subnet, or {@code null}: then the plan cannot be drilled
     */
    public @Nullable String drillSubnet() {
        return drillSubnet;
    }

    /**
     * What is made otherwise than at the source, by machine. What a description leaves empty is taken from the source.
     *
     * @return overrides by machine
     */
    public Map<String, MachineSpec> overrides() {
        return overrides;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecoveryPlan that
                && name.equals(that.name)
                && from.equals(that.from)
                && to.equals(that.to)
                && objectives.equals(that.objectives)
                && loss == that.loss
                && groups.equals(that.groups)
                && subnets.equals(that.subnets)
                && Objects.equals(drillSubnet, that.drillSubnet)
                && overrides.equals(that.overrides);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, from, to, groups);
    }

    @Override
    public String toString() {
        return "RecoveryPlan[" + name + ", " + from + " to " + to + ", " + groups + "]";
    }

    /** Builds a plan. Not safe for use by several threads. */
    public static final class Builder {
        private final String name;
        private @Nullable Location from;
        private @Nullable Location to;
        private RecoveryObjectives objectives = RecoveryObjectives.none();
        private @Nullable Loss loss;
        private final List<RecoveryGroup> groups = new ArrayList<>();
        private final Map<String, String> subnets = new LinkedHashMap<>();
        private @Nullable String drillSubnet;
        private final Map<String, MachineSpec> overrides = new TreeMap<>();

        private Builder(String name) {
            if (name == null || name.isBlank()) {
                throw new IllegalArgumentException("A recovery plan needs a name");
            }
            this.name = name;
        }

        /**
         * Says where the machines run in normal times.
         *
         * @param value the source
         * @return this
         */
        public Builder from(Location value) {
            from = value.regional();
            return this;
        }

        /**
         * Says where they come back.
         *
         * @param value the target, possibly one zone of it
         * @return this
         */
        public Builder to(Location value) {
            to = Objects.requireNonNull(value, "to");
            return this;
        }

        /**
         * Says what is promised. Default: nothing.
         *
         * @param value RPO and RTO
         * @return this
         */
        public Builder objectives(RecoveryObjectives value) {
            objectives = Objects.requireNonNull(value, "objectives");
            return this;
        }

        /**
         * Says which loss the plan is for. Default: {@link Loss#REGION} where the target lies in another region,
         * else {@link Loss#MACHINE}.
         *
         * @param value the loss
         * @return this
         */
        public Builder loss(Loss value) {
            loss = Objects.requireNonNull(value, "loss");
            return this;
        }

        /**
         * Adds a group.
         *
         * @param groupName its name, unique in the plan
         * @param group fills it
         * @return this
         */
        public Builder group(String groupName, Consumer<RecoveryGroup.Builder> group) {
            RecoveryGroup.Builder builder = new RecoveryGroup.Builder(groupName);
            group.accept(builder);
            groups.add(builder.build());
            return this;
        }

        /**
         * Says which subnet of the target stands for one of the source.
         *
         * @param source the subnet at the source
         * @param target the subnet at the target
         * @return this
         */
        public Builder subnet(String source, String target) {
            subnets.put(Objects.requireNonNull(source, "source"), Objects.requireNonNull(target, "target"));
            return this;
        }

        /**
         * Names the isolated subnet for drills. Default: none, and the plan cannot be drilled.
         *
         * @param value a subnet of the target
         * @return this
         */
        public Builder drillSubnet(String value) {
            drillSubnet = Objects.requireNonNull(value, "drillSubnet");
            return this;
        }

        /**
         * Makes one machine otherwise than at the source.
         *
         * @param machine the machine, as its group names it
         * @param spec what differs; what is left empty is taken from the source
         * @return this
         */
        public Builder override(String machine, MachineSpec spec) {
            overrides.put(Objects.requireNonNull(machine, "machine"), Objects.requireNonNull(spec, "spec"));
            return this;
        }

        /**
         * Builds the plan. What only the clouds can tell (whether machines, subnets and keys exist) is checked when it
         * is saved.
         *
         * @return the plan
         * @throws IllegalArgumentException if a part is missing, a name stands twice, a group names an unknown group,
         *     or the groups wait for each other in a circle; the message names the place and the cure
         */
        public RecoveryPlan build() {
            Location source = required(from, "from(...)", "where its machines run");
            Location target = required(to, "to(...)", "where they come back");
            Loss effective = loss != null ? loss : source.sameRegion(target) ? Loss.MACHINE : Loss.REGION;
            return new RecoveryPlan(
                    name, source, target, objectives, effective, groups, subnets, drillSubnet, overrides);
        }

        private <T> T required(@Nullable T value, String method, String what) {
            if (value == null) {
                throw refused("does not say " + what + ": call " + method);
            }
            return value;
        }

        private IllegalArgumentException refused(String why) {
            return new IllegalArgumentException("Recovery plan '" + name + "' " + why);
        }
    }
}
