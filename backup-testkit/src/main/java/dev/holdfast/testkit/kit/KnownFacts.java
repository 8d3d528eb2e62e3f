// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.operation.Lane;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Fact;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.ReplicaDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Facts that were read. */
final class KnownFacts implements Facts {
    private final Map<FactQuery<?>, List<?>> read;
    private final Instant at;

    KnownFacts(Map<FactQuery<?>, List<?>> read, Instant at) {
        this.read = new LinkedHashMap<>(read);
        this.at = at;
    }

    /** The same facts, queries and rows in the opposite order. */
    KnownFacts reversed() {
        List<FactQuery<?>> queries = new ArrayList<>(read.keySet());
        Collections.reverse(queries);
        Map<FactQuery<?>, List<?>> other = new LinkedHashMap<>();
        for (FactQuery<?> query : queries) {
            List<Object> rows = new ArrayList<>(read.getOrDefault(query, List.of()));
            Collections.reverse(rows);
            other.put(query, rows);
        }
        return new KnownFacts(other, at);
    }

    @Override
    public <T> Optional<Fact<T>> get(FactQuery<T> query) {
        List<?> items = read.get(query);
        if (items == null) {
            return Optional.empty();
        }
        List<T> typed = items.stream().map(query.itemType()::cast).toList();
        return Optional.of(new Fact<>(typed, true, Fact.Source.CLOUD, at));
    }

    @Override
    public Optional<Disk> disk(ResourceId id) {
        return first(Disk.class, disk -> disk.id().equals(id));
    }

    @Override
    public Optional<Machine> machine(ResourceId id) {
        return first(Machine.class, machine -> machine.id().equals(id));
    }

    @Override
    public Optional<ReplicaDescription> replica(Lane lane, String cloudId) {
        return first(
                ReplicaDescription.class,
                replica -> replica.lane().equals(lane) && replica.cloudId().equals(cloudId));
    }

    private <T> Optional<T> first(Class<T> type, Predicate<T> filter) {
        for (List<?> items : read.values()) {
            for (Object item : items) {
                if (type.isInstance(item) && filter.test(type.cast(item))) {
                    return Optional.of(type.cast(item));
                }
            }
        }
        return Optional.empty();
    }
}
