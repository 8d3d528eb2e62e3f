// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.operation.Lane;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Fact;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.ReplicaDescription;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Facts that a test knows. */
final class KnownFacts implements Facts {
    static final Instant READ_AT = Instant.parse("2026-11-01T10:00:00Z");

    private final Map<FactQuery<?>, Fact<?>> answers = new LinkedHashMap<>();

    <T> KnownFacts knowing(FactQuery<T> query, List<T> items) {
        answers.put(query, new Fact<>(items, true, Fact.Source.CLOUD, READ_AT));
        return this;
    }

    @Override
    @SuppressWarnings("unchecked") // knowing() puts a fact of T beside a query of T
    public <T> Optional<Fact<T>> get(FactQuery<T> query) {
        return Optional.ofNullable((Fact<T>) answers.get(query));
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
        return answers.values().stream()
                .flatMap(fact -> fact.items().stream())
                .filter(type::isInstance)
                .map(type::cast);
    }
}
