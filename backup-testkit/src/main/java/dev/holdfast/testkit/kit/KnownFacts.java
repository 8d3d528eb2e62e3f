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
import java.util.stream.Stream;

/**
 * Facts for the test of a lowering: what is told, each as read from the cloud in full. Immutable.
 *
 * <pre>{@code
 * Facts facts = KnownFacts.none().knowing(new FactQuery.Disks(lane, List.of("vol-1")), List.of(disk));
 * }</pre>
 */
public final class KnownFacts implements Facts {
    private static final KnownFacts NONE = new KnownFacts(Map.of(), Instant.parse("2026-11-01T10:00:00Z"));

    private final Map<FactQuery<?>, List<?>> read;
    private final Instant at;

    private KnownFacts(Map<FactQuery<?>, List<?>> read, Instant at) {
        this.read = read;
        this.at = at;
    }

    /**
     * Nothing is known; what is told later counts as read at 2026-11-01 10:00 UTC.
     *
     * @return no facts
     */
    public static KnownFacts none() {
        return NONE;
    }

    /**
     * Nothing is known.
     *
     * @param at when what is told later was read
     * @return no facts
     */
    public static KnownFacts readAt(Instant at) {
        return new KnownFacts(Map.of(), at);
    }

    /**
     * These facts and one more; a former answer to the same query is replaced.
     *
     * @param query what was asked
     * @param items the whole answer; empty where nothing was found
     * @param <T> what an item is
     * @return the facts
     */
    public <T> KnownFacts knowing(FactQuery<T> query, List<T> items) {
        Map<FactQuery<?>, List<?>> more = new LinkedHashMap<>(read);
        more.put(query, List.copyOf(items));
        return new KnownFacts(more, at);
    }

    /**
     * The same facts, queries and rows in the opposite order: no lowering may come out differently.
     *
     * @return the facts
     */
    public KnownFacts reversed() {
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
        return all(Disk.class).filter(disk -> disk.id().equals(id)).findFirst();
    }

    @Override
    public Optional<Machine> machine(ResourceId id) {
        return all(Machine.class).filter(machine -> machine.id().equals(id)).findFirst();
    }

    @Override
    public Optional<ReplicaDescription> replica(Lane lane, String cloudId) {
        return all(ReplicaDescription.class)
                .filter(replica ->
                        replica.lane().equals(lane) && replica.cloudId().equals(cloudId))
                .findFirst();
    }

    private <T> Stream<T> all(Class<T> type) {
        return read.values().stream()
                .flatMap(List::stream)
                .filter(type::isInstance)
                .map(type::cast);
    }
}
