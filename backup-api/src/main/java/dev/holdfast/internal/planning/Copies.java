// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.operation.Lane;
import dev.holdfast.protection.EncryptionKey;
import dev.holdfast.protection.RecoveryPoint;
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
import java.util.List;
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
        List<Item> items = new ArrayList<>();
        for (ReplicationTarget target : targets) {
            for (PointRecord point : points) {
                for (ReplicaRecord source : sources) {
                    boolean mine = source.point().equals(point.id());
                    boolean usable = source.replica().uses().contains(ReplicaUse.COPY)
                            && source.replica().state() == ReplicaState.AVAILABLE
                            && source.replica()
                                    .location()
                                    .sameRegion(point.resource().location());
                    if (mine && usable && !isThere(existing, source, target.location())) {
                        items.add(item(step + "-" + items.size(), point, source, target, mapper));
                    }
                }
            }
        }
        return items;
    }

    private static boolean isThere(List<ReplicaRecord> existing, ReplicaRecord source, Location target) {
        return source.replica().location().regional().equals(target)
                || existing.stream()
                        .anyMatch(replica -> replica.point().equals(source.point())
                                && replica.source().equals(source.source())
                                && replica.replica().location().regional().equals(target)
                                && replica.replica().state() == ReplicaState.AVAILABLE);
    }

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
