// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.operation.Lane;
import dev.holdfast.protection.Image;
import dev.holdfast.protection.Loss;
import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.protection.Replica;
import dev.holdfast.protection.ReplicaUse;
import dev.holdfast.protection.Snapshot;
import dev.holdfast.protection.SnapshotSet;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.ResourceId;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import dev.holdfast.spi.RecordRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Points and replicas as the catalogue's records show them. Immutable. */
public final class Catalogue {
    private final Map<RecoveryPointId, PointRecord> points = new TreeMap<>();
    private final Map<RecoveryPointId, List<ReplicaRecord>> replicas = new TreeMap<>();
    private final Map<ResourceId, List<PointRecord>> newestFirst = new LinkedHashMap<>();

    private Catalogue(List<PointRecord> points, List<ReplicaRecord> replicas) {
        points.forEach(point -> this.points.put(point.id(), point));
        replicas.forEach(replica -> this.replicas
                .computeIfAbsent(replica.point(), id -> new ArrayList<>())
                .add(replica));
        this.points
                .values()
                .forEach(point -> newestFirst
                        .computeIfAbsent(point.resource(), resource -> new ArrayList<>())
                        .add(point));
        newestFirst
                .values()
                .forEach(of -> of.sort(Comparator.comparing(PointRecord::moment)
                        .thenComparing(PointRecord::id)
                        .reversed()));
    }

    /**
     * Reads rows.
     *
     * @param pointRows rows of kind POINT
     * @param replicaRows rows of kind REPLICA
     * @param mapper reads their bodies
     * @return the catalogue
     */
    public static Catalogue of(List<RecordRow> pointRows, List<RecordRow> replicaRows, PayloadMapper mapper) {
        List<PointRecord> points = new ArrayList<>();
        pointRows.forEach(row -> points.add(mapper.read(row.body(), PointRecord.class)));
        List<ReplicaRecord> replicas = new ArrayList<>();
        replicaRows.forEach(row -> replicas.add(mapper.read(row.body(), ReplicaRecord.class)));
        return new Catalogue(points, replicas);
    }

    static Catalogue recalled(Payload.Fields points, Payload.Fields replicas, PayloadMapper mapper) {
        return of(rows(points, mapper), rows(replicas, mapper), mapper);
    }

    /** What recalled replicas are, as things in a lane. */
    static Set<LeftBehind> replicas(Payload.Fields recalled, PayloadMapper mapper) {
        Set<LeftBehind> things = new HashSet<>();
        for (RecordRow row : rows(recalled, mapper)) {
            ReplicaRecord replica = mapper.read(row.body(), ReplicaRecord.class);
            things.add(new LeftBehind(
                    Lane.of(replica.replica().location()),
                    replica.kind(),
                    replica.replica().cloudId()));
        }
        return things;
    }

    private static List<RecordRow> rows(Payload.Fields outputs, PayloadMapper mapper) {
        return mapper.readList(new Payload.Items(outputs.items("rows")), RecordRow.class);
    }

    static RecordRow row(PointRecord point, PayloadMapper mapper) {
        return new RecordRow(
                RecordRow.Kind.POINT, point.resource().toString(), point.id().value(), 0, (Payload.Fields)
                        mapper.write(point));
    }

    static RecordRow row(ReplicaRecord replica, PayloadMapper mapper) {
        return new RecordRow(RecordRow.Kind.REPLICA, replica.resource().toString(), replica.key(), 0, (Payload.Fields)
                mapper.write(replica));
    }

    /** What a replica at a place survives of its source. */
    static Set<Loss> survives(ResourceId source, Location at) {
        EnumSet<Loss> survives = EnumSet.of(Loss.DISK, Loss.MACHINE, Loss.ZONE);
        if (!at.sameRegion(source.location())) {
            survives.add(Loss.REGION);
        }
        if (!at.provider().equals(source.location().provider())
                || !at.account().equals(source.location().account())) {
            survives.add(Loss.ACCOUNT);
        }
        return survives;
    }

    static Set<ReplicaUse> allUses() {
        return EnumSet.allOf(ReplicaUse.class);
    }

    List<PointRecord> newestFirst(ResourceId resource) {
        return Collections.unmodifiableList(newestFirst.getOrDefault(resource, List.of()));
    }

    List<ResourceId> resources() {
        return List.copyOf(newestFirst.keySet());
    }

    List<PointRecord> all() {
        return List.copyOf(points.values());
    }

    List<ReplicaRecord> replicas(RecoveryPointId point) {
        return replicas.getOrDefault(point, List.of());
    }

    /** The replicas of all parts of a point in one lane, in the order of its disks; empty if one is missing. */
    List<ReplicaRecord> inLane(PointRecord point, Lane lane) {
        List<ReplicaRecord> found = new ArrayList<>();
        if (point.kind() == RecoveryPoint.Kind.IMAGE) {
            replicas(point.id()).stream()
                    .filter(replica -> Lane.of(replica.replica().location()).equals(lane))
                    .findFirst()
                    .ifPresent(found::add);
            return found;
        }
        for (PointRecord.PointDisk disk : point.disks()) {
            ReplicaRecord match = null;
            for (ReplicaRecord each : replicas(point.id())) {
                if (each.source().equals(disk.id())
                        && Lane.of(each.replica().location()).equals(lane)) {
                    match = each;
                }
            }
            if (match == null) {
                return List.of();
            }
            found.add(match);
        }
        return found;
    }

    /**
     * All points of all resources.
     *
     * @return the points, by id
     */
    public List<RecoveryPoint> points() {
        return points.values().stream().map(this::point).toList();
    }

    /**
     * These points.
     *
     * @param ids which
     * @return those that there are, in the order asked for
     */
    public List<RecoveryPoint> points(List<RecoveryPointId> ids) {
        List<RecoveryPoint> found = new ArrayList<>();
        for (RecoveryPointId id : ids) {
            PointRecord record = points.get(id);
            if (record != null) {
                found.add(point(record));
            }
        }
        return found;
    }

    RecoveryPoint point(PointRecord record) {
        if (record.kind() == RecoveryPoint.Kind.SNAPSHOT_SET) {
            Set<ResourceId> expected = new LinkedHashSet<>();
            List<Snapshot> members = new ArrayList<>();
            for (PointRecord.PointDisk disk : record.disks()) {
                expected.add(disk.id());
                List<Replica> of = replicasOf(record.id(), disk.id());
                if (!of.isEmpty()) {
                    members.add(snapshot(record, disk.id(), of, record.id()));
                }
            }
            return SnapshotSet.builder(record.id(), record.resource())
                    .moment(record.moment())
                    .machine(record.machine())
                    .asked(record.asked())
                    .got(record.got())
                    .hold(record.hold())
                    .verified(record.verified())
                    .expected(expected)
                    .members(members)
                    .build();
        } else if (record.kind() == RecoveryPoint.Kind.IMAGE) {
            return Image.builder(record.id(), record.resource())
                    .moment(record.moment())
                    .machine(record.machine())
                    .asked(record.asked())
                    .got(record.got())
                    .hold(record.hold())
                    .verified(record.verified())
                    .replicas(replicasOf(record.id(), record.resource()))
                    .build();
        }
        return snapshot(record, record.resource(), replicasOf(record.id(), record.resource()), null);
    }

    private static Snapshot snapshot(
            PointRecord record,
            ResourceId disk,
            List<Replica> replicas,
            @org.jspecify.annotations.Nullable RecoveryPointId set) {
        return Snapshot.builder(record.id(), disk)
                .moment(record.moment())
                .machine(record.machine())
                .asked(record.asked())
                .got(record.got())
                .hold(record.hold())
                .verified(record.verified())
                .replicas(replicas)
                .set(set)
                .build();
    }

    private List<Replica> replicasOf(RecoveryPointId point, ResourceId source) {
        return replicas(point).stream()
                .filter(replica -> replica.source().equals(source))
                .map(ReplicaRecord::replica)
                .toList();
    }
}
