// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.operation.Lane;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.protection.Replica;
import dev.holdfast.protection.ReplicaState;
import dev.holdfast.protection.ReplicaUse;
import dev.holdfast.protection.ReplicationTarget;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.Action;
import dev.holdfast.spi.Outputs;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which copies are to be made of points, and what is recorded of one. */
final class Copies {
    private Copies() {}

    /**
     * What is known of a copy before it is made.
     *
     * @param point the point
     * @param from the replica that is copied
     * @param to where to
     * @param keyId under which key
     */
    record Context(
            PointRecord point,
            ReplicaRecord from,
            Location to,
            @Nullable String keyId) {}

    /** An item for each part of each point that has no replica at a target yet, in the order of their moments. */
    static List<Item> items(
            int step,
            List<PointRecord> points,
            List<ReplicaRecord> existing,
            List<ReplicaRecord> sources,
            List<ReplicationTarget> targets,
            PayloadMapper mapper) {
        Map<RecoveryPointId, List<ReplicaRecord>> ofPoint = new HashMap<>();
        sources.forEach(source ->
                ofPoint.computeIfAbsent(source.point(), id -> new ArrayList<>()).add(source));
        Set<There> there = new HashSet<>();
        for (ReplicaRecord replica : existing) {
            if (replica.replica().state() == ReplicaState.AVAILABLE) {
                there.add(new There(
                        replica.point(),
                        replica.source(),
                        replica.replica().location().regional()));
            }
        }
        List<Item> items = new ArrayList<>();
        for (ReplicationTarget target : targets) {
            for (PointRecord point : points) {
                for (ReplicaRecord source : ofPoint.getOrDefault(point.id(), List.of())) {
                    Location at = source.replica().location();
                    boolean usable = source.replica().uses().contains(ReplicaUse.COPY)
                            && source.replica().state() == ReplicaState.AVAILABLE
                            && at.sameRegion(point.resource().location());
                    boolean isThere = at.regional().equals(target.location())
                            || there.contains(new There(source.point(), source.source(), target.location()));
                    if (usable && !isThere) {
                        items.add(item(step + "-" + items.size(), point, source, target, mapper));
                    }
                }
            }
        }
        return items;
    }

    /** A part of a point in a region. */
    private record There(RecoveryPointId point, ResourceId source, Location region) {}

    private static Item item(
            String number, PointRecord point, ReplicaRecord source, ReplicationTarget target, PayloadMapper mapper) {
        EncryptionKey key = target.key();
        Action action = new Action.CopyReplica(
                "c" + number, point.id(), source.ref(), target.location(), key, target.deadline());
        Context context = new Context(point, source, target.location(), key == null ? null : key.id());
        int members =
                point.kind() == RecoveryPoint.Kind.IMAGE ? 1 : point.disks().size();
        Payload.Fields marks = Payload.Fields.EMPTY
                .with("kind", source.kind().name())
                .with("point", point.id().value())
                .with("members", members)
                .with("source", source.source().toString())
                .with("asked", point.asked().name())
                .with("got", point.got().name())
                .with("moment", new Payload.Time(point.moment()))
                .with("policy", point.policy());
        return Item.of(action, source.source().id() + " to " + target.location().region())
                .marked(marks)
                .then(RecordCopy.NAME, (Payload.Fields) mapper.write(context));
    }

    static Replica replica(
            ResourceId resource, Location at, String cloudId, @Nullable String keyId, Payload.Fields facts) {
        long bytes = facts.get(Outputs.BYTES) instanceof Payload.Whole whole ? whole.value() : 0;
        long stored = facts.get(Outputs.STORED_BYTES) instanceof Payload.Whole whole ? whole.value() : 0;
        return Replica.builder(Lane.of(at).location(), cloudId)
                .state(ReplicaState.AVAILABLE)
                .keyId(keyId)
                .uses(Catalogue.allUses())
                .survives(Catalogue.survives(resource, at))
                .fullBytes(bytes)
                .storedBytes(stored)
                .build();
    }
}
