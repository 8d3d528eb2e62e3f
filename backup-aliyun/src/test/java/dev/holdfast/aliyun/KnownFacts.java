// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aliyun;

import dev.holdfast.operation.Lane;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.Machine;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Fact;
import dev.holdfast.spi.FactQuery;
import dev.holdfast.spi.Facts;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ReplicaDescription;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Facts that a test knows. */
record KnownFacts(
        List<Disk> disks,
        List<Machine> machines,
        List<ReplicaDescription> replicas,
        Optional<List<Payload.Fields>> answers,
        Map<Class<?>, List<?>> others)
        implements Facts {
    KnownFacts(
            List<Disk> disks,
            List<Machine> machines,
            List<ReplicaDescription> replicas,
            Optional<List<Payload.Fields>> answers) {
        this(disks, machines, replicas, answers, Map.of());
    }

    /** Knows, beside these disks and machines, the same answer to every question that is answered by its class. */
    static KnownFacts answering(List<Disk> disks, List<Machine> machines, Class<?> type, List<?> items) {
        return new KnownFacts(disks, machines, List.of(), Optional.empty(), Map.of(type, items));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> Optional<Fact<T>> get(FactQuery<T> query) {
        List<?> other = others.get(query.itemType());
        if (other != null) {
            return Optional.of(
                    new Fact<>((List<T>) other, true, Fact.Source.CLOUD, Instant.parse("2026-10-01T00:00:00Z")));
        }
        return query instanceof FactQuery.ProviderQuery
                ? answers.map(items ->
                        new Fact<>((List<T>) items, true, Fact.Source.CLOUD, Instant.parse("2026-10-01T00:00:00Z")))
                : Optional.empty();
    }

    @Override
    public Optional<Disk> disk(ResourceId id) {
        return disks.stream().filter(disk -> disk.id().equals(id)).findFirst();
    }

    @Override
    public Optional<Machine> machine(ResourceId id) {
        return machines.stream().filter(machine -> machine.id().equals(id)).findFirst();
    }

    @Override
    public Optional<ReplicaDescription> replica(Lane lane, String cloudId) {
        return replicas.stream()
                .filter(replica ->
                        replica.lane().equals(lane) && replica.cloudId().equals(cloudId))
                .findFirst();
    }
}
