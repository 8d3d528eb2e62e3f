// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.internal.graph.StepOutcome;
import dev.holdfast.operation.Lane;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Fact;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.ReplicaDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Facts out of recorded reads, and what a planner adds from catalogue and kit. */
final class KnownFacts implements Facts {
    private final Map<FactQuery<?>, Fact<?>> facts = new LinkedHashMap<>();
    private final Map<ResourceId, Disk> disks = new HashMap<>();
    private final Map<ResourceId, Machine> machines = new HashMap<>();

    /**
     * A fact as it is handed on in the arguments of a step.
     *
     * @param query what was asked
     * @param items what was found
     * @param complete whether that is all
     * @param source where it comes from
     * @param readAt when it was read there
     */
    record Given(FactQuery<?> query, List<Payload> items, boolean complete, Fact.Source source, Instant readAt) {
        Given {
            items = List.copyOf(items);
        }
    }

    void add(Given given, PayloadMapper mapper) {
        put(given.query(), given.items(), given.complete(), given.source(), given.readAt(), mapper);
    }

    /** Takes in what a read step recorded; a read that failed is not there. */
    void add(FactQuery<?> query, StepOutcome outcome, PayloadMapper mapper) {
        if (outcome.succeeded()) {
            Payload.Fields outputs = outcome.outputs();
            Instant readAt = outputs.get("readAt") instanceof Payload.Time time ? time.value() : Instant.EPOCH;
            put(query, outputs.items("items"), outputs.truth("complete"), Fact.Source.CLOUD, readAt, mapper);
        }
    }

    private <T> void put(
            FactQuery<T> query,
            List<Payload> items,
            boolean complete,
            Fact.Source source,
            Instant readAt,
            PayloadMapper mapper) {
        List<T> read = new ArrayList<>(items.size());
        for (Payload item : items) {
            T each = mapper.read(item, query.itemType());
            read.add(each);
            if (each instanceof Disk disk) {
                disks.putIfAbsent(disk.id(), disk);
            } else if (each instanceof Machine machine) {
                machines.putIfAbsent(machine.id(), machine);
            }
        }
        facts.put(query, new Fact<>(read, complete, source, readAt));
    }

    boolean knows(FactQuery<?> query) {
        return facts.containsKey(query);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> Optional<Fact<T>> get(FactQuery<T> query) {
        // A fact is put under a query of its own item type only.
        return Optional.ofNullable((Fact<T>) facts.get(query));
    }

    @Override
    public Optional<Disk> disk(ResourceId id) {
        return Optional.ofNullable(disks.get(id));
    }

    @Override
    public Optional<Machine> machine(ResourceId id) {
        return Optional.ofNullable(machines.get(id));
    }

    @Override
    public Optional<ReplicaDescription> replica(Lane lane, String cloudId) {
        ReplicaDescription joined = null;
        for (Fact<?> fact : facts.values()) {
            for (Object item : fact.items()) {
                if (item instanceof ReplicaDescription each
                        && each.lane().equals(lane)
                        && each.cloudId().equals(cloudId)) {
                    joined = joined == null ? each : joined(joined, each);
                }
            }
        }
        return Optional.ofNullable(joined);
    }

    /** Two looks at one thing: each says what it examined. */
    private static ReplicaDescription joined(ReplicaDescription one, ReplicaDescription two) {
        boolean base = one.examined().contains(ReplicaDescription.Aspect.STATE);
        ReplicaDescription.Builder builder = (base ? one : two).toBuilder();
        ReplicaDescription other = base ? two : one;
        Set<ReplicaDescription.Aspect> examined = EnumSet.noneOf(ReplicaDescription.Aspect.class);
        examined.addAll(one.examined());
        examined.addAll(two.examined());
        if (other.examined().contains(ReplicaDescription.Aspect.LOCK)) {
            builder.lock(other.lock());
        }
        if (other.examined().contains(ReplicaDescription.Aspect.USERS)) {
            builder.usedBy(other.usedBy());
        }
        if (other.examined().contains(ReplicaDescription.Aspect.SHARING)) {
            builder.sharedWith(other.sharedWith());
        }
        return builder.examined(examined).build();
    }
}
