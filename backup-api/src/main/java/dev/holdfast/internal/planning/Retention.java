// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.planning;

import dev.holdfast.internal.marks.MarkSet;
import dev.holdfast.operation.Lane;
import dev.holdfast.protection.Lock;
import dev.holdfast.protection.Loss;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.protection.RetentionPolicy;
import dev.holdfast.spi.ReplicaDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which replicas of one resource a policy lets go, and what keeps the others although it would. Good is only what a cloud
 * shows, whole and under our marks, in a listing that is complete. Pure.
 */
final class Retention {
    /**
     * The rules.
     *
     * @param policy what is kept
     * @param takenBy whose points are looked at, or {@code null} for all
     * @param places in which lanes something may go, or empty for all
     * @param retired whether age counts from now instead of from the newest good point
     */
    record Rules(RetentionPolicy policy, @Nullable String takenBy, Set<Lane> places, boolean retired) {}

    /**
     * A replica that goes.
     *
     * @param point its point
     * @param replica the replica
     */
    record Gone(PointRecord point, ReplicaRecord replica) {}

    /**
     * A point that stays in a lane although the policy would let it go.
     *
     * @param point the point
     * @param lane where
     * @param why what keeps it
     */
    record Spared(PointRecord point, Lane lane, String why) {}

    /**
     * What is decided of one resource.
     *
     * @param gone what goes, oldest first
     * @param spared what stays although
     * @param newest the newest good point of each lane
     * @param held how many points there are in each lane
     */
    record Decision(List<Gone> gone, List<Spared> spared, Map<Lane, RecoveryPointId> newest, Map<Lane, Integer> held) {}

    private final Rules rules;
    private final Catalogue catalogue;
    private final Listed listed;
    private final Set<Lane> complete;
    private final Instant now;

    Retention(Rules rules, Catalogue catalogue, Listed listed, Set<Lane> complete, Instant now) {
        this.rules = rules;
        this.catalogue = catalogue;
        this.listed = listed;
        this.complete = complete;
        this.now = now;
    }

    /** Decides about the points of one resource, given newest first. */
    Decision decide(List<PointRecord> points) {
        Map<RecoveryPointId, Set<Lane>> whole = new TreeMap<>();
        Set<Lane> lanes = new TreeSet<>();
        for (PointRecord point : points) {
            Set<Lane> lanesOf = new TreeSet<>();
            catalogue.replicas(point.id()).forEach(replica -> lanesOf.add(lane(replica)));
            lanes.addAll(lanesOf);
            lanesOf.removeIf(lane -> !isWhole(point, lane));
            whole.put(point.id(), lanesOf);
        }
        Map<RecoveryPointId, String> precious = precious(points, whole);
        List<Gone> gone = new ArrayList<>();
        List<Spared> spared = new ArrayList<>();
        Map<Lane, RecoveryPointId> newest = new TreeMap<>();
        Map<Lane, Integer> held = new TreeMap<>();
        for (Lane lane : lanes) {
            List<PointRecord> here = points.stream()
                    .filter(point -> catalogue.replicas(point.id()).stream()
                            .anyMatch(replica -> lane(replica).equals(lane)))
                    .toList();
            held.put(lane, here.size());
            here.stream()
                    .filter(point -> isIn(whole, point, lane))
                    .findFirst()
                    .ifPresent(point -> newest.put(lane, point.id()));
            if (rules.places().isEmpty() || rules.places().contains(lane)) {
                inLane(lane, here, whole, precious, gone, spared);
            }
        }
        gone.sort((one, other) -> one.point().moment().compareTo(other.point().moment()));
        return new Decision(gone, spared, newest, held);
    }

    private static Lane lane(ReplicaRecord replica) {
        return Lane.of(replica.replica().location());
    }

    private static boolean isIn(Map<RecoveryPointId, Set<Lane>> whole, PointRecord point, Lane lane) {
        return whole.getOrDefault(point.id(), Set.of()).contains(lane);
    }

    private boolean isWhole(PointRecord point, Lane lane) {
        List<ReplicaRecord> parts = catalogue.inLane(point, lane);
        return complete.contains(lane) && !parts.isEmpty() && parts.stream().allMatch(listed::confirms);
    }

    /** What no policy deletes: the last good point for each loss, and the last verified one. */
    private Map<RecoveryPointId, String> precious(List<PointRecord> points, Map<RecoveryPointId, Set<Lane>> whole) {
        Map<RecoveryPointId, String> precious = new TreeMap<>();
        Map<Loss, PointRecord> last = new EnumMap<>(Loss.class);
        boolean verified = false;
        for (PointRecord point : points) {
            Set<Lane> lanes = whole.getOrDefault(point.id(), Set.of());
            for (Loss loss : Loss.values()) {
                boolean good = lanes.stream()
                        .anyMatch(lane -> catalogue.inLane(point, lane).stream()
                                .allMatch(replica -> replica.replica().goodFor(loss)));
                if (good && last.putIfAbsent(loss, point) == null) {
                    precious.put(point.id(), "it is the last good point for the loss of the " + loss);
                }
            }
            if (!verified && point.verified() != null && !lanes.isEmpty()) {
                verified = true;
                precious.putIfAbsent(point.id(), "it is the last point that was verified");
            }
        }
        return precious;
    }

    private void inLane(
            Lane lane,
            List<PointRecord> here,
            Map<RecoveryPointId, Set<Lane>> whole,
            Map<RecoveryPointId, String> precious,
            List<Gone> gone,
            List<Spared> spared) {
        PointRecord newest = here.stream()
                .filter(point -> isIn(whole, point, lane))
                .findFirst()
                .orElse(null);
        int counted = 0;
        for (PointRecord point : here) {
            boolean good = isIn(whole, point, lane);
            boolean looked = rules.takenBy() == null || rules.takenBy().equals(point.policy());
            boolean counts = looked && good && counted < rules.policy().last();
            counted += counts ? 1 : 0;
            boolean after = counts || (!good && counted < rules.policy().last());
            if (!looked || after || isYoung(point, newest)) {
                continue;
            }
            String why = whole(lane, point, newest, precious);
            List<ReplicaRecord> parts = new ArrayList<>();
            for (ReplicaRecord replica : catalogue.replicas(point.id())) {
                if (lane(replica).equals(lane)) {
                    parts.add(replica);
                    why = why == null ? one(replica) : why;
                }
            }
            if (why == null) {
                parts.forEach(part -> gone.add(new Gone(point, part)));
            } else {
                spared.add(new Spared(point, lane, why));
            }
        }
    }

    private boolean isYoung(PointRecord point, @Nullable PointRecord newest) {
        if (rules.policy().age() == null || newest == null) {
            return false;
        }
        Instant reference = rules.retired() ? now : newest.moment();
        return point.moment().isAfter(reference.minus(rules.policy().age()));
    }

    private @Nullable String whole(
            Lane lane, PointRecord point, @Nullable PointRecord newest, Map<RecoveryPointId, String> precious) {
        if (!complete.contains(lane)) {
            return "the listing of " + lane + " is not complete";
        } else if (newest == null) {
            return "there is no good point in " + lane;
        } else if (point.id().equals(newest.id())) {
            return "it is the newest good point in " + lane;
        }
        return precious.get(point.id());
    }

    private @Nullable String one(ReplicaRecord replica) {
        ReplicaDescription shown = listed.of(replica);
        if (shown == null) {
            return replica.replica().cloudId() + " is not shown by its cloud";
        }
        MarkSet marks = listed.marks(replica);
        if (marks == null) {
            return replica.replica().cloudId() + " does not carry our marks for this point";
        } else if (marks.keep().hold()) {
            return replica.replica().cloudId() + " is on hold";
        }
        Lock lock = shown.lock() == null ? replica.replica().lock() : shown.lock();
        if (lock != null && lock.holds(now)) {
            return replica.replica().cloudId() + " is locked (" + lock.mode() + ") until "
                    + (lock.until() == null ? "it is unlocked" : lock.until());
        }
        boolean image = replica.kind() == dev.holdfast.spi.ProductKind.IMAGE;
        return shown.usedBy().isEmpty() || image
                ? null
                : replica.replica().cloudId() + " is used by " + String.join(", ", shown.usedBy());
    }
}
