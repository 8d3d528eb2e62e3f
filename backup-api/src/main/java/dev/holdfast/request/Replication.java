// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.request;

import dev.holdfast.protection.RecoveryPoint;
import dev.holdfast.protection.RecoveryPointId;
import dev.holdfast.protection.ReplicationTarget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Copies recovery points to other regions or accounts. Yields the points, with their new replicas. */
public final class Replication implements Request<List<RecoveryPoint>> {
    private final List<RecoveryPointId> points;
    private final List<ReplicationTarget> targets;
    private final @Nullable RequestKey key;

    private Replication(List<RecoveryPointId> points, List<ReplicationTarget> targets, @Nullable RequestKey key) {
        this.points = List.copyOf(points);
        this.targets = List.copyOf(targets);
        this.key = key;
    }

    /**
     * Copies these points.
     *
     * @param points at least one
     * @return the request, still without a target
     * @throws IllegalArgumentException if there is none
     */
    public static Replication of(Collection<? extends RecoveryPoint> points) {
        if (points.isEmpty()) {
            throw new IllegalArgumentException("A replication needs a point");
        }
        return new Replication(points.stream().map(RecoveryPoint::id).toList(), List.of(), null);
    }

    /**
     * Adds a target.
     *
     * @param target where to
     * @return the request
     */
    public Replication to(ReplicationTarget target) {
        List<ReplicationTarget> all = new ArrayList<>(targets);
        all.add(Objects.requireNonNull(target, "target"));
        return new Replication(points, all, key);
    }

    /**
     * Makes asking twice harmless.
     *
     * @param value the application's own name of this request
     * @return the request
     */
    public Replication key(RequestKey value) {
        return new Replication(points, targets, value);
    }

    /**
     * What is copied.
     *
     * @return the points
     */
    public List<RecoveryPointId> points() {
        return points;
    }

    /**
     * Where copies go.
     *
     * @return the targets
     */
    public List<ReplicationTarget> targets() {
        return targets;
    }

    @Override
    public @Nullable RequestKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "Replication of " + points.size() + " points to " + targets;
    }
}
